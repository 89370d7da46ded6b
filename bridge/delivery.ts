/** Brings one message to the server and its answers back: with the secret, in the session, and again where that is safe. */
import { randomUUID } from 'node:crypto';
import type { Credentials } from './credentials.ts';
import { AnswerLost, isAway, isConnectionError, wasNeverSent } from './faults.ts';
import { headersOf } from './headers.ts';
import { isRead, isRequest, parseMessage, isResponse, type Message } from './messages.ts';
import { resumeStream } from './resuming.ts';
import { createSession, type Session, type SessionDependencies } from './session.ts';
import { createToolFacts, readTools, type ToolFacts } from './tool-facts.ts';
import { holdUnavailable } from './unavailable.ts';
import type { Answer, Upstream } from './upstream.ts';

export interface Delivered extends Answer {
  /** Whether the answer to a request came; where not, status and text say why. */
  readonly answered: boolean;
}

export interface DeliverOptions {
  /** The message as it came, where it may travel so. */
  readonly text?: string | undefined;
  readonly signal: AbortSignal;
  /** Each message that comes back. @param final whether it is the answer */
  readonly take: (text: string, final: boolean) => void;
  /** How often it may be tried again after the first time. */
  readonly retries?: number;
}

export interface Delivery {
  readonly session: Session;
  /** @throws whatever the connection throws, once trying again has not helped */
  deliver(message: Message, options: DeliverOptions): Promise<Delivered>;
}

/** Headers of one message alone. */
type Extra = Readonly<Record<string, string>>;

export interface DeliveryDependencies {
  upstream: Upstream;
  credentials: Credentials;
  /** Called when nothing listens at the other end, before the next try. */
  revive?: (() => Promise<void>) | undefined;
  wait?: (ms: number) => Promise<void>;
}

/** Some arguments have to travel as headers too, which is known only from the list of tools (SEP-2243). */
const headersDisagree = '-32020';
/** Together some 13 seconds: a server that was killed is back by then. */
const usualRetries = 10;
const firstPauseMs = 100;
/** As long is a call repeated whose connection is lost again and again, and no longer one that finds the server away. */
const lostForMs = 30_000;
/** How long a server that was not there is not waited for again. */
const awayMs = 5_000;
const longestPauseMs = 2_000;

export function createDelivery({
  upstream,
  credentials,
  revive,
  wait = sleep,
}: DeliveryDependencies): Delivery {
  const pauses = createPauses(wait);
  let tools: ToolFacts | undefined;
  let awayUntil = 0;
  const exchange: SessionDependencies['exchange'] = async ({ headers, ...rest }) => {
    const own = headersOf({ jsonrpc: '2.0' }, session.revision, await credentials.secret());
    return upstream.exchange({ ...rest, headers: { ...own, ...session.headers(), ...headers } });
  };
  const session: Session = createSession({ wait, exchange });

  async function deliver(message: Message, options: DeliverOptions): Promise<Delivered> {
    const extra: Extra = isCall(message) ? { 'idempotency-key': randomUUID() } : {};
    const isEnough = patience(options.retries, Date.now() < awayUntil);
    const longEnough = Date.now() + lostForMs;
    for (let tries = 0; ; tries++) {
      const isKeepsake = isKeepsakeSecret(await credentials.secret());
      const repeatable = isRepeatable(message, isKeepsake, tools);
      const results = isKeepsake && isCall(message) ? holdUnavailable(options.take) : undefined;
      try {
        const answer = await attempt(message, { ...options, take: results?.take ?? options.take }, extra);
        const isThere = !isAway(answer.status) && results?.isHeld() !== true;
        if (isThere) pauses.endAll();
        if (isThere || !repeatable || isEnough(tries) || Date.now() >= longEnough) {
          results?.release();
          return answer;
        }
      } catch (error) {
        if (wasNeverSent(error) && isEnough(tries)) awayUntil = Date.now() + awayMs;
        if (options.signal.aborted || isEnough(tries, error)) throw error;
        if (wasNeverSent(error)) await revive?.();
        else if (!repeatable || !isConnectionError(error)) throw error;
      }
      await pauses.pause(pauseMs(tries));
      if (options.signal.aborted) throw new AnswerLost();
    }
  }

  /** Once, and once more each with the secret of now and in a new session. */
  async function attempt(message: Message, options: DeliverOptions, extra: Extra): Promise<Delivered> {
    const before = await credentials.secret();
    await session.ready();
    const sessionId = session.id;
    let answer = await post(message, options, extra);
    if (answer.status === 401) {
      // The key may have been replaced a moment ago.
      credentials.forget();
      if ((await credentials.secret()) !== before) answer = await post(message, options, extra);
    }
    if (!answer.answered && message.method !== 'initialize' && session.isGone(answer, sessionId)) {
      await session.renew(sessionId);
      answer = await post(message, options, extra);
    }
    if (isCall(message) && answer.status === 400 && answer.text.includes(headersDisagree)) {
      const ask = async (request: Message, take: (text: string) => void) =>
        void (await post(request, { signal: options.signal, take }, {}));
      await readTools(ask, message.params?._meta);
      answer = await post(message, options, extra);
    }
    return answer;
  }

  async function post(
    message: Message,
    { text, signal, take }: DeliverOptions,
    extra: Extra,
  ): Promise<Delivered> {
    const secret = await credentials.secret();
    let answered = false;
    const passOn = (got: string, streamed: boolean): void => {
      const final = !streamed || isAnswerTo(message, got);
      answered ||= final;
      if (message.method === 'initialize') session.agreed(got);
      if (message.method === 'tools/list' && !isKeepsakeSecret(secret))
        (tools ??= createToolFacts()).note(got);
      if (!signal.aborted) take(got, final);
    };
    if (message.method === 'initialize') session.begin(message);
    const own = { ...headersOf(message, session.revision, secret), ...session.headers() };
    const answer = await upstream.exchange({
      method: 'POST',
      body: text ?? JSON.stringify(message),
      headers: { ...own, ...(isCall(message) ? tools?.headersOf(message) : {}), ...extra },
      signal,
      ...(message.method === 'initialize' ? { opened: (response) => session.opened(response.headers) } : {}),
      message: passOn,
    });
    if (answered || answer.status >= 400 || !isRequest(message)) return { ...answer, answered };
    await resumeStream({
      answer,
      wait,
      isAnswered: () => answered,
      get: (id) => exchange({ method: 'GET', headers: { 'last-event-id': id }, signal, message: passOn }),
    });
    return { ...answer, answered };
  }

  return { session, deliver };
}

/** Whether it has been tried often enough. @param retries fewer than usual */
function patience(
  retries: number | undefined,
  isKnownAway: boolean,
): (tries: number, error?: unknown) => boolean {
  const most = isKnownAway ? 1 : (retries ?? usualRetries);
  const until = retries === undefined && !isKnownAway ? Date.now() + lostForMs : 0;
  // What a connection was lost to, a server that starts or stops under load, is there again soon.
  const isLost = (error: unknown): boolean => isConnectionError(error) && !wasNeverSent(error);
  return (tries, error) => tries >= most && !(isLost(error) && Date.now() < until);
}

function pauseMs(tries: number): number {
  return Math.min(firstPauseMs * 2 ** tries, longestPauseMs) * (0.75 + Math.random() / 2);
}

interface Pauses {
  pause(ms: number): Promise<void>;
  /** Ends every pause that is under way. */
  endAll(): void;
}

/** The pauses of all calls that wait for the server: when one of them is answered, it is back, and none waits longer. */
function createPauses(wait: (ms: number) => Promise<void>): Pauses {
  const waiting = new Set<() => void>();
  return {
    async pause(ms) {
      const ended = Promise.withResolvers<void>();
      waiting.add(ended.resolve);
      await Promise.race([wait(ms), ended.promise]);
      waiting.delete(ended.resolve);
    },
    endAll() {
      for (const end of waiting) end();
    },
  };
}

function isCall({ method }: Message): boolean {
  return method === 'tools/call';
}

function isRepeatable(message: Message, keepsake: boolean, tools: ToolFacts | undefined): boolean {
  if (!isCall(message)) return isRead(message) || message.method?.startsWith('notifications/') === true;
  // A Keepsake server keeps a call's key, so that the call happens once; of others only their own word counts.
  return keepsake || tools?.isRepeatable(message) === true;
}

/** By its shape: a server that gave it understands `Idempotency-Key`. */
function isKeepsakeSecret(secret: string): boolean {
  return secret.startsWith('ksk_') || secret.startsWith('kso_');
}

function isAnswerTo(message: Message, text: string): boolean {
  const got = parseMessage(text);
  return got !== undefined && isResponse(got) && got.id === message.id;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
