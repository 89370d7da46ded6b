/** Passes a request on as it is, with the connection's secret in place of the token, and the answer back as it is. */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Credentials } from '../credentials.ts';
import { isConnectionError, wasNeverSent } from '../faults.ts';
import { isRead, type Message } from '../messages.ts';
import { networkTo, type Network, type Target } from '../network.ts';

export interface Proxied {
  readonly status: number;
  /** A refusal that may only mean that the server speaks another era than the client. */
  readonly mayBeOtherEra: boolean;
  /** @param note takes the body as text, once all of it is there */
  pipe(response: ServerResponse, note?: Note): void;
  /** Forgets the answer. */
  drop(): void;
}

export type Note = (body: string, contentType: string) => void;

export interface PassedRequest {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly message: Message | undefined;
  readonly signal: AbortSignal;
  /** How often it may be tried again after the first time. */
  readonly retries?: number;
}

export interface Proxy {
  /** @throws whatever the connection throws */
  pass(passed: PassedRequest): Promise<Proxied>;
}

export interface ProxyDependencies {
  readonly target: Target;
  readonly credentials: Credentials;
  readonly revive?: (() => Promise<void>) | undefined;
}

const usualRetries = 6;
const hopByHop = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'authorization',
  'origin',
  'te',
  'trailer',
  'upgrade',
]);

export function createProxy({ target, credentials, revive }: ProxyDependencies): Proxy {
  let network: Network | undefined;

  async function attempt(
    { request, body, signal }: PassedRequest,
    extra: Record<string, string>,
  ): Promise<IncomingMessage> {
    const headers = {
      ...passedOn(request.headers),
      ...extra,
      authorization: `Bearer ${await credentials.secret()}`,
    };
    const length = body.byteLength > 0 ? { 'content-length': String(body.byteLength) } : {};
    const { open, base } = (network ??= await networkTo(target));
    return new Promise((resolve, reject) => {
      const { method } = request;
      const outgoing = open({ ...base, method, headers: { ...headers, ...length }, signal }, resolve);
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  async function passOnce(passed: PassedRequest, extra: Record<string, string>): Promise<IncomingMessage> {
    const before = await credentials.secret();
    const answer = await attempt(passed, extra);
    if (answer.statusCode !== 401) return answer;
    // The key may have been replaced a moment ago.
    credentials.forget();
    if ((await credentials.secret()) === before) return answer;
    answer.resume();
    return attempt(passed, extra);
  }

  return {
    async pass(passed) {
      const { message, signal, retries = usualRetries } = passed;
      const isCall = message?.method === 'tools/call';
      const extra: Record<string, string> = isCall ? { 'idempotency-key': randomUUID() } : {};
      for (let tries = 0; ; tries++) {
        try {
          return proxiedOf(await passOnce(passed, extra));
        } catch (error) {
          if (signal.aborted || tries >= retries || !isConnectionError(error)) throw error;
          const repeatable =
            (message !== undefined && isRead(message)) || (isCall && (await isKeepsake(credentials)));
          if (wasNeverSent(error)) await revive?.();
          else if (!repeatable) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** tries * (0.5 + Math.random())));
        }
      }
    },
  };
}

async function isKeepsake(credentials: Credentials): Promise<boolean> {
  return (await credentials.secret()).startsWith('ksk_');
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}

function noteBody(answer: IncomingMessage, note: Note): void {
  if (answer.statusCode !== 200 || answer.headers['content-encoding'] !== undefined) return;
  const parts: Buffer[] = [];
  answer.on('data', (part: Buffer) => parts.push(part));
  answer.on('end', () => note(Buffer.concat(parts).toString(), answer.headers['content-type'] ?? ''));
}

function proxiedOf(answer: IncomingMessage): Proxied {
  const status = answer.statusCode ?? 502;
  let broken = (): void => undefined;
  answer.on('error', () => broken());
  return {
    status,
    mayBeOtherEra: status >= 400 && status < 500 && ![401, 403, 408, 413, 429].includes(status),
    pipe(response, note) {
      const { connection: _connection, 'keep-alive': _keep, ...headers } = answer.headers;
      response.writeHead(status, headers);
      broken = () => response.destroy();
      if (answer.errored !== null) broken();
      if (note !== undefined) noteBody(answer, note);
      answer.pipe(response);
    },
    drop() {
      answer.resume();
    },
  };
}
