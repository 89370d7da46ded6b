/** Ending what has several parts. */
import type { Logger } from 'pino';

/** Does every step, whatever becomes of those before it; throws the first failure once all are done. */
export async function inOrder(steps: readonly (() => Promise<void>)[], logger: Logger): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      logger.error({ err: error }, 'a part of the server did not stop as it should');
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
