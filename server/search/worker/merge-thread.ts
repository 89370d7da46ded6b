/**
 * A thread that merges, and indexes what is large, so that neither requests nor searches wait for it. It reads and
 * commits through its starter.
 */
import { parentPort } from 'node:worker_threads';
import { recordRows } from '../rows.ts';
import type { IndexedRecord, IndexReader, IndexWriter } from '../search.ts';
import type { FromMergeThread, MergeCall, ToMergeThread } from './messages.ts';
import { mergeProject } from './merger.ts';

const port = parentPort;
if (port === null) throw new Error('a merge thread is started by the search engine');
const send = (message: FromMergeThread): void => port.postMessage(message);
const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
const merges = new Map<number, AbortController>();
let last = 0;

function call(merge: number, name: MergeCall, input: readonly unknown[]): Promise<unknown> {
  const n = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(n, { resolve, reject });
    send({ kind: 'call', n, merge, name, input });
  });
}

function readerOf(merge: number, id: string): IndexReader {
  return {
    id,
    head: () => call(merge, 'head', []) as ReturnType<IndexReader['head']>,
    changedSince: (seq) => call(merge, 'changedSince', [seq]) as ReturnType<IndexReader['changedSince']>,
    rowsOf: (space, keys) => call(merge, 'rowsOf', [space, keys]) as ReturnType<IndexReader['rowsOf']>,
    rows: (space, range) => call(merge, 'rows', [space, range]) as ReturnType<IndexReader['rows']>,
    manifest: () => call(merge, 'manifest', []) as ReturnType<IndexReader['manifest']>,
  };
}

function writerOf(merge: number): IndexWriter {
  return {
    commit: (rows, manifest) => call(merge, 'commit', [rows, manifest]) as ReturnType<IndexWriter['commit']>,
  };
}

async function merge({
  n,
  project,
  thorough,
  segments,
}: Extract<ToMergeThread, { kind: 'merge' }>): Promise<void> {
  const stop = new AbortController();
  merges.set(n, stop);
  try {
    const [reader, writer] = [readerOf(n, project), writerOf(n)];
    await mergeProject({ reader, writer, signal: stop.signal, thorough, segments });
    send({ kind: 'merged', n });
  } catch (error) {
    send({ kind: 'merged', n, error: error instanceof Error ? error : new Error(String(error)) });
  } finally {
    merges.delete(n);
  }
}

function index(n: number, record: IndexedRecord): void {
  try {
    send({ kind: 'indexed', n, rows: recordRows(record) });
  } catch (error) {
    send({ kind: 'merged', n, error: error instanceof Error ? error : new Error(String(error)) });
  }
}

port.on('message', (message: ToMergeThread) => {
  if (message.kind === 'index') index(message.n, message.record);
  else if (message.kind === 'merge') void merge(message);
  else if (message.kind === 'stop') merges.get(message.n)?.abort();
  else {
    const answered = waiting.get(message.n);
    waiting.delete(message.n);
    if (message.error === undefined) answered?.resolve(message.value);
    else answered?.reject(message.error);
  }
});
