/** Calls into a worker thread: numbered requests, their answers, and no call that hangs when the thread dies. */
import { Worker } from 'node:worker_threads';
import { KeepsakeError } from '../../../contract/index.ts';
import { entryUrl, type EntryName } from '../../../local/entries.ts';
import { receiveError, type ReplyMessage } from './messages.ts';

export interface Thread {
  /** @throws KeepsakeError as the method does, and UNAVAILABLE when the thread is gone. */
  call<T>(method: string, ...args: readonly unknown[]): Promise<T>;
  /** Lets the thread finish what it has, then ends it. */
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Starts a thread from an entry. */
export function startThread(entry: EntryName, data: unknown): Thread {
  const worker = new Worker(entryUrl(entry), { workerData: data });
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let ended: Error | undefined;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  function end(cause: unknown): void {
    ended ??= new KeepsakeError(
      'UNAVAILABLE',
      'The store has stopped. Start Keepsake again; what was acknowledged is kept.',
      undefined,
      cause,
    );
    if (cause instanceof KeepsakeError) ended = cause;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  }

  worker.on('message', (reply: ReplyMessage) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) call?.reject(receiveError(reply.error));
    else call?.resolve(reply.value);
  });
  worker.on('error', end);
  worker.on('exit', () => end(undefined));

  return {
    call<T>(method: string, ...args: readonly unknown[]) {
      if (ended !== undefined) return Promise.reject(ended);
      const id = next++;
      return new Promise<T>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
        worker.postMessage({ id, method, args });
      });
    },
    async close() {
      if (ended === undefined) worker.postMessage({ id: 0, method: 'close', args: [] });
      await exited;
    },
  };
}
