/** Runs many things, a few at a time. */

/** In their order; resolves when all are done. */
export async function inParallel(atOnce: number, tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
  const waiting = tasks.values();
  const lane = async () => {
    for (const task of waiting) await task();
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
