/**
 * Add, get, list, history and search of memories at 1k, 10k and 100k, beside `@modelcontextprotocol/server-memory` and `mem0ai`,
 * each through its own client, on the same texts. `--sizes 1000,10000,100000`. mem0ai is not installed with this project:
 * `npm install --prefix DIR --ignore-scripts --legacy-peer-deps mem0ai@3.3.1 better-sqlite3@npm:better-sqlite3-multiple-ciphers@13.0.3`,
 * then `--data DIR`; it is filled up to `--mem0 N` (10,000), as each text takes it longer than the one before.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { endWithGoals, type Goal } from '../test/campaigns/result.ts';
import { openKeepsake } from './memory/keepsake.ts';
import { openMem0 } from './memory/mem0.ts';
import type { Peer } from './memory/peer.ts';
import { openServerMemory } from './memory/server-memory.ts';
import { questionOf, textOf } from './memory/texts.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    data: { type: 'string' },
    mem0: { type: 'string', default: '10000' },
    calls: { type: 'string', default: '300' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const mostCalls = Number(values.calls);
/** A call is made at least so often, and then until the time is over. */
const fewestCalls = 5;
const msPerCall = 5_000;

interface Figures {
  readonly p50: number;
  readonly p99: number;
}

type Results = Record<string, Record<string, Figures>>;

async function measure(call: (at: number) => Promise<unknown>): Promise<Figures> {
  const times: number[] = [];
  const end = performance.now() + msPerCall;
  for (let at = 0; at < mostCalls && (at < fewestCalls || performance.now() < end); at++) {
    const begin = performance.now();
    await call(at);
    times.push(performance.now() - begin);
  }
  times.sort((one, other) => one - other);
  const quantile = (share: number) =>
    Math.round((times[Math.floor((times.length - 1) * share)] ?? 0) * 1_000) / 1_000;
  return { p50: quantile(0.5), p99: quantile(0.99) };
}

/** Texts of measured adds come from beyond all sizes, so that none is there already. */
let added = 10_000_000;

async function measurePeer(peer: Peer, size: number): Promise<Record<string, Figures>> {
  const { get, history } = peer;
  for (let at = 0; at < 20; at++) await peer.add(textOf(added++));
  return {
    add: await measure(() => peer.add(textOf(added++))),
    get: await measure((at) => get((at * 7_919) % size)),
    ...(history === undefined ? {} : { history: await measure((at) => history((at * 104_729) % size)) }),
    search: await measure((at) => peer.search(questionOf((at * 7_919) % size))),
    // Last, because it ends server-memory's process at 100,000.
    ...(await measureList(peer)),
  };
}

async function measureList(peer: Peer): Promise<{ list?: Figures }> {
  try {
    return { list: await measure(() => peer.list()) };
  } catch (error) {
    console.log(`${peer.name} does not answer a list: ${String(error)}`);
    return {};
  }
}

const results: Results = {};
const peers = [
  await openKeepsake(),
  openServerMemory(),
  ...(values.data === undefined ? [] : [await openMem0(values.data)]),
];
try {
  for (const size of sizes) {
    for (const peer of peers) {
      if (peer.name === 'mem0ai' && size > Number(values.mem0)) continue;
      const begin = performance.now();
      await peer.fill(size);
      const seconds = Math.round((performance.now() - begin) / 1_000);
      const name = `${peer.name}, ${size}`;
      results[name] = await measurePeer(peer, size);
      console.log(`${name} (filled in ${seconds} s): ${JSON.stringify(results[name])}`);
    }
  }
} finally {
  for (const peer of peers) await peer.close();
}

const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
const p50 = (peer: string, size: number, call: string) =>
  results[`${peer}, ${size}`]?.[call]?.p50 ?? Number.NaN;
const rounded = (value: number) => Math.round(value * 100) / 100;

function growth(call: string): Goal {
  const value = rounded(p50('keepsake', largest, call) / p50('keepsake', smallest, call));
  return {
    name: `${call}: growth from ${smallest} to ${largest} at p50`,
    value,
    goal: '≤ 2',
    met: value <= 2,
  };
}

function faster(call: string, goal: number): Goal {
  const value = rounded(p50('server-memory', largest, call) / p50('keepsake', largest, call));
  return { name: `${call} at ${largest}: times as fast as server-memory`, value, goal, met: value >= goal };
}

endWithGoals('memory', results, [
  ...['add', 'get', 'list', 'history'].map(growth),
  faster('add', 200),
  faster('search', 150),
]);
