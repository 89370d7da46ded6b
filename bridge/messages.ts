/** JSON-RPC messages as the bridge sees them: it looks at what routing needs and passes the rest on untouched. */

export interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Params;
}

export interface Params {
  readonly name?: unknown;
  readonly uri?: unknown;
  readonly requestId?: unknown;
  readonly protocolVersion?: unknown;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

/** Whether the sender waits for an answer. */
export function isRequest(message: Message): message is Message & { id: string | number; method: string } {
  return message.method !== undefined && message.id !== undefined && message.id !== null;
}

/** An error answer. Codes below -32000 are the server's own (JSON-RPC 2.0, section 5.1). */
export function errorAnswer(id: Message['id'], code: number, message: string, data?: unknown): object {
  return {
    jsonrpc: '2.0',
    id: id ?? null,
    error: { code, message, ...(data === undefined ? {} : { data }) },
  };
}

/** The revision that a modern message carries with itself; undefined for older ones, which agree on one at the start. */
export function ownRevision({ params }: Message): string | undefined {
  const version = params?._meta?.['io.modelcontextprotocol/protocolVersion'];
  return typeof version === 'string' ? version : undefined;
}

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
