/** Places to work in, given to the smallest waiting job first; huge and slow jobs never hold them all. */

export interface Slots {
  /**
   * Waits for a place.
   *
   * @throws the signal's reason when it aborts while waiting.
   */
  take(size: number, signal: AbortSignal): Promise<() => void>;
}

export interface SlotsOptions {
  count: number;
  /** A job counts as slow once it runs this long. */
  slowAfterMs?: number;
}

/** Bytes from which a job is huge. */
export const hugeBytes = 1_048_576;

interface Waiting {
  size: number;
  start(): void;
}

interface Running {
  huge: boolean;
  slow: boolean;
}

/**
 * Huge jobs leave one place free, unless there is only one. When all that run are slow, a small job gets a place beyond
 * the count, up to twice as many: slow ones may be small, too, and nobody can tell before.
 */
export function createSlots({ count, slowAfterMs = 1_000 }: SlotsOptions): Slots {
  const queue: Waiting[] = [];
  const running = new Set<Running>();

  function mayStart(size: number): boolean {
    const all = [...running];
    if (size > hugeBytes)
      return running.size < count && all.filter(({ huge }) => huge).length < Math.max(1, count - 1);
    return running.size < count || (running.size < 2 * count && all.every(({ slow }) => slow));
  }

  function next(): void {
    while (queue[0] !== undefined && mayStart(queue[0].size)) queue.shift()!.start();
  }

  function occupy(size: number): () => void {
    const huge = size > hugeBytes;
    const job: Running = { huge, slow: huge };
    running.add(job);
    const timer = setTimeout(() => {
      job.slow = true;
      next();
    }, slowAfterMs);
    return () => {
      clearTimeout(timer);
      if (running.delete(job)) next();
    };
  }

  return {
    take(size, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<() => void>();
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      const waiting: Waiting = {
        size,
        start() {
          signal.removeEventListener('abort', leave);
          resolve(occupy(size));
        },
      };
      const leave = (): void => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      const larger = queue.findIndex((other) => other.size > size);
      queue.splice(larger === -1 ? queue.length : larger, 0, waiting);
      next();
      return promise;
    },
  };
}
