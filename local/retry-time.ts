/** Time and chance for `retrying`, as Node.js has them. */
import { setTimeout as wait } from 'node:timers/promises';
import type { RetryTime } from '../contract/index.ts';

export const retryTime: RetryTime = {
  now: () => performance.now(),
  random: Math.random,
  sleep: (ms, signal) => wait(ms, undefined, signal === undefined ? {} : { signal: signal as AbortSignal }),
  limit(ms, signal) {
    const own = new AbortController();
    const late = () => own.abort(new DOMException('No answer came in time.', 'TimeoutError'));
    const timer = setTimeout(late, Math.min(ms, longest));
    timer.unref();
    const clear = () => clearTimeout(timer);
    if (signal === undefined) return { signal: own.signal, clear };
    return { signal: AbortSignal.any([own.signal, signal as AbortSignal]), clear };
  },
};

/** Timers take no longer time than this. */
const longest = 2 ** 31 - 1;
