/** Forwards messages between a client and the server, each on its own, in both protocol eras. */
import { randomUUID } from 'node:crypto';
import type { Credentials } from './credentials.ts';
import { headersOf } from './headers.ts';
import { errorAnswer, isRead, isRequest, type Message } from './messages.ts';
import type { Answer, Upstream } from './upstream.ts';

export interface Forwarder {
  /** Takes one message of the client. */
  receive(message: Message): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Ends everything under way. */
  close(): void;
}

export interface ForwarderDependencies {
  upstream: Upstream;
  credentials: Credentials;
  /** Gives the client one message, as JSON text or as an object. */
  send: (message: string | object) => void;
  wait?: (ms: number) => Promise<void>;
}

const serverError = -32_000;
const retries = 4;
const firstDelayMs = 100;

/** One forwarder per client. It keeps nothing that another one would miss, except the revision the client agreed on. */
export function createForwarder({
  upstream,
  credentials,
  send,
  wait = sleep,
}: ForwarderDependencies): Forwarder {
  const running = new Map<string | number, AbortController>();
  const work = new Set<Promise<void>>();
  let negotiated: string | undefined;

  async function forward(message: Message): Promise<void> {
    const control = new AbortController();
    if (isRequest(message)) running.set(message.id, control);
    try {
      await deliver(message, control.signal);
    } catch (error) {
      if (!control.signal.aborted && isRequest(message))
        send(errorAnswer(message.id, serverError, explain(error)));
    } finally {
      if (isRequest(message)) running.delete(message.id);
    }
  }

  /** Sends a message until it arrives: a read again and again, a call with its one repeat key, so it happens once. */
  async function deliver(message: Message, signal: AbortSignal): Promise<void> {
    const idempotencyKey = message.method === 'tools/call' ? randomUUID() : undefined;
    const repeatable = isRead(message) || idempotencyKey !== undefined;
    for (let tries = 0; ; tries++) {
      try {
        await attempt(message, signal, idempotencyKey, tries === 0);
        return;
      } catch (error) {
        if (signal.aborted || !repeatable || tries >= retries || !isConnectionError(error)) throw error;
        await wait(firstDelayMs * 2 ** tries * (0.5 + Math.random()));
      }
    }
  }

  async function attempt(
    message: Message,
    signal: AbortSignal,
    idempotencyKey: string | undefined,
    first: boolean,
  ): Promise<void> {
    const headers = headersOf(message, negotiated, await credentials.secret());
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    let answered = false;
    const take = (text: string): void => {
      answered = true;
      if (message.method === 'initialize') negotiated = agreedRevision(text) ?? negotiated;
      if (!signal.aborted) send(text);
    };
    const answer = await upstream.post({ body: JSON.stringify(message), headers, signal, message: take });
    if (answered || !isRequest(message)) return;
    if (answer.status === 401 && first) {
      // The key may have been replaced a moment ago.
      credentials.forget();
      return attempt(message, signal, idempotencyKey, false);
    }
    send(errorAnswer(message.id, serverError, refusal(answer), { status: answer.status }));
  }

  return {
    receive(message) {
      if (message.method === 'notifications/cancelled') cancel(running, message);
      const task: Promise<void> = forward(message).finally(() => work.delete(task));
      work.add(task);
    },
    async idle() {
      while (work.size > 0) await Promise.allSettled(work);
    },
    close() {
      for (const control of running.values()) control.abort();
    },
  };
}

function cancel(running: Map<string | number, AbortController>, message: Message): void {
  const id = message.params?.requestId;
  if (typeof id === 'string' || typeof id === 'number') running.get(id)?.abort();
}

function agreedRevision(text: string): string | undefined {
  const { result } = JSON.parse(text) as { result?: { protocolVersion?: unknown } };
  return typeof result?.protocolVersion === 'string' ? result.protocolVersion : undefined;
}

/** The server's own words where it gave any. */
function refusal({ status, text }: Answer): string {
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown };
    if (typeof message === 'string') return typeof code === 'string' ? `${code}: ${message}` : message;
  } catch {
    // Not an answer of a Keepsake server.
  }
  return `The server answered ${status} without saying why. Check the connection's address with \`keepsake doctor\`.`;
}

const connectionErrors = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
]);

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && connectionErrors.has(String(error.code));
}

function explain(error: unknown): string {
  if (isConnectionError(error)) {
    return 'UNAVAILABLE: The Keepsake server is not running or cannot be reached. Start the Keepsake app or run `keepsake serve`, then try again.';
  }
  return error instanceof Error ? error.message : String(error);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
