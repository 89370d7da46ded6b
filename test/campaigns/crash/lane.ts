/** One data folder of the crash campaign: writes, kills, starts again, asks again, and looks whether all is there. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { FormData } from 'undici';
import { KeepsakeError } from '../../../contract/index.ts';
import { openFiles } from '../../../server/store/sqlite/files.ts';
import { startServerProcess, type DataFolder, type ServerProcess } from '../serving/process.ts';
import { createLedger, sha256, type Acknowledged, type Ledger, type Write } from './ledger.ts';

export interface CrashResult {
  readonly kills: number;
  readonly acknowledged: number;
  /** Writes without an answer at a kill that were sent again with the same idempotency key. */
  readonly repeated: number;
  readonly lost: string[];
  readonly twice: string[];
  readonly damaged: string[];
}

/** Where the writes of a lane go. */
interface Target {
  readonly account: string;
  readonly projectId: string;
  readonly rootId: string;
}

const callers = 6;
/** A kill comes at a random moment within this many milliseconds of load. */
const loadMs = 250;
const pageSize = 100;

/** Kills a server `kills` times. After each start, what was acknowledged since the one before is read back. */
export async function runLane(
  dataFolder: DataFolder,
  kills: number,
  report: () => void,
): Promise<CrashResult> {
  const ledger = createLedger();
  const lost = new Set<string>();
  let repeated = 0;
  let server = await startServerProcess(dataFolder);
  const target = await prepare(server);
  for (let kill = 0; kill < kills; kill++) {
    const before = ledger.acknowledged().length;
    await writeUntilKilled(server, target, ledger);
    server = await startServerProcess(dataFolder);
    for (const key of await missing(server, target, ledger.acknowledged().slice(before))) lost.add(key);
    repeated += await sendAgain(server, target, ledger);
    report();
  }
  for (const key of await missing(server, target, ledger.acknowledged())) lost.add(key);
  const twice = await doubles(server, target, ledger);
  await server.stop();
  const acknowledged = ledger.acknowledged().length;
  return { kills, acknowledged, repeated, lost: [...lost], twice, damaged: damage(dataFolder, target) };
}

async function prepare({ client }: ServerProcess): Promise<Target> {
  const project = await client.createProject({ name: 'Under load' });
  const { items } = await client.listDrives({});
  const [drive] = items;
  if (drive === undefined) throw new Error('the server has no drive');
  return { account: drive.id, projectId: project.id, rootId: drive.root_item_id };
}

async function writeUntilKilled(server: ServerProcess, target: Target, ledger: Ledger): Promise<void> {
  const stop = new AbortController();
  const work = Promise.all(Array.from({ length: callers }, () => call(server, target, ledger, stop.signal)));
  await sleep(Math.random() * loadMs);
  await server.kill();
  stop.abort();
  await work;
}

async function call(server: ServerProcess, target: Target, ledger: Ledger, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const write = newWrite();
    ledger.begin(write);
    try {
      ledger.acknowledge(write, await send(server, target, write));
    } catch (error) {
      // The kill cuts connections; any other refusal is a fault of the server.
      if (!(error instanceof KeepsakeError) || error.code !== 'UNAVAILABLE') throw error;
      return;
    }
  }
}

function newWrite(): Write {
  const key = randomUUID();
  const content = `${key} ${randomBytes(100).toString('hex')}`;
  return Math.random() < 0.9
    ? { kind: 'memory', key, content }
    : { kind: 'file', key, name: `${key}.txt`, content };
}

/** Sends a write and answers the id of what it made. */
async function send({ client }: ServerProcess, { projectId, rootId }: Target, write: Write): Promise<string> {
  const options = { idempotencyKey: write.key };
  if (write.kind === 'memory') {
    const memory = await client.addMemory({ projectId, content: write.content }, options);
    return memory.id;
  }
  const form = new FormData();
  form.set('file', new Blob([write.content]), write.name);
  const { item } = await client.uploadFile({ itemId: rootId, name: write.name }, { ...options, form });
  return item.id;
}

/** A client that got no answer asks again with the same key: the write is then done, and done once. */
async function sendAgain(server: ServerProcess, target: Target, ledger: Ledger): Promise<number> {
  const pending = ledger.pending();
  for (const write of pending) ledger.acknowledge(write, await send(server, target, write));
  for (const { write, id } of ledger.acknowledged().slice(-3)) {
    const again = await send(server, target, write);
    if (again !== id) throw new Error(`a repeat of ${write.key} was done twice`);
  }
  return pending.length;
}

/** Acknowledged writes, with their keys and ids, that cannot be read back as they were written. */
async function missing(
  server: ServerProcess,
  target: Target,
  acknowledged: Acknowledged[],
): Promise<string[]> {
  const lost: string[] = [];
  for (let at = 0; at < acknowledged.length; at += 32) {
    const batch = acknowledged.slice(at, at + 32);
    const there = await Promise.all(batch.map((one) => isThere(server, target, one)));
    lost.push(
      ...batch
        .filter((_, number) => there[number] !== true)
        .map(({ write, id }) => `${write.kind} ${write.key} (${id})`),
    );
  }
  return lost;
}

async function isThere(
  { client }: ServerProcess,
  { projectId }: Target,
  { write, id }: Acknowledged,
): Promise<boolean> {
  try {
    if (write.kind === 'memory') {
      const memory = await client.getMemory({ projectId, memoryId: id });
      return memory.content === write.content;
    }
    const file = await client.downloadItem({ itemId: id });
    return sha256(await file.text()) === sha256(write.content);
  } catch (error) {
    if (error instanceof KeepsakeError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

/** Contents and names that stand there more than once, and those that nobody wrote. */
async function doubles(server: ServerProcess, target: Target, ledger: Ledger): Promise<string[]> {
  const { client } = server;
  const memories = await all((page) =>
    client.listMemories({ projectId: target.projectId, page, page_size: pageSize }),
  );
  const files = await all((page) =>
    client.listChildren({ itemId: target.rootId, page, page_size: pageSize }),
  );
  const present = [
    ...memories.map(({ content }) => content.slice(0, 36)),
    ...files.map(({ name }) => name.slice(0, 36)),
  ];
  const counts = new Map(ledger.acknowledged().map(({ write }) => [write.key, 0]));
  for (const key of present) counts.set(key, (counts.get(key) ?? 1) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([key]) => key);
}

async function all<T>(
  read: (page: number) => Promise<{ items: T[]; pagination: { total_pages: number } }>,
): Promise<T[]> {
  const found: T[] = [];
  for (let page = 1; ; page++) {
    const { items, pagination } = await read(page);
    found.push(...items);
    if (page >= pagination.total_pages) return found;
  }
}

/** SQLite's own check of the catalogue and the project. */
function damage({ folder, masterKey }: DataFolder, { account, projectId }: Target): string[] {
  const options = {
    folder,
    masterKey: Buffer.from(masterKey, 'hex'),
    synchronous: 'FULL',
    encrypted: true,
  } as const;
  const files = openFiles(options, 'query');
  try {
    files.of({ account, project: projectId });
    return files
      .opened()
      .map(({ name, connection }) => `${name}: ${String(connection.pragma('integrity_check'))}`)
      .filter((line) => !line.endsWith(': ok'));
  } finally {
    files.close();
  }
}
