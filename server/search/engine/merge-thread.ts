/** The engine's side of the thread that merges: starts it when it is needed, and reads and commits for it. */
import { Worker } from 'node:worker_threads';
import { entryUrl } from '../../../local/entries.ts';
import type { IndexedRecord, IndexReader, IndexRow, IndexWriter } from '../search.ts';
import type { FromMergeThread, OpenSegment, ToMergeThread } from '../worker/messages.ts';

export interface MergeThread {
  /** The rows of a record, made beside the caller. */
  index(record: IndexedRecord): Promise<readonly IndexRow[]>;
  /** @param thorough whether dead passages go however few they are */
  merge(reader: IndexReader, writer: IndexWriter, signal: AbortSignal, thorough?: boolean): Promise<void>;
  close(): Promise<void>;
}

interface Indexing {
  resolve(rows: readonly IndexRow[]): void;
  reject(error: Error): void;
}

interface Merge {
  readonly reader: IndexReader;
  readonly writer: IndexWriter;
  resolve(): void;
  reject(error: Error): void;
}

/** @param openOf segments of a project that searches have open */
export function createMergeThread(openOf: (project: string) => readonly OpenSegment[]): MergeThread {
  const merges = new Map<number, Merge>();
  const indexing = new Map<number, Indexing>();
  let worker: Worker | undefined;
  let last = 0;

  function start(): Worker {
    // Without the flags that this process was started with: some fit a program and not a thread.
    const started = new Worker(entryUrl('merge-thread'), { name: 'merge', execArgv: [] });
    started.on('message', (message: FromMergeThread) => {
      if (message.kind === 'call') void answer(started, message);
      else if (message.kind === 'indexed') settleIndexing(message.n, message.rows);
      else settle(message.n, message.error);
    });
    started.on('error', (error: Error) => end(started, error));
    started.on('exit', () => end(started, new Error('the merge thread ended')));
    return started;
  }

  function end(ended: Worker, error: Error): void {
    if (worker === ended) worker = undefined;
    for (const n of [...merges.keys(), ...indexing.keys()]) settle(n, error);
  }

  function settleIndexing(n: number, rows: readonly IndexRow[]): void {
    indexing.get(n)?.resolve(rows);
    indexing.delete(n);
    rest();
  }

  /** With nothing to do, the thread does not keep the process alive. */
  function rest(): void {
    if (merges.size + indexing.size === 0) worker?.unref();
  }

  function wake(): Worker {
    worker ??= start();
    worker.ref();
    return worker;
  }

  function settle(n: number, error?: Error): void {
    const merge = merges.get(n);
    merges.delete(n);
    if (error !== undefined) indexing.get(n)?.reject(error);
    indexing.delete(n);
    rest();
    if (error === undefined) merge?.resolve();
    else merge?.reject(error);
  }

  async function answer(to: Worker, message: Extract<FromMergeThread, { kind: 'call' }>): Promise<void> {
    const reply = (answered: ToMergeThread): void => to.postMessage(answered);
    const { n } = message;
    try {
      const merge = merges.get(message.merge);
      if (merge === undefined) throw new Error('the merge is over');
      reply({ kind: 'answer', n, value: await perform(merge, message) });
    } catch (error) {
      reply({ kind: 'answer', n, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  return {
    index(record) {
      const used = wake();
      const n = ++last;
      return new Promise((resolve, reject) => {
        indexing.set(n, { resolve, reject });
        used.postMessage({ kind: 'index', n, record } satisfies ToMergeThread);
      });
    },
    merge(reader, writer, signal, thorough = false) {
      const used = wake();
      const n = ++last;
      const stop = () => used.postMessage({ kind: 'stop', n } satisfies ToMergeThread);
      signal.addEventListener('abort', stop, { once: true });
      return new Promise<void>((resolve, reject) => {
        merges.set(n, { reader, writer, resolve, reject });
        const segments = openOf(reader.id);
        used.postMessage({
          kind: 'merge',
          n,
          project: reader.id,
          thorough,
          segments,
        } satisfies ToMergeThread);
      }).finally(() => signal.removeEventListener('abort', stop));
    },
    async close() {
      await worker?.terminate();
    },
  };
}

function perform(
  { reader, writer }: Merge,
  { name, input }: Extract<FromMergeThread, { kind: 'call' }>,
): Promise<unknown> {
  if (name === 'commit') return writer.commit(...(input as Parameters<IndexWriter['commit']>));
  const read = reader[name] as (...given: readonly unknown[]) => Promise<unknown>;
  return read(...input);
}
