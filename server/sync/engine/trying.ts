/** Something that is asked of the remote server beside the exchange: what fails is tried again, later each time. */

export interface Trying {
  /** Does it now, also while an earlier failure waits. */
  readonly now: () => void;
  /** Whether it failed the last time. */
  isFailing(): boolean;
  /** Ends once it is not under way. */
  close(): Promise<void>;
}

const latestMs = 60_000;

/** @param soonMs after the first failure; half of it at least */
export function createTrying(
  act: () => Promise<void>,
  failed: (error: unknown) => void,
  soonMs = 1_000,
): Trying {
  let again: NodeJS.Timeout | undefined;
  let failures = 0;
  let isOver = false;
  let trying: Promise<void> = Promise.resolve();

  function later(error: unknown): void {
    failed(error);
    const ms = Math.min(latestMs, soonMs * 2 ** failures++);
    if (isOver) return;
    clearTimeout(again);
    again = setTimeout(now, ms * (0.5 + Math.random() / 2));
    again.unref();
  }

  function now(): void {
    if (isOver) return;
    clearTimeout(again);
    trying = act().then(() => void (failures = 0), later);
  }

  return {
    now,
    isFailing: () => failures > 0,
    async close() {
      isOver = true;
      clearTimeout(again);
      await trying;
    },
  };
}
