/**
 * Get, set and append of key-value memory beside Redis with `appendfsync always`, through each one's client, with 1
 * and with 64 callers. `--rounds N` (3), `--seconds N` per round (1). Needs Debian's `redis-server`.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { endWithGoals } from '../test/campaigns/result.ts';
import { openKeepsake, openRedis, type KeyValue } from './kv/peers.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '1' } },
});

const keys = Array.from({ length: 1_000 }, (_, at) => `user:${at}:preferences`);
/** After so many a caller begins a new list. */
const listLength = 100;

type Call = (peer: KeyValue, caller: number, at: number) => Promise<unknown>;

const calls: Record<'get' | 'set' | 'append', Call> = {
  get: (peer, caller, at) => peer.get(keyOf(caller, at)),
  set: (peer, caller, at) => peer.set(keyOf(caller, at), value()),
  append: (peer, caller, at) => peer.append(`${run} ${caller} ${Math.floor(at / listLength)}`, value()),
};

let run = 0;

function keyOf(caller: number, at: number): string {
  return keys[(caller * 131 + at * 17) % keys.length] as string;
}

/** About what a setting or a message is long. */
function value(): string {
  return randomBytes(100).toString('hex');
}

interface Figures {
  readonly per_second: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

async function measure(peer: KeyValue, call: Call, callers: number, seconds: number): Promise<Figures> {
  run++;
  const times: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  const work = async (caller: number): Promise<void> => {
    for (let at = 0; performance.now() < end; at++) {
      const before = performance.now();
      await call(peer, caller, at);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => work(caller)));
  const per_second = Math.round((times.length * 1000) / (performance.now() - started));
  times.sort((one, other) => one - other);
  return { per_second, p50_ms: quantile(times, 0.5), p99_ms: quantile(times, 0.99) };
}

function quantile(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 1000) / 1000;
}

/** The round with the median rate; the peers take turns, so that a busy moment of the machine meets both. */
async function compare(peers: readonly KeyValue[], call: Call, callers: number): Promise<Figures[]> {
  const rounds: Figures[][] = peers.map(() => []);
  for (const peer of peers) await measure(peer, call, callers, 0.5);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [at, peer] of peers.entries())
      rounds[at]?.push(await measure(peer, call, callers, Number(values.seconds)));
  }
  return rounds.map((figures) => {
    const sorted = figures.toSorted((one, other) => one.per_second - other.per_second);
    return sorted[Math.floor(sorted.length / 2)] as Figures;
  });
}

const peers = [await openKeepsake(), await openRedis()];
const results: Record<string, Record<string, Figures>> = {};
try {
  for (const peer of peers) await Promise.all(keys.map((key) => peer.set(key, value())));
  for (const [name, call] of Object.entries(calls)) {
    for (const callers of [1, 64]) {
      const figures = await compare(peers, call, callers);
      const named = Object.fromEntries(peers.map((peer, at) => [peer.name, figures[at] as Figures]));
      results[`${name}, ${callers} callers`] = named;
      console.log(`${name}, ${callers} callers: ${JSON.stringify(named)}`);
    }
  }
} finally {
  for (const peer of peers) await peer.close();
}

const get = results['get, 1 callers']?.['keepsake']?.p50_ms ?? Infinity;
const rate = (peer: string) => results['set, 64 callers']?.[peer]?.per_second ?? 0;
endWithGoals('kv', { ...results, botwire_stated_overhead_ms: [50, 200] }, [
  { name: 'get, one caller, p50 in ms', value: get, goal: 1, met: get <= 1 },
  {
    name: 'durable sets per second of 64 callers, and those of Redis',
    value: rate('keepsake'),
    goal: rate('redis'),
    met: rate('keepsake') >= rate('redis'),
  },
]);
