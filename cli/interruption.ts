/** Being told to end while something long is under way that can stop between two steps. */

export interface Interruption {
  readonly signal: AbortSignal;
  /** From then on nothing is done about it here. */
  readonly stop: () => void;
}

/** Ctrl-C, or being told to end, aborts the signal; a second one ends the process at once. */
export function whenInterrupted(): Interruption {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, abort);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, abort);
    },
  };
}
