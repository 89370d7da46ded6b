/**
 * What a bridge costs: Keepsake's (the bundle, as users run it), mcp-remote and supergateway in one run, taking turns,
 * in front of the same server, against calling it directly; the single executable's start too, where it is built. `--rounds N` (6), `--calls N` per round (400), `--starts N` (7).
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endWithGoals, type Goal } from '../test/campaigns/result.ts';
import { describeDataFolder, startServerProcess } from '../test/campaigns/serving/process.ts';
import { bridgeTo } from '../test/journeys/bridge/home.ts';
import type { Command } from '../test/journeys/official-clients.ts';
import { begin, createDirectCaller, startStdioCaller, type Caller } from './bridge/caller.ts';
import { contestants, executable, installPeers } from './bridge/contestants.ts';
import { hasKeychain } from './bridge/keychain-session.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '6' },
    calls: { type: 'string', default: '400' },
    starts: { type: 'string', default: '7' },
  },
});

interface Measured {
  readonly times: number[];
  cpuMs: number;
  rssMiB: number;
}

interface Started {
  readonly ms: number;
  readonly cpuMs: number;
}

const call = { name: 'list_memories', arguments: { limit: 5 } };

async function measureCalls(callers: readonly Caller[]): Promise<Map<string, Measured>> {
  const found = new Map<string, Measured>();
  for (const caller of callers) {
    await begin(caller);
    for (let at = 0; at < 300; at++) await caller.ask('tools/call', call);
    found.set(caller.name, { times: [], cpuMs: 0, rssMiB: 0 });
  }
  for (let round = 0; round < Number(values.rounds); round++)
    for (const caller of callers) await measureRound(caller, found.get(caller.name) as Measured);
  return found;
}

async function measureRound(caller: Caller, measured: Measured): Promise<void> {
  const before = caller.usage();
  for (let at = 0; at < Number(values.calls); at++) {
    const started = performance.now();
    await caller.ask('tools/call', call);
    measured.times.push(performance.now() - started);
  }
  const after = caller.usage();
  measured.cpuMs += after.cpuMs - before.cpuMs;
  measured.rssMiB = Math.max(measured.rssMiB, after.rssMiB);
}

/** From the start of the process to the first list of tools. */
async function measureStarts(commands: Record<string, Command>): Promise<Map<string, Started[]>> {
  const found = new Map(Object.keys(commands).map((name) => [name, [] as Started[]]));
  for (let round = 0; round < Number(values.starts); round++) {
    for (const [name, command] of Object.entries(commands)) {
      const started = performance.now();
      const caller = startStdioCaller(name, command);
      await begin(caller);
      found.get(name)?.push({ ms: performance.now() - started, cpuMs: caller.usage().cpuMs });
      await caller.close();
    }
  }
  return found;
}

function at(share: number, numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function medianOf(starts: readonly Started[]): Started {
  const middle = (numbers: number[]): number => Math.round(at(0.5, numbers));
  return { ms: middle(starts.map(({ ms }) => ms)), cpuMs: middle(starts.map(({ cpuMs }) => cpuMs)) };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

installPeers();
const keychain = hasKeychain();
const folder = mkdtempSync(join(tmpdir(), 'keepsake-bench-'));
const server = await startServerProcess(describeDataFolder(folder));
const project = await server.client.createProject({ name: 'Bench' });
for (let number = 0; number < 5; number++)
  await server.client.addMemory({ projectId: project.id, content: `Lamp ${number} is lit at dusk.` });
const { secret = '' } = await server.client.createKey({ description: 'bench', project_ids: [project.id] });
const url = `${server.url}/mcp`;
const home = await bridgeTo(url, secret, { keychain });
const vault = await bridgeTo(url, secret, { vault: 'none' });
const commands = contestants(home, url, secret);
const starting = {
  ...commands,
  'keepsake, secret in a vault': { ...commands['keepsake'], env: vault.env } as Command,
  ...(existsSync(executable)
    ? { 'keepsake, single executable': { command: executable, args: ['bridge'], env: home.env } }
    : {}),
};
const callers: Caller[] = [createDirectCaller(url, secret)];
try {
  const starts = await measureStarts(starting);
  for (const [name, command] of Object.entries(commands)) callers.push(startStdioCaller(name, command));
  const calls = await measureCalls(callers);
  const direct = calls.get('direct')?.times ?? [];
  const count = Number(values.rounds) * Number(values.calls);
  const results = Object.fromEntries(
    Object.keys(commands).map((name) => {
      const { times, cpuMs, rssMiB } = calls.get(name) as Measured;
      const started = starts.get(name) ?? [];
      const figures = {
        addedP50: at(0.5, times) - at(0.5, direct),
        addedP99: at(0.99, times) - at(0.99, direct),
        cpuPerCall: cpuMs / count,
        rssMiB,
        startMs: at(
          0.5,
          started.map(({ ms }) => ms),
        ),
        startCpuMs: at(
          0.5,
          started.map(({ cpuMs: cpu }) => cpu),
        ),
      };
      return [name, Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, round(value)]))];
    }),
  );
  for (const [name, all] of starts)
    console.log(`${name}: ${all.map(({ ms, cpuMs }) => `${Math.round(ms)} ms, ${cpuMs} ms CPU`).join('; ')}`);
  console.log(`direct: p50 ${round(at(0.5, direct))} ms, p99 ${round(at(0.99, direct))} ms`);
  for (const [name, figures] of Object.entries(results)) console.log(name, JSON.stringify(figures));
  const [own = {}, peer = {}] = [results['keepsake'], results['mcp-remote']];
  const below = (name: string, value = Number.NaN, goal = Number.NaN): Goal => ({
    name,
    value: round(value),
    goal: round(goal),
    met: value <= goal,
  });
  endWithGoals(
    'bridge',
    {
      keychain,
      starts: Object.fromEntries([...starts].map(([name, all]) => [name, medianOf(all)])),
      direct: { p50: round(at(0.5, direct)), p99: round(at(0.99, direct)) },
      ...results,
    },
    [
      below('added p50, ms', own['addedP50'], 0.5),
      below('added p50, a fifth of mcp-remote', own['addedP50'], (peer['addedP50'] ?? 0) / 5),
      below('CPU per call, a third of mcp-remote', own['cpuPerCall'], (peer['cpuPerCall'] ?? 0) / 3),
      below('RSS, MiB', own['rssMiB'], 80),
      below('RSS, 1/2.5 of mcp-remote', own['rssMiB'], (peer['rssMiB'] ?? 0) / 2.5),
      below('CPU to the first list, a sixth of mcp-remote', own['startCpuMs'], (peer['startCpuMs'] ?? 0) / 6),
    ],
  );
} finally {
  for (const caller of callers) await caller.close();
  await server.stop();
  await home[Symbol.asyncDispose]();
  await vault[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}
