/** A reader thread: answers the reads that take longer than a look-up. */
import { parentPort, workerData } from 'node:worker_threads';
import { sendError, type ReplyMessage, type RequestMessage } from './messages.ts';
import type { FileOptions } from './open.ts';
import { openQueries } from './queries.ts';

const { queries, close } = openQueries(workerData as FileOptions);
const methods = queries as unknown as Record<string, (...args: readonly unknown[]) => unknown>;

parentPort?.on('message', ({ id, method, args }: RequestMessage) => {
  if (method === 'close') {
    close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(answer(id, method, args));
});

function answer(id: number, method: string, args: readonly unknown[]): ReplyMessage {
  try {
    return { id, value: methods[method]?.(...args) };
  } catch (error) {
    return { id, error: sendError(error) };
  }
}
