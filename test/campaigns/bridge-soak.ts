/**
 * What a bridge bears: abrupt ends (`--starts N`, 1000), secrets replaced under load (`--rotations N`, 100), the server
 * killed under load (`--restarts N`, 50), and many calls (`--calls N`, 200000). 0 leaves a part out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bridgeTo, type BridgeHome } from '../journeys/bridge/home.ts';
import { callAtPace, startLoad } from './bridge/load.ts';
import { startRelay } from './bridge/relay.ts';
import { startAndEnd } from './bridge/starts.ts';
import { endWithGoals, type Goal } from './result.ts';
import { describeDataFolder, startServerProcess, type ServerProcess } from './serving/process.ts';

const { values } = parseArgs({
  options: {
    starts: { type: 'string', default: '1000' },
    rotations: { type: 'string', default: '100' },
    restarts: { type: 'string', default: '50' },
    calls: { type: 'string', default: '200000' },
  },
});
const [starts, rotations, restarts, calls] = [
  values.starts,
  values.rotations,
  values.restarts,
  values.calls,
].map(Number) as [number, number, number, number];

const results: Record<string, unknown> = {};
const goals: Goal[] = [];
const nothing = (name: string, value: number): void =>
  void goals.push({ name, value, goal: 0, met: value === 0 });
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const folder = mkdtempSync(join(tmpdir(), 'keepsake-soak-'));
const dataFolder = describeDataFolder(folder);
let server: ServerProcess = await startServerProcess(dataFolder);
await using relay = await startRelay();
relay.lead(server.url);
const project = await server.client.createProject({ name: 'Soak' });
const newKey = () => server.client.createKey({ description: 'soak', project_ids: [project.id] });
let key = await newKey();
const home = await bridgeTo(`${relay.url}/mcp`, key.secret ?? '');

/** A new key takes the place of the old one; every other time nobody waits before the old one is revoked. */
async function rotate(at: number, { setSecret }: BridgeHome): Promise<void> {
  const next = await newKey();
  await setSecret(next.secret ?? '');
  await wait(at % 2 === 0 ? 1_000 : 0);
  await server.client.revokeKey({ keyId: key.id });
  key = next;
  await wait(200);
}

async function restart(): Promise<void> {
  relay.lead(undefined);
  await server.kill();
  server = await startServerProcess(dataFolder);
  relay.lead(server.url);
  await wait(500);
}

async function endAbruptly(): Promise<void> {
  const { left, endMs } = await startAndEnd(home.command(), starts);
  const at = (share: number): number => Math.round(endMs[Math.floor((endMs.length - 1) * share)] ?? 0);
  results['starts'] = { starts, left, endMsP50: at(0.5), endMsP99: at(0.99) };
  nothing('processes left', left);
}

async function rotateUnderLoad(): Promise<void> {
  await using load = startLoad(home.command(), { writes: false });
  await callAtPace(load, 50, async () => {
    for (let at = 0; at < rotations; at++) await rotate(at, home);
  });
  results['rotations'] = { rotations, calls: load.calls, failures: load.failures.slice(0, 3) };
  nothing('calls failed while secrets were replaced', load.failures.length);
}

async function restartUnderLoad(): Promise<void> {
  await using load = startLoad(home.command(), { writes: true });
  await callAtPace(load, 20, async () => {
    for (let at = 0; at < restarts; at++) await restart();
  });
  const found: string[] = [];
  for (let page = 1; ; page++) {
    const { items, pagination } = await server.client.listMemories({
      projectId: project.id,
      page,
      page_size: 100,
    });
    found.push(...items.map(({ content }) => content));
    if (page >= pagination.total_pages) break;
  }
  const wrong = load.written.filter((content) => found.filter((one) => one === content).length !== 1).length;
  results['restarts'] = {
    restarts,
    calls: load.calls,
    written: load.written.length,
    failures: load.failures.slice(0, 3),
  };
  nothing('calls failed while the server was killed', load.failures.length);
  nothing('writes lost or done twice', wrong + (new Set(found).size - found.length));
}

async function callOften(): Promise<void> {
  await using load = startLoad(home.command(), { writes: false });
  const rss: number[] = [];
  let left = calls;
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      await load.call();
      if (load.calls % Math.ceil(calls / 20) === 0) rss.push(Math.round(load.rssMiB() * 10) / 10);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  // What the runtime itself takes while it warms up is no leak.
  const warm = rss.slice(Math.floor(rss.length / 2));
  const growth = warm.length === 0 ? 0 : Math.round((Math.max(...warm) / (warm[0] ?? 1) - 1) * 1_000) / 10;
  results['calls'] = { calls: load.calls, rss, failures: load.failures.slice(0, 3) };
  nothing('calls failed in the soak', load.failures.length);
  goals.push({ name: 'RSS growth in the second half, %', value: growth, goal: 10, met: growth <= 10 });
}

try {
  if (starts > 0) await endAbruptly();
  if (rotations > 0) await rotateUnderLoad();
  if (restarts > 0) await restartUnderLoad();
  if (calls > 0) await callOften();
  endWithGoals('bridge-soak', results, goals);
} finally {
  await server.kill();
  await home[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}
