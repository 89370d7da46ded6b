/** A `fetch` that repeats what is safe to repeat: lost connections, servers that are away, and limits that say when they end. */
import type { FetchLike, RequestLike, ResponseLike } from './client.ts';

/** Time and chance, given so that this part needs no platform and tests need not wait. */
export interface RetryTime {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** From 0 up to, and without, 1. */
  random(): number;
  /** Resolves after `ms`; rejects as soon as `signal`, if any, is aborted. */
  sleep(ms: number, signal: unknown): Promise<void>;
  /** A signal that is aborted with a TimeoutError after `ms`, or as `signal` is; `clear` leaves only the latter. */
  limit(ms: number, signal: unknown): { readonly signal: unknown; clear(): void };
}

export interface RetryOptions {
  readonly time: RetryTime;
  /** From the start to the end of the last attempt, in milliseconds; 60,000 when left out. */
  readonly deadlineMs?: number | undefined;
  /** An attempt without an answer for so long is given up and repeated; it may take until the deadline when left out. */
  readonly attemptMs?: number | undefined;
}

type Outcome<R> = { readonly response: R } | { readonly error: unknown };

const usualDeadlineMs = 60_000;
const firstPauseMs = 100;
const longestPauseMs = 3_000;

/** Answers of a server that is starting, stopping or without its database, or of a proxy that reaches none. */
const away = new Set([502, 503, 504]);

/** The connection was refused, broke or was never there. Certificates and addresses that are wrong stay wrong. */
const connectionCodes =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|UND_ERR_(SOCKET|CLOSED|DESTROYED|(CONNECT|HEADERS|BODY)_TIMEOUT))$/;

/**
 * Repeats reads, and writes under their own `Idempotency-Key`, so that each is done once however often it is sent;
 * anything else is sent once. Pauses grow exponentially with full jitter, and last at least as long as `Retry-After` says.
 * At the deadline the last answer is returned or the last error thrown, as without this.
 *
 * @example createClient({ fetch: retrying(fetch, { time }), … })
 */
export function retrying<R extends ResponseLike>(fetch: FetchLike<R>, options: RetryOptions): FetchLike<R> {
  const { time, deadlineMs = usualDeadlineMs, attemptMs = Infinity } = options;
  return async (url, request) => {
    if (!isRepeatable(request)) return fetch(url, request);
    const end = time.now() + deadlineMs;
    for (let tries = 0; ; tries++) {
      const limit = time.limit(Math.min(attemptMs, end - time.now()), request.signal);
      const outcome = await attempt(fetch, url, { ...request, signal: limit.signal });
      limit.clear();
      const pause = isAborted(request.signal) ? undefined : pauseAfter(outcome, tries, time.random());
      if (pause === undefined || time.now() + pause >= end) return settle(outcome);
      await time.sleep(pause, request.signal);
      if (time.now() >= end) return settle(outcome);
    }
  };
}

async function attempt<R extends ResponseLike>(
  fetch: FetchLike<R>,
  url: string,
  request: RequestLike,
): Promise<Outcome<R>> {
  try {
    const response = await fetch(url, request);
    const isShort = response.headers.get('content-type')?.startsWith('application/json') === true;
    // An answer that breaks off is none; files are left to whoever reads them.
    return {
      response:
        isShort || away.has(response.status) ? readThrough(response, await response.text()) : response,
    };
  } catch (error) {
    return { error };
  }
}

function settle<R>(outcome: Outcome<R>): R {
  if ('error' in outcome) throw outcome.error;
  return outcome.response;
}

/** Milliseconds to wait before the next attempt; undefined where it would not help. */
function pauseAfter(outcome: Outcome<ResponseLike>, tries: number, random: number): number | undefined {
  const jitter = random * Math.min(longestPauseMs, firstPauseMs * 2 ** tries);
  if ('error' in outcome) return isConnectionFailure(outcome.error) ? jitter : undefined;
  const { status, headers } = outcome.response;
  const told = Number(headers.get('retry-after') || Number.NaN) * 1_000;
  const isTold = Number.isFinite(told) && told >= 0;
  if (away.has(status)) return jitter + (isTold ? told : 0);
  return status === 429 && isTold ? jitter + told : undefined;
}

function isRepeatable({ method, headers, body, repeatable }: RequestLike): boolean {
  const isKnown = method === 'GET' || method === 'HEAD' || headers['idempotency-key'] !== undefined;
  return (repeatable ?? isKnown) && !isStream(body);
}

/** What can be read once only. */
function isStream(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return Symbol.asyncIterator in body || 'getReader' in body || 'pipe' in body;
}

function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'TimeoutError') return true;
  const cause = error.cause ?? error;
  const code = (cause as { code?: unknown }).code;
  if (typeof code === 'string') return connectionCodes.test(code);
  // Browsers say no more than this of any connection that failed.
  return error instanceof TypeError && error.cause === undefined;
}

function isAborted(signal: unknown): boolean {
  return (signal as { aborted?: unknown } | undefined)?.aborted === true;
}

/** The same response with the text that was read of it. */
function readThrough<R extends ResponseLike>(response: R, text: string): R {
  const read: Readonly<Record<string | symbol, () => Promise<unknown>>> = {
    text: () => Promise.resolve(text),
    json: async () => JSON.parse(text) as unknown,
  };
  return new Proxy(response, {
    get(target, name) {
      if (name in read) return read[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
