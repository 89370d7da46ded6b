/** JSON-RPC messages as the bridge sees them: it looks at what routing needs and passes the rest on untouched. */

export interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: Result;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export interface Params {
  readonly name?: unknown;
  readonly uri?: unknown;
  readonly requestId?: unknown;
  readonly protocolVersion?: unknown;
  readonly _meta?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

export interface Result {
  readonly _meta?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

export type Request = Message & { readonly id: string | number; readonly method: string };

/** Where messages for the client go: JSON text as it came, or an object. */
export type Send = (message: string | object) => void;

/** Whether the sender waits for an answer. */
export function isRequest(message: Message): message is Request {
  return message.method !== undefined && message.id !== undefined && message.id !== null;
}

/** Whether it answers a request of the other side. */
export function isResponse(message: Message): boolean {
  return message.method === undefined && message.id !== undefined;
}

export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'jsonrpc' in value && value.jsonrpc === '2.0';
}

/** The message in a text, or undefined when it holds none. */
export function parseMessage(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const serverError = -32_000;
export const invalidParams = -32_602;

export function resultAnswer(id: Message['id'], result: object): object {
  return { jsonrpc: '2.0', id: id ?? null, result };
}

/** An error answer. Codes below -32000 are the server's own (JSON-RPC 2.0, section 5.1). */
export function errorAnswer(id: Message['id'], code: number, message: string, data?: unknown): object {
  return {
    jsonrpc: '2.0',
    id: id ?? null,
    error: { code, message, ...(data === undefined ? {} : { data }) },
  };
}

export const metaKey = {
  revision: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  logLevel: 'io.modelcontextprotocol/logLevel',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  subscription: 'io.modelcontextprotocol/subscriptionId',
} as const;

/** The revision that a modern message carries with itself; undefined for older ones, which agree on one at the start. */
export function ownRevision({ params }: Message): string | undefined {
  const version = params?._meta?.[metaKey.revision];
  return typeof version === 'string' ? version : undefined;
}

/** Whether the client speaks the modern revision, as far as this message tells. */
export function isModern(message: Message): boolean {
  return ownRevision(message) !== undefined || message.method === 'server/discover';
}

/** What the modern revision wants in a result that is good for this moment alone. */
export const complete = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' } as const;

/** Requests that may be sent again after a lost connection, since they change nothing. */
const reads = new Set([
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
]);

export function isRead({ method }: Message): boolean {
  return method !== undefined && reads.has(method);
}
