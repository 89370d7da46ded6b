/**
 * Many writers at once: what two bridge processes write is all kept, and durable writes per second are those of group
 * commit. Each peer is measured in the same run. `--rounds N` (3), `--seconds N` per round (2).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endWithGoals } from '../test/campaigns/result.ts';
import { describeDataFolder, startServerProcess } from '../test/campaigns/serving/process.ts';
import {
  manyCallers,
  measureRate,
  openApiWriter,
  openBareRow,
  openBareSync,
  openBaseline,
  openStoreWriter,
  type Writer,
} from './concurrency/rates.ts';
import { keepsakeKept, peerKept } from './concurrency/two-writers.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '2' } },
});
const each = 100;

/** The median rate of each writer; rounds take turns, so that a busy moment of the machine meets all of them. */
async function measure(writers: readonly Writer[]): Promise<number[]> {
  const rates: number[][] = writers.map(() => []);
  for (const writer of writers) await measureRate(writer, 0.5);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [at, writer] of writers.entries()) {
      const rate = await measureRate(writer, Number(values.seconds));
      rates[at]?.push(rate);
      console.log(`${writer.name}: ${Math.round(rate)} durable writes/s`);
    }
  }
  return rates.map(median);
}

function median(numbers: number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}

async function measureRates(): Promise<
  Record<'bareSync' | 'bareRow' | 'baseline' | 'store' | 'oneCaller' | 'api', number>
> {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-bench-'));
  const dataFolder = describeDataFolder(folder);
  const server = await startServerProcess(dataFolder);
  const writers = [
    await openBareSync(),
    await openBareRow(),
    await openBaseline(),
    await openStoreWriter(manyCallers),
    await openStoreWriter(1),
    await openApiWriter(server, dataFolder),
  ];
  try {
    const [bareSync = 0, bareRow = 0, baseline = 0, store = 0, oneCaller = 0, api = 0] =
      await measure(writers);
    return { bareSync, bareRow, baseline, store, oneCaller, api };
  } finally {
    for (const writer of writers) await writer.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const peer = await peerKept(each);
console.log(
  `@modelcontextprotocol/server-memory: ${peer.kept} of ${peer.acknowledged} acknowledged writes kept`,
);
const keepsake = await keepsakeKept(each);
console.log(`keepsake bridge: ${keepsake.kept} of ${keepsake.acknowledged} acknowledged writes kept`);
const { bareSync, bareRow, baseline, store, oneCaller, api } = await measureRates();
const [storeRatio, apiRatio] = [store / baseline, api / baseline];

endWithGoals(
  'concurrency',
  {
    two_processes: { keepsake, server_memory: peer },
    durable_writes_per_second: {
      bare_sync: Math.round(bareSync),
      bare_row: Math.round(bareRow),
      baseline: Math.round(baseline),
      store: Math.round(store),
      store_one_caller: Math.round(oneCaller),
      api: Math.round(api),
    },
    over_one_bare_row_per_commit: { store: round(store / bareRow), api: round(api / bareRow) },
  },
  [
    {
      name: 'writes kept of 200 from two bridges',
      value: keepsake.kept,
      goal: 2 * each,
      met: keepsake.kept === 2 * each,
    },
    { name: 'store over one commit per write', value: round(storeRatio), goal: 10, met: storeRatio >= 10 },
    { name: 'API over one commit per write', value: round(apiRatio), goal: 5, met: apiRatio >= 5 },
  ],
);

function round(ratio: number): number {
  return Math.round(ratio * 10) / 10;
}
