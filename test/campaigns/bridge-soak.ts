/**
 * What a bridge bears: abrupt ends (`--starts N`, 1000), secrets replaced under load (`--rotations N`, 100), the server
 * killed under load (`--restarts N`, 50), and many calls (`--calls N`, 200000). 0 leaves a part out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { processesWith } from '../harness/processes.ts';
import { bridgeTo } from '../journeys/bridge/home.ts';
import { callAtPace, startLoad, type Load } from './bridge/load.ts';
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
const key = await server.client.createKey({ description: 'soak', project_ids: [project.id] });
const home = await bridgeTo(`${relay.url}/mcp`, key.secret ?? '');

/** Every other time nobody waits before the old secret is ended. */
async function rotate(at: number): Promise<void> {
  const { secret = '' } = await server.client.rotateKey({ keyId: key.id });
  await home.setSecret(secret);
  await wait(at % 2 === 0 ? 1_000 : 0);
  await server.client.endOldSecret({ keyId: key.id });
  await wait(200);
}

/** Kills it in the middle of calls, and waits until those that met it are answered without help. @returns for how long it was away, ms */
async function restart(load: Load): Promise<number> {
  const gone = performance.now();
  relay.lead(undefined);
  await server.kill();
  server = await startServerProcess(dataFolder);
  relay.lead(server.url);
  const away = performance.now() - gone;
  while (load.calls - load.answered > 5) await wait(20);
  await wait(300);
  return away;
}

/** @returns how many of the writes that were acknowledged are not there exactly once */
async function wrongWrites({ written }: Load): Promise<number> {
  const found = new Map<string, number>();
  for (let page = 1; ; page++) {
    const query = { projectId: project.id, page, page_size: 100 };
    const { items, pagination } = await server.client.listMemories(query);
    for (const { content } of items) found.set(content, (found.get(content) ?? 0) + 1);
    if (page >= pagination.total_pages) break;
  }
  return written.filter((content) => found.get(content) !== 1).length;
}

const told = (load: Load) => ({
  calls: load.calls,
  written: load.written.length,
  failures: load.failures.slice(0, 3),
});

async function endAbruptly(): Promise<void> {
  const { left, endMs } = await startAndEnd(home.command(), starts);
  const at = (share: number): number => Math.round(endMs[Math.floor((endMs.length - 1) * share)] ?? 0);
  const found = await stillThere();
  results['starts'] = { starts, left, endMsP50: at(0.5), endMsP99: at(0.99) };
  nothing('processes left', Math.max(left, found));
}

/** Also shells that have not noticed yet that their bridge ended. @returns how many are there after a second */
async function stillThere(): Promise<number> {
  let found = processesWith('KEEPSAKE_HOME', home.folder).length;
  for (let looks = 0; found > 0 && looks < 10; looks++) {
    await wait(100);
    found = processesWith('KEEPSAKE_HOME', home.folder).length;
  }
  return found;
}

async function rotateUnderLoad(): Promise<void> {
  await using load = startLoad(home.command(), { name: 'rotations', writeEvery: 5 });
  await callAtPace(load, 50, async () => {
    for (let at = 0; at < rotations; at++) await rotate(at);
  });
  results['rotations'] = { rotations, ...told(load) };
  nothing('calls failed while secrets were replaced', load.failures.length);
  nothing('writes lost or done twice while secrets were replaced', await wrongWrites(load));
}

async function restartUnderLoad(): Promise<void> {
  await using load = startLoad(home.command(), { name: 'restarts', writeEvery: 2 });
  const away: number[] = [];
  await callAtPace(load, 20, async () => {
    for (let at = 0; at < restarts; at++) away.push(await restart(load));
  });
  const longestAwayMs = Math.round(Math.max(...away));
  results['restarts'] = { restarts, longestAwayMs, ...told(load) };
  nothing('calls failed or answered wrongly while the server was killed', load.failures.length);
  nothing('writes lost or done twice while the server was killed', await wrongWrites(load));
}

async function callOften(): Promise<void> {
  await using load = startLoad(home.command(), { name: 'soak', writeEvery: 1_000 });
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
  results['calls'] = { ...told(load), rss };
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
