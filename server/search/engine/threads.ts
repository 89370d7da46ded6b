/** The threads that score: each is told what it must know of a project before it searches it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { entryUrl } from '../../../local/entries.ts';
import type { Hit, IndexReader } from '../search.ts';
import type { FailureNumber, FromThread, SearchRequest, ToThread } from '../worker/messages.ts';
import type { ProjectState } from '../project-state.ts';
import { StaleIndex } from '../stale.ts';
import { readChunks, readPieces, type ReadForThread } from './reading.ts';

export interface SearchThreads {
  /** @throws StaleIndex when a merge took away what was to be read. */
  search(projects: readonly ProjectState[], request: SearchRequest): Promise<Hit[]>;
  forget(project: string): void;
  drop(project: string, chunkKeys: readonly string[]): void;
  readonly close: () => Promise<void>;
}

interface Waiting {
  /** By project: needed until the end, even when the cache lets go of what it knows of the project. */
  readonly readers: ReadonlyMap<string, IndexReader>;
  resolve(hits: Hit[]): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** Versions of projects it was told of. */
  readonly known: Map<string, number>;
  readonly knownVectors: Map<string, number>;
  /** Why the store could not be read for it: what the searches that needed it fail with, rather than with what they lacked. */
  readonly failures: Map<FailureNumber, Error>;
}

/** So many are kept of a thread: searches that fail with one do so within moments. */
const failuresKept = 100;

export interface SearchThreadsOptions {
  readonly count: number;
  /** Reads what a thread asks for. */
  readonly projectOf: (id: string) => ProjectState | undefined;
  readonly onRead: () => void;
}

export function startSearchThreads({ count, projectOf, onRead }: SearchThreadsOptions): SearchThreads {
  const threads: Thread[] = [];
  let last = 0;
  let lastFailure = 0;
  let closed = false;

  function start(): Thread {
    // Without the flags that this process was started with: some fit a program and not a thread.
    const worker = new Worker(entryUrl('search-thread'), { name: 'search', execArgv: [] });
    const thread: Thread = {
      worker,
      waiting: new Map(),
      known: new Map(),
      knownVectors: new Map(),
      failures: new Map(),
    };
    worker.on('message', (message: FromThread) => void receive(thread, message));
    worker.on('error', (error: Error) => end(thread, error));
    worker.on('exit', () => end(thread, new Error('a search thread ended')));
    worker.unref();
    return thread;
  }

  function end(thread: Thread, error: Error): void {
    const at = threads.indexOf(thread);
    if (at >= 0) threads.splice(at, 1);
    for (const waiting of thread.waiting.values()) waiting.reject(error);
    thread.waiting.clear();
  }

  async function receive(thread: Thread, message: FromThread): Promise<void> {
    if (message.kind === 'found') {
      settle(thread, message.n)?.resolve([...message.hits]);
    } else if (message.kind === 'failed') {
      const own = message.stale ? new StaleIndex() : new Error(message.message);
      settle(thread, message.n)?.reject(thread.failures.get(message.failure ?? 0) ?? own);
    } else if (message.kind === 'read') {
      const { readers } = thread.waiting.get(message.search) ?? {};
      answer(thread, await readPieces(readers?.get(message.project), message));
    } else if (message.kind === 'fetch') {
      answer(thread, await readChunks(projectOf(message.project), message));
      onRead();
    }
  }

  function answer(thread: Thread, { told, failure }: ReadForThread): void {
    if (!(failure instanceof Error)) return send(thread, told);
    thread.failures.set(++lastFailure, failure);
    const [oldest = 0] = thread.failures.keys();
    if (thread.failures.size > failuresKept) thread.failures.delete(oldest);
    send(thread, { ...told, failure: lastFailure });
  }

  function settle(thread: Thread, n: number): Waiting | undefined {
    const waiting = thread.waiting.get(n);
    thread.waiting.delete(n);
    if (thread.waiting.size === 0) thread.worker.unref();
    return waiting;
  }

  /** The one with the least to do; of those, the one that knows the projects best. */
  function choose(projects: readonly ProjectState[]): Thread {
    while (threads.length < count) threads.push(start());
    const cost = ({ waiting, known }: Thread) =>
      waiting.size * 10 + projects.filter(({ reader, version }) => known.get(reader.id) !== version).length;
    return threads.reduce((best, thread) => (cost(thread) < cost(best) ? thread : best));
  }

  return {
    search(projects, request) {
      if (closed) return Promise.reject(new Error('the search engine is closed'));
      const thread = choose(projects);
      for (const state of projects) tell(thread, state, request);
      return new Promise((resolve, reject) => {
        const n = ++last;
        const readers = new Map(projects.map(({ reader }) => [reader.id, reader]));
        thread.waiting.set(n, { readers, resolve, reject });
        thread.worker.ref();
        send(thread, { kind: 'search', n, request });
      });
    },
    forget(project) {
      for (const thread of threads) {
        thread.knownVectors.delete(project);
        if (thread.known.delete(project)) send(thread, { kind: 'forget', project });
      }
    },
    drop(project, chunkKeys) {
      for (const thread of threads) {
        for (const [segment, chunks] of bySegment(chunkKeys))
          send(thread, { kind: 'drop', project, segment, chunks });
      }
    },
    async close() {
      closed = true;
      const ended = threads.map(async (thread) => {
        thread.worker.ref();
        const exit = once(thread.worker, 'exit');
        send(thread, { kind: 'close' });
        await exit;
      });
      await Promise.all(ended);
    },
  };
}

function bySegment(chunkKeys: readonly string[]): Map<string, number[]> {
  const segments = new Map<string, number[]>();
  for (const key of chunkKeys) {
    const [segment = '', chunk] = key.split('/');
    segments.set(segment, [...(segments.get(segment) ?? []), Number(chunk)]);
  }
  return segments;
}

function send(thread: Thread, message: ToThread): void {
  thread.worker.postMessage(message);
}

/** What a thread must know of a project before it searches it. */
function tell(thread: Thread, state: ProjectState, { query }: SearchRequest): void {
  const { id } = state.reader;
  const known = thread.known.get(id);
  if (known !== state.version) {
    send(thread, { kind: 'update', update: state.updateFrom(known) });
    thread.known.set(id, state.version);
  }
  if (query.vectors === undefined) return;
  const vectors = state.vectors.open();
  if (thread.knownVectors.get(id) === vectors?.version) return;
  send(thread, { kind: 'vectors', project: id, vectors });
  if (vectors === undefined) thread.knownVectors.delete(id);
  else thread.knownVectors.set(id, vectors.version);
}
