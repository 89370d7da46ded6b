/** An instance that merges what was written to a project in bulk while it answers searches there: its memory, and its answers' time. */
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { createSearchEngine } from '../../server/search/index.ts';
import { tailSpace } from '../../server/search/tail.ts';
import { tailEntries } from '../../server/search/worker/merger.ts';
import { serverCommit } from '../../server/services/jobs.ts';
import { passagesPerDocument } from '../search/corpus.ts';
import { openIndex } from './index-access.ts';
import { documentOperations } from './records.ts';
import type { Stage } from './stage.ts';
import { laneCorpus } from './texts.ts';
import { memoryOf, percentile } from './usage.ts';

export interface MergingResult {
  /** Passages that were merged. */
  readonly passages: number;
  readonly seconds: number;
  /** Answered meanwhile. */
  readonly searches: number;
  readonly wall50: number;
  readonly wall99: number;
  /** The most megabytes that the instance ever had. */
  readonly memory: number;
}

/** A share of the project, at least some merges of its tail. */
const share = 0.02;
const leastDocuments = 200;
const documentsPerCommit = 100;
const callers = 4;
/** No lane of the filling makes these. */
const ownLane = 1_000;
/** Nothing was written for so long: nothing more is merged. */
const quietMs = 5_000;

/** @param search asks an instance the so many-th question about the project that has every passage */
export async function measureMerging(
  { access, fleet, one }: Stage,
  passages: number,
  search: (instance: Awaited<ReturnType<Stage['fleet']['start']>>, number: number) => Promise<unknown>,
): Promise<MergingResult> {
  const documents = Math.max(leastDocuments, Math.ceil((passages * share) / passagesPerDocument));
  const index = await openIndex(access);
  const instance = await fleet.start(0);
  try {
    for (let number = 0; number < callers; number++) await search(instance, number);
    await write(index.store, { account: access.account, project: one }, documents);
    const begin = performance.now();
    const walls: number[] = [];
    let isMerging = true;
    const merged = untilMerged(index, one).finally(() => (isMerging = false));
    async function caller(first: number): Promise<void> {
      for (let number = first; isMerging; number += callers) {
        const asked = performance.now();
        await search(instance, number);
        walls.push(performance.now() - asked);
      }
    }
    await Promise.all([merged, ...Array.from({ length: callers }, (_, first) => caller(first))]);
    return {
      passages: documents * passagesPerDocument,
      seconds: Math.round((performance.now() - begin - quietMs) / 1_000),
      searches: walls.length,
      wall50: percentile(walls, 0.5),
      wall99: percentile(walls, 0.99),
      memory: memoryOf(instance.pid).most,
    };
  } finally {
    await instance.stop();
    await index.store.close();
  }
}

type Index = Awaited<ReturnType<typeof openIndex>>;

/** Writes documents past the instances, and asks them to merge as a server that had written them would. */
async function write(
  store: Index['store'],
  scope: { account: string; project: string },
  documents: number,
): Promise<void> {
  const engine = createSearchEngine({ threads: 1 });
  const corpus = laneCorpus(ownLane);
  const { account, project } = scope;
  const author = { type: 'owner', id: account } as const;
  for (let left = documents; left > 0; left -= documentsPerCommit) {
    const made = Array.from({ length: Math.min(left, documentsPerCommit) }, corpus.nextDocument);
    const operations = made.flatMap((texts) => documentOperations(engine, texts));
    await store.commit(scope, { author, at: Date.now(), operations });
  }
  await engine.close();
  const job = {
    op: 'enqueue',
    id: `merge_${project}`,
    kind: 'merge',
    priority: 5,
    payload: { project },
  } as const;
  await store.commit({ account }, serverCommit(account, Date.now(), [job]));
}

/** Resolves when the project's tail is shorter than what is merged, and nothing was written to it for a while. */
async function untilMerged({ reader }: Index, project: string): Promise<void> {
  const { head, rows } = reader(project);
  let [seen, since] = [await head(), performance.now()];
  while (performance.now() - since < quietMs) {
    await wait(500);
    const newest = await head();
    const isDue = (await rows(tailSpace, { limit: tailEntries })).length === tailEntries;
    if (newest === seen && !isDue) continue;
    [seen, since] = [newest, performance.now()];
  }
}
