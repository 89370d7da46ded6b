/**
 * How fast search is: the engine as the server runs it, full ranking and first stage alone, beside SQLite's FTS5 on the
 * same encrypted files. `--sizes 10000,100000` passages; `--full` adds a million; `--queries N` of each kind (200).
 */
import { createHash } from 'node:crypto';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { documents, talk } from '../server/search/ranking/profiles.ts';
import { endWithGoals, goalsAt, type Goal } from '../test/campaigns/result.ts';
import { createCorpus, type Corpus } from './search/corpus.ts';
import { openFts5, openKeepsake, type Engine, type KeepsakeEngine } from './search/engines.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000' },
    full: { type: 'boolean', default: false },
    queries: { type: 'string', default: '200' },
  },
});
const sizes = [...values.sizes.split(',').map(Number), ...(values.full ? [1_000_000] : [])];

interface Cost {
  /** Milliseconds of processor time, of all threads. */
  readonly cpu50: number;
  readonly cpu99: number;
  readonly wall50: number;
  readonly wall99: number;
}

function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return Math.round(value * 1_000) / 1_000;
}

async function costOf(
  queries: readonly string[],
  search: (query: string) => Promise<unknown>,
): Promise<Cost> {
  // Both engines as a server that has run for a while: code compiled, pages at hand.
  for (const query of queries) await search(query);
  const [cpu, wall]: [number[], number[]] = [[], []];
  for (const query of queries) {
    const [begin, used] = [performance.now(), process.cpuUsage()];
    await search(query);
    const spent = process.cpuUsage(used);
    wall.push(performance.now() - begin);
    cpu.push((spent.user + spent.system) / 1_000);
  }
  cpu.sort((one, other) => one - other);
  wall.sort((one, other) => one - other);
  return {
    cpu50: percentile(cpu, 0.5),
    cpu99: percentile(cpu, 0.99),
    wall50: percentile(wall, 0.5),
    wall99: percentile(wall, 0.99),
  };
}

const documentsPerCommit = 100;

async function fill(
  engines: readonly Engine[],
  corpus: Corpus,
  passages: number,
): Promise<Record<string, number>> {
  const seconds: Record<string, number> = {};
  for (let done = 0; done < passages;) {
    const batch = Array.from(
      { length: Math.min(documentsPerCommit, (passages - done) / 10) },
      corpus.nextDocument,
    );
    for (const engine of engines) {
      const begin = performance.now();
      await engine.add(batch);
      if (engine.name === 'keepsake' && (done / 10) % 500 === 0) await engine.settle();
      seconds[engine.name] = (seconds[engine.name] ?? 0) + (performance.now() - begin) / 1_000;
    }
    done += batch.length * 10;
  }
  for (const engine of engines) {
    const begin = performance.now();
    await engine.settle();
    seconds[engine.name] = (seconds[engine.name] ?? 0) + (performance.now() - begin) / 1_000;
  }
  return seconds;
}

async function measureSize(passages: number) {
  const corpus = createCorpus(7);
  const keepsake = await openKeepsake();
  const fts5 = openFts5();
  try {
    const seconds = await fill([keepsake, fts5], corpus, passages);
    const count = Number(values.queries);
    const telling = Array.from({ length: count }, () => corpus.query(false));
    const stopped = Array.from({ length: count }, () => corpus.query(true));
    const plain = (text: string) => keepsake.find({ text, limit: 10, plain: true });
    const results = {
      content: {
        full: await costOf(telling, keepsake.search),
        first: await costOf(telling, plain),
        fts5: await costOf(telling.slice(0, passages >= 1_000_000 ? 50 : count), fts5.search),
      },
      stopWords: {
        full: await costOf(stopped, keepsake.search),
        first: await costOf(stopped, plain),
        fts5: await costOf(stopped.slice(0, passages >= 1_000_000 ? 12 : count), fts5.search),
      },
      indexBytes: { keepsake: await keepsake.indexBytes(), fts5: await fts5.indexBytes() },
      passagesPerSecond: {
        keepsake: passages / (seconds['keepsake'] ?? 1),
        fts5: passages / (seconds['fts5'] ?? 1),
      },
      rssMegabytes: Math.round(process.memoryUsage.rss() / 1e6),
      loopDelayMs: await loopDelay(keepsake, telling),
      rule: await ruleAmongMany(keepsake),
      writing: await whileWriting(keepsake, corpus, telling),
    };
    console.log(passages, JSON.stringify(results));
    return results;
  } finally {
    await keepsake.close();
    await fts5.close();
  }
}

/** The main loop's delay while 64 searches are under way, p99 in ms. */
async function loopDelay({ search }: KeepsakeEngine, queries: readonly string[]): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let query = queries[next++]; query !== undefined; query = queries[next++]) await search(query);
  };
  await Promise.all(Array.from({ length: 64 }, lane));
  delay.disable();
  return Math.round(delay.percentile(99) / 1e4) / 100;
}

async function ruleAmongMany(keepsake: KeepsakeEngine): Promise<Cost> {
  for (let at = 0; at < 100; at++) {
    const text = `Rule ${at}: the zebracrossing team number${at} deploys on weekday${at % 7} only.`;
    await keepsake.put({
      id: `mem_${at}`,
      type: 'memory',
      title: `rule ${at}`,
      updatedAt: Date.now(),
      pieces: [{ text, place: {} }],
    });
  }
  const queries = Array.from({ length: 100 }, (_, at) => `when does zebracrossing number${at} deploy`);
  return costOf(queries, (text) => keepsake.find({ text, limit: 10, types: ['memory'] }));
}

/** Searches while documents are written and merged; and the time from a write to its being found. */
async function whileWriting(keepsake: KeepsakeEngine, corpus: Corpus, queries: readonly string[]) {
  const quiet = await costOf(queries, keepsake.search);
  let writing = true;
  let writes = 0;
  const writer = (async () => {
    while (writing) {
      await keepsake.add([corpus.nextDocument()]);
      if (++writes % 130 === 0) await keepsake.settle();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  const busy = await costOf(queries, keepsake.search);
  writing = false;
  await writer;
  const begin = performance.now();
  for (let at = 0; at < 20; at++) {
    await keepsake.add([[`freshword${at} has just been written`]]);
    const [found] = await keepsake.search(`freshword${at}`);
    if (found?.startsWith(`freshword${at} `) !== true) throw new Error('what was written is not found');
  }
  const foundMs = Math.round((performance.now() - begin) / 0.2) / 100;
  return {
    writes,
    quietWall99: quiet.wall99,
    busyWall50: busy.wall50,
    busyWall99: busy.wall99,
    writeToFoundMs: foundMs,
  };
}

type Results = Awaited<ReturnType<typeof measureSize>>;

function goalsOf(
  passages: number,
  { content, stopWords, rule, loopDelayMs, indexBytes, writing }: Results,
): Goal[] {
  const times = (slow: Cost, fast: Cost) => Math.round(slow.cpu50 / fast.cpu50);
  const { least, most } = goalsAt(passages);
  const common = [
    most('main loop delay p99 ms', loopDelayMs, 10),
    most('index over FTS5', Math.round((100 * indexBytes.keepsake) / indexBytes.fts5) / 100, 1),
    most('p99 while merging over usual', Math.round((10 * writing.busyWall99) / writing.quietWall99) / 10, 5),
  ];
  if (passages === 100_000)
    return [
      least('full ranking over FTS5', times(content.fts5, content.full), 15),
      least('first stage over FTS5', times(content.fts5, content.first), 30),
      ...common,
    ];
  if (passages < 1_000_000) return common;
  return [
    least('full ranking over FTS5', times(content.fts5, content.full), 50),
    least('full ranking over FTS5, stop words', times(stopWords.fts5, stopWords.full), 500),
    least('first stage over FTS5', times(content.fts5, content.first), 100),
    least('first stage over FTS5, stop words', times(stopWords.fts5, stopWords.first), 1_000),
    most('p99 CPU ms', content.full.cpu99, 25),
    most('a rule among 100 memories, CPU ms', rule.cpu50, 1),
    ...common,
  ];
}

const measured: Record<number, Results> = {};
for (const size of sizes) measured[size] = await measureSize(size);
const configuration = createHash('sha256')
  .update(JSON.stringify([documents, talk]))
  .digest('hex')
  .slice(0, 12);
endWithGoals(
  'search',
  { configuration, ...measured },
  Object.entries(measured).flatMap(([size, results]) => goalsOf(Number(size), results)),
);
