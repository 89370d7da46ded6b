/** The session that an older endpoint keeps: begun by initialize, named in every request, begun anew when it is gone. */
import type { IncomingHttpHeaders } from 'node:http';
import { parseMessage, type Message } from './messages.ts';
import type { Answer, Exchange } from './upstream.ts';

export interface Session {
  /** The revision that was agreed on, for messages that do not carry their own. */
  readonly revision: string | undefined;
  /** The initialize request as the client sent it. */
  readonly begun: Message | undefined;
  readonly id: string | undefined;
  headers(): Record<string, string>;
  /** Remembers the request that begins a session. */
  begin(initialize: Message): void;
  opened(headers: IncomingHttpHeaders): void;
  agreed(answer: string): void;
  /** @param named the session that the request named */
  isGone(answer: Answer, named: string | undefined): boolean;
  /** Resolves when no new session is being begun. */
  ready(): Promise<void> | undefined;
  /** Begins the session that was lost anew; several that miss it at once share one attempt. @param lost its id */
  renew(lost: string | undefined): Promise<void>;
  /** Takes what the server says by itself, until `close`. */
  listen(message: (text: string) => void): void;
  /** Tells the server that the session is over. */
  close(): Promise<void>;
}

export interface SessionDependencies {
  /** Sends with the secret and the session's headers. */
  exchange: (exchange: Omit<Exchange, 'headers'> & { headers?: Record<string, string> }) => Promise<Answer>;
  wait: (ms: number) => Promise<void>;
}

const longestPauseMs = 30_000;

/** Nothing of it is used with an endpoint that keeps no session, except the revision. */
export function createSession({ exchange, wait }: SessionDependencies): Session {
  const end = new AbortController();
  let id: string | undefined;
  let revision: string | undefined;
  let begun: Message | undefined;
  let renewing: Promise<void> | undefined;
  let listening = false;

  function agreed(answer: string): void {
    const version = parseMessage(answer)?.result?.['protocolVersion'];
    if (typeof version === 'string') revision = version;
  }

  async function post(message: object, take: (text: string) => void = () => {}): Promise<void> {
    const { status } = await exchange({
      method: 'POST',
      body: JSON.stringify(message),
      signal: end.signal,
      opened: ({ headers }) => session.opened(headers),
      message: take,
    });
    if (status >= 400) throw new Error(`The server ended the session and refused a new one (${status}).`);
  }

  async function initialize(): Promise<void> {
    const lost = id;
    id = undefined;
    try {
      await post({ ...begun, id: 'keepsake-bridge-initialize' }, agreed);
      await post({ jsonrpc: '2.0', method: 'notifications/initialized' });
    } catch (error) {
      id ??= lost;
      throw error;
    }
  }

  /** One stream after another, until the server offers none or the session is over. */
  async function readStreams(message: (text: string) => void): Promise<void> {
    let pause = 250;
    let lastEventId: string | undefined;
    while (!end.signal.aborted) {
      const current = id;
      const resume: Record<string, string> =
        lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const answer = await exchange({
        method: 'GET',
        headers: { accept: 'text/event-stream', ...resume },
        signal: end.signal,
        opened: ({ statusCode }) => (pause = statusCode === 200 ? 250 : pause),
        message,
      }).catch(() => undefined);
      if (answer?.status === 405 || answer?.status === 501) return;
      lastEventId = answer?.lastEventId ?? lastEventId;
      if (answer !== undefined && session.isGone(answer, current)) {
        lastEventId = undefined;
        await session.renew(current).catch(() => undefined);
      }
      await wait(answer?.retryMs ?? pause * (0.5 + Math.random()));
      pause = Math.min(pause * 2, longestPauseMs);
    }
  }

  const session: Session = {
    get revision() {
      return revision;
    },
    get begun() {
      return begun;
    },
    get id() {
      return id;
    },
    headers: () => (id === undefined ? {} : { 'mcp-session-id': id }),
    begin(message) {
      begun = message;
      id = undefined;
      revision = undefined;
    },
    opened(headers) {
      const given = headers['mcp-session-id'];
      if (typeof given === 'string') id = given;
    },
    agreed,
    // 404 is the specification's; servers built from the SDK's examples say 400 and name the session.
    isGone: ({ status, text }, named) =>
      named !== undefined && (status === 404 || (status === 400 && /session|not initialized/i.test(text))),
    ready: () => renewing?.catch(() => undefined),
    renew(lost) {
      if (begun === undefined || lost !== id) return renewing ?? Promise.resolve();
      renewing ??= initialize().finally(() => (renewing = undefined));
      return renewing;
    },
    listen(message) {
      if (listening || id === undefined) return;
      listening = true;
      void readStreams(message).finally(() => (listening = false));
    },
    async close() {
      const over = id;
      end.abort();
      if (over === undefined) return;
      const signal = AbortSignal.timeout(1_000);
      await exchange({ method: 'DELETE', signal, message: () => {} }).catch(() => undefined);
    },
  };
  return session;
}
