/**
 * A process of one core that searches Keepsake's index as an instance of the server does, without its HTTP, so that the first
 * stage can be measured alone.
 */
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { searchMemoryOf } from '../../server/options.ts';
import { createSearchEngine } from '../../server/search/index.ts';
import { openIndex, type IndexAccess } from './index-access.ts';
import { cpuOfChildren, memoryOf, type Sample } from './usage.ts';

export interface SearcherTask {
  readonly access: IndexAccess;
  /** Process id of the database server. */
  readonly database: number;
}

export interface Asked {
  readonly text: string;
  readonly project: string;
}

/** What it answers to a list of questions. */
export interface Searched {
  readonly samples: readonly Sample[];
  /** Megabytes: now, and the most so far. */
  readonly memory: { readonly now: number; readonly most: number };
}

const [{ access, database }] = (await once(process, 'message')) as [SearcherTask];
const { store, reader } = await openIndex(access);
const engine = createSearchEngine({ cacheBytes: searchMemoryOf({ store: { url: access.store } }) });

async function search({ text, project }: Asked, plain: boolean): Promise<Sample> {
  const [begin, before, own] = [performance.now(), cpuOfChildren(database), process.cpuUsage()];
  const hits = await engine.search([reader(project)], { text, limit: 10, plain });
  const spent = process.cpuUsage(own);
  return {
    wall: performance.now() - begin,
    found: hits.length,
    cpu: (spent.user + spent.system) / 1_000,
    database: cpuOfChildren(database) - before,
  };
}

process.on('message', ({ questions, plain }: { questions: readonly Asked[]; plain: boolean }) => {
  void (async () => {
    const samples: Sample[] = [];
    for (const question of questions) samples.push(await search(question, plain));
    process.send?.({ samples, memory: memoryOf(process.pid) } satisfies Searched);
  })();
});
process.once('disconnect', () => void Promise.all([engine.close(), store.close()]));
process.send?.('ready');
