/** A fixed number of places to work in, given to the smallest waiting job first. */

export interface Slots {
  /**
   * Waits for a place. The answer gives it back, once.
   *
   * @throws the signal's reason when it aborts while waiting.
   */
  take(size: number, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  size: number;
  start(): void;
}

export function createSlots(count: number): Slots {
  const queue: Waiting[] = [];
  let free = count;

  function next(): void {
    if (free === 0) return;
    const first = queue.shift();
    if (first === undefined) return;
    free -= 1;
    first.start();
  }

  function release(): void {
    free += 1;
    next();
  }

  return {
    take(size, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<() => void>();
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      const waiting: Waiting = {
        size,
        start() {
          signal.removeEventListener('abort', leave);
          resolve(once(release));
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

function once(run: () => void): () => void {
  let ran = false;
  return () => {
    if (ran) return;
    ran = true;
    run();
  };
}
