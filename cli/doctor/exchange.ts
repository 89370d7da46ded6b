/** One JSON-RPC request to an MCP endpoint over HTTP, with what went wrong on the way in words. */
import { KeepsakeError, isErrorCode, type ErrorCode, type FetchLike } from '../../contract/index.ts';
import { outwardFault } from '../../local/outward.ts';
import type { Response } from 'undici';

const usualTimeoutMs = 10_000;

export interface Endpoint {
  readonly url: string;
  readonly fetch: FetchLike<Response>;
  readonly secret: string | undefined;
  /** For each request. */
  readonly timeoutMs?: number;
}

export interface Reply {
  readonly result: Record<string, unknown>;
  /** A session that an older server keeps. */
  readonly session: string | undefined;
}

/**
 * @param headers besides those that every request has
 * @returns undefined when the server answers that it does not know such a request
 * @throws KeepsakeError that says what stands in the way
 */
export async function exchange(
  { url, fetch, secret, timeoutMs = usualTimeoutMs }: Endpoint,
  message: { method: string; params: object; id?: number },
  headers: Record<string, string>,
): Promise<Reply | undefined> {
  const { response, text, answer } = await reach(url, timeoutMs, async () => {
    const sent = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { response: sent, ...(await readAnswer(sent)) };
  });
  const session = response.headers.get('mcp-session-id') ?? undefined;
  if (answer?.result !== undefined) return { result: answer.result, session };
  if (message.id === undefined && response.status < 300) return { result: {}, session };
  if (answer?.error !== undefined || response.status === 400) return undefined;
  throw refusal(response.status, text, url);
}

interface JsonRpcAnswer {
  readonly result?: Record<string, unknown>;
  readonly error?: unknown;
}

/** Stops at the answer: a server may leave its stream of events open. */
async function readAnswer(response: Response): Promise<{ text: string; answer: JsonRpcAnswer | undefined }> {
  const isStream = (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    text += decoder.decode(part, { stream: true });
    const answer = isStream ? answerIn(text) : undefined;
    if (answer !== undefined) return { text, answer };
  }
  return { text, answer: isStream ? answerIn(`${text}\n`) : onlyAnswers(parse(text)) };
}

/** The first event that answers; the last line may still be coming. */
function answerIn(text: string): JsonRpcAnswer | undefined {
  return text
    .split(/\r?\n/)
    .slice(0, -1)
    .filter((line) => line.startsWith('data:'))
    .map((line) => onlyAnswers(parse(line.slice('data:'.length))))
    .find((value) => value !== undefined);
}

function onlyAnswers(value: JsonRpcAnswer | undefined): JsonRpcAnswer | undefined {
  const isAnswer = value !== undefined && 'jsonrpc' in value && ('result' in value || 'error' in value);
  return isAnswer ? value : undefined;
}

function parse(text: string): JsonRpcAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

async function reach<T>(url: string, timeoutMs: number, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new KeepsakeError('UNAVAILABLE', unreachable(url, reasonOf(error), timeoutMs), undefined, error);
  }
}

function reasonOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'TimeoutError') return 'TIMEOUT';
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return 'UNKNOWN';
}

function unreachable(url: string, reason: string, timeoutMs: number): string {
  if (reason === 'TIMEOUT')
    return `${url} did not answer within ${timeoutMs / 1000} seconds. Check for a firewall or proxy in between; a proxy must not hold back answers (with nginx: \`proxy_buffering off\`).`;
  const fault = outwardFault(reason, url);
  if (fault !== undefined) return fault;
  if (reason === 'ENOTFOUND' || reason === 'EAI_AGAIN')
    return `The name in ${url} leads nowhere (${reason}). Check the address and the network.`;
  return `${url} cannot be reached (${reason}). Start that server (\`keepsake serve\` for your own), or check the address.`;
}

const remedies: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  401: ['UNAUTHORIZED', 'refused the secret (401). Store the right one with `keepsake connection add`.'],
  403: ['FORBIDDEN', 'does not allow this (403). Check the key, and the hosts that the server accepts.'],
  404: ['NOT_FOUND', 'has no MCP endpoint at this path (404). Keepsake has it at /mcp.'],
  429: ['RATE_LIMIT_EXCEEDED', 'takes no more requests of this key just now (429). Wait a minute.'],
};

/** A Keepsake server says itself what is wrong and what to do. */
function refusal(status: number, text: string, url: string): KeepsakeError {
  const said = parse(text) as { code?: unknown; message?: unknown } | undefined;
  if (isErrorCode(said?.code) && typeof said.message === 'string')
    return new KeepsakeError(said.code, said.message);
  const [code, words] = remedies[status] ?? remedyOf(status);
  return new KeepsakeError(code, `${url} ${words}`);
}

function remedyOf(status: number): readonly [ErrorCode, string] {
  if (status >= 502 && status <= 504)
    return [
      'UNAVAILABLE',
      `has a proxy in front that reaches no server (${status}). Start the servers behind it, and check that its health checks ask /readyz.`,
    ];
  return ['INTERNAL', `answered ${status}, not as an MCP endpoint does. Check the address.`];
}
