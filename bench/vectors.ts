/**
 * How fast and exact the search for near vectors is, beside sqlite-vec on the same vectors: `--sizes 10000,100000`
 * passages, `--dimensions 384`, `--queries 100`.
 */
// oxlint-disable-next-line import/default -- a CommonJS module, whose exports are the default.
import Database from 'better-sqlite3-multiple-ciphers';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { load } from 'sqlite-vec';
import { blockCapacity, encodeBlock, VectorBlock, type VectorEntry } from '../server/search/vectors/block.ts';
import { quantise } from '../server/search/vectors/codes.ts';
import { vectorsCompared } from '../server/search/worker/near.ts';
import { VectorScan } from '../server/search/vectors/scan.ts';
import { holdBlocks } from '../server/search/vectors/state.ts';
import { createRandom } from '../server/search/fixtures.suite.ts';
import { endWithGoals, type Goal } from '../test/campaigns/result.ts';
import { createVectors, type VectorCorpus } from './vectors/corpus.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000' },
    dimensions: { type: 'string', default: '384' },
    queries: { type: 'string', default: '100' },
  },
});
const dimensions = Number(values.dimensions);
const wanted = 10;

type Search = (query: Float32Array) => readonly number[];

/** The exact answer, by comparing floats. */
function exhaustive({ vectors }: VectorCorpus): Search {
  return (query) => {
    const scored = vectors.map((vector, at) => {
      let sum = 0;
      for (let dimension = 0; dimension < query.length; dimension++)
        sum += (vector[dimension] as number) * (query[dimension] as number);
      return { at, sum };
    });
    return scored
      .sort((one, other) => other.sum - one.sum)
      .slice(0, wanted)
      .map(({ at }) => at);
  };
}

async function keepsake({ vectors }: VectorCorpus): Promise<Search> {
  const entries = vectors.map((vector, ordinal): VectorEntry => ({
    record: 'd',
    ordinal,
    hash: '0',
    ...quantise(vector),
  }));
  const capacity = blockCapacity(dimensions);
  const rows: VectorBlock[] = [];
  for (let at = 0; at < entries.length; at += capacity) {
    const row = encodeBlock(entries.slice(at, at + capacity), dimensions, 1);
    const bytes = new Uint8Array(new SharedArrayBuffer(row.length));
    bytes.set(row);
    rows.push(new VectorBlock(bytes));
  }
  const { blocks, centre } = await holdBlocks(rows, dimensions);
  return (query) =>
    new VectorScan(blocks, query, centre)
      .nearest(vectorsCompared)
      .slice(0, wanted)
      .map(({ block, at }) => (blocks[block] as (typeof blocks)[number]).block.ordinalOf(at));
}

/** Its int8 takes components from -1 to 1 as 127 steps each way. */
function sqliteVec({ vectors }: VectorCorpus, type: 'float' | 'int8'): Search {
  const database = new Database(':memory:');
  load(database);
  const column = type === 'float' ? 'float' : 'int8';
  const read = type === 'float' ? '?' : `vec_quantize_int8(?, 'unit')`;
  database.exec(`CREATE VIRTUAL TABLE v USING vec0(e ${column}[${dimensions}] distance_metric=cosine)`);
  const insert = database.prepare(`INSERT INTO v (rowid, e) VALUES (?, ${read})`);
  database.transaction(() => {
    for (const [at, vector] of vectors.entries()) insert.run(BigInt(at), bytesOf(vector));
  })();
  const find = database
    .prepare<[Buffer]>(`SELECT rowid FROM v WHERE e MATCH ${read} AND k = ${wanted} ORDER BY distance`)
    .pluck();
  return (query) => find.all(bytesOf(query)) as number[];
}

function bytesOf(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

function measure(search: Search, queries: readonly Float32Array[], exact: readonly (readonly number[])[]) {
  for (const query of queries.slice(0, 10)) search(query);
  const times: number[] = [];
  let found = 0;
  for (const [at, query] of queries.entries()) {
    const begin = performance.now();
    const answer = search(query);
    times.push(performance.now() - begin);
    found += answer.filter((one) => exact[at]?.includes(one)).length;
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 1_000) / 1_000;
  const recall = Math.round((10_000 * found) / (queries.length * wanted)) / 100;
  return { p50: at(0.5), p99: at(0.99), recall };
}

async function measureSize(count: number) {
  const corpus = createVectors(createRandom(11), { count, dimensions, queries: Number(values.queries) });
  const exact = corpus.queries.map(exhaustive(corpus));
  const measured = {
    keepsake: measure(await keepsake(corpus), corpus.queries, exact),
    sqliteVecInt8: measure(sqliteVec(corpus, 'int8'), corpus.queries, exact),
    sqliteVecFloat: measure(sqliteVec(corpus, 'float'), corpus.queries, exact),
  };
  console.log(
    `${count} vectors of ${dimensions} dimensions; ms per query, recall of the exact best ten in %`,
  );
  console.table(measured);
  return measured;
}

type Results = Awaited<ReturnType<typeof measureSize>>;

function goalsOf(count: number, { keepsake: own, sqliteVecInt8, sqliteVecFloat }: Results): Goal[] {
  if (count < 100_000) return [];
  const faster = Math.round((10 * Math.min(sqliteVecInt8.p50, sqliteVecFloat.p50)) / own.p50) / 10;
  return [
    { name: `${count}: recall %`, value: own.recall, goal: 98, met: own.recall >= 98 },
    { name: `${count}: times as fast as sqlite-vec`, value: faster, goal: 10, met: faster >= 10 },
  ];
}

const results: Record<number, Results> = {};
for (const size of values.sizes.split(',').map(Number)) results[size] = await measureSize(size);
endWithGoals(
  'vectors',
  { dimensions, ...results },
  Object.entries(results).flatMap(([size, measured]) => goalsOf(Number(size), measured)),
);
