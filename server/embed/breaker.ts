/** Keeps searches from waiting, one after the other, for a provider that does not answer. */
import type { Embedder } from './embed.ts';

export interface Breaker {
  /** The vector of a query, or nothing when the provider is away: known to be, or too slow. */
  vectorOf(text: string): Promise<Float32Array | undefined>;
}

export interface BreakerOptions {
  readonly clock: () => number;
  /** A search waits this long. */
  readonly patienceMs?: number;
  /** After a failure nobody asks for this long; then one search tries. */
  readonly restMs?: number;
}

export function createBreaker(
  embedder: Embedder,
  { clock, patienceMs = 1_500, restMs = 15_000 }: BreakerOptions,
): Breaker {
  let closedUntil = -Infinity;
  return {
    async vectorOf(text) {
      if (clock() < closedUntil) return undefined;
      try {
        const signal = AbortSignal.timeout(patienceMs);
        const embedded = embedder.embed([text], { signal, patient: false });
        const [vector] = await Promise.race([embedded, ended(signal)]);
        closedUntil = -Infinity;
        return vector;
      } catch {
        closedUntil = clock() + restMs;
        return undefined;
      }
    },
  };
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the provider is too slow')), { once: true });
  });
}
