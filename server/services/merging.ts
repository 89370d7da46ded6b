/** Merges the indexes of projects in the background, one at a time per project, as writing makes it due. */
import type { Logger } from 'pino';
import type { SearchEngine } from '../search/search.ts';
import type { Commit, Job, Scope, Store } from '../store/store.ts';
import { indexReader, indexWriter } from './index-reader.ts';
import { serverCommit, startJobs, type Jobs } from './jobs.ts';
import type { Clock } from './records.ts';

export interface MergingDependencies {
  store: Store;
  search: SearchEngine;
  clock: Clock;
  logger: Logger;
}

/** Writes to a project's index, or bytes of them, after which merging is looked into. */
const dueWrites = 128;
const dueBytes = 1 << 20;

export interface Merging {
  /** The store, with its commits watched. */
  readonly store: Store;
  start(): Jobs;
  /** Leaves nothing in a project's index of what is no longer found; waits for a merge that is under way. */
  readonly expunge: (scope: Required<Scope>, signal: AbortSignal) => Promise<void>;
}

/** Watches a store's commits and merges what they have written to the indexes. */
export function createMerging({ store, search, clock, logger }: MergingDependencies): Merging {
  const written = new Map<string, { writes: number; bytes: number }>();
  let jobs: Jobs | undefined;

  /** Merges of a project follow each other: each removes what a killed one left behind. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn(work: () => Promise<void>): Promise<void> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function ask({ account, project }: Required<Scope>): Promise<void> {
    const id = `merge_${project}`;
    const enqueue = { op: 'enqueue', id, kind: 'merge', priority: 5, payload: { project } } as const;
    await store.commit({ account }, serverCommit(account, clock(), [enqueue]));
    jobs?.wake();
  }

  function count(scope: Required<Scope>, { operations }: Commit): void {
    const sum = written.get(scope.project) ?? { writes: 0, bytes: 0 };
    for (const operation of operations) {
      if (operation.op !== 'row' || operation.space !== 'tail') continue;
      sum.writes++;
      sum.bytes += operation.value?.length ?? 0;
    }
    const due = sum.writes >= dueWrites || sum.bytes >= dueBytes;
    written.set(scope.project, due ? { writes: 0, bytes: 0 } : sum);
    if (due)
      ask(scope).catch((error: unknown) => logger.error({ err: error }, 'a merge could not be asked for'));
  }

  return {
    store: {
      ...store,
      async commit(scope, commit) {
        const result = await store.commit(scope, commit);
        if (scope.project !== undefined) count({ account: scope.account, project: scope.project }, commit);
        return result;
      },
    },
    expunge: (scope, signal) =>
      inTurn(() => search.expunge(indexReader(store, scope), indexWriter(store, scope, clock), signal)),
    start() {
      const run = async (job: Job, signal: AbortSignal): Promise<void> => {
        const { project } = job.payload as { project: string };
        const scope = { account: job.account, project };
        await inTurn(() => search.merge(indexReader(store, scope), indexWriter(store, scope, clock), signal));
      };
      jobs = startJobs({ store, clock, logger, kind: 'merge', concurrency: 1, run });
      return jobs;
    },
  };
}
