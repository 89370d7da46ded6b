/** Uploads one file through interruptions of every kind, and looks at what arrived and how much was sent for it. */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  describeDataFolder,
  startServerProcess,
  type DataFolder,
  type ServerProcess,
} from '../serving/process.ts';
import { startProxy, type Proxy } from './proxy.ts';
import type { Order, Told } from './sender.ts';

const blockBytes = 4 * 1024 * 1024;

export interface UploadsOptions {
  readonly folder: string;
  readonly bytes: number;
  readonly pieceBytes: number;
  readonly interruptions: number;
  readonly corruptions: number;
  /** Where the server keeps the bytes of files; in its data folder when left out. */
  readonly elsewhere?: { readonly blobs: string; readonly bytes: () => Promise<number> };
  readonly report: (line: string) => void;
}

export interface UploadsResult {
  readonly interruptions: Readonly<Record<Kind, number>>;
  /** Pieces that were begun again after one interruption: the most, and the sum over all. */
  readonly mostAgain: number;
  readonly again: number;
  /** Changed pieces that were not asked for again. */
  readonly corruptedTaken: number;
  /** How often the file could be seen before its end. */
  readonly visibleEarly: number;
  readonly isSame: boolean;
  /** Bytes of blobs on disk for each byte of the file. */
  readonly bytesKept: number;
}

type Kind = 'cut' | 'server' | 'client' | 'corrupt';

interface Setting {
  readonly proxy: Proxy;
  readonly dataFolder: DataFolder;
  readonly order: Order;
  server: ServerProcess;
  sender: Sender;
}

/** @throws Error when the sender gives up */
export async function runUploads(options: UploadsOptions): Promise<UploadsResult> {
  const setting = await prepare(options);
  const { proxy, order } = setting;
  const result = { mostAgain: 0, again: 0, corruptedTaken: 0, visibleEarly: 0 };
  const interruptions = { cut: 0, server: 0, client: 0, corrupt: 0 };
  const plan = planOf(options);
  for (const [at, kind] of plan.entries()) {
    const into = Math.floor(Math.random() * order.pieceBytes * 0.98);
    const offset = await Promise.race([interrupt(setting, kind, into), setting.sender.broken]);
    const seen = await setting.server.client.listChildren({ itemId: order.file.folder });
    result.visibleEarly += seen.items.length;
    await Promise.race([proxy.beyond(offset), setting.sender.broken]);
    const again = repeats(proxy.begun, offset);
    result.mostAgain = Math.max(result.mostAgain, again);
    result.again += again;
    if (kind === 'corrupt' && again === 0) result.corruptedTaken++;
    interruptions[kind]++;
    if ((at + 1) % 20 === 0) options.report(`${at + 1} of ${plan.length} interruptions`);
  }
  proxy.open();
  const itemId = await setting.sender.finished;
  const { body } = await setting.server.client.downloadItem({ itemId });
  const isSame = (await hashOf(body ?? [])) === order.file.sha256;
  await setting.server.stop();
  await proxy.close();
  const kept = await (options.elsewhere?.bytes() ?? diskBytes(join(setting.dataFolder.folder, 'blobs')));
  return { interruptions, ...result, isSame, bytesKept: kept / options.bytes };
}

async function prepare(options: UploadsOptions): Promise<Setting> {
  const path = join(options.folder, 'sent.bin');
  const sha256 = await writeRandom(path, options.bytes);
  const described = describeDataFolder(join(options.folder, 'data'));
  const { elsewhere } = options;
  const dataFolder = elsewhere === undefined ? described : { ...described, blobs: elsewhere.blobs };
  await mkdir(dataFolder.folder);
  const server = await startServerProcess(dataFolder);
  const proxy = await startProxy(server.url);
  const folder = (await server.client.listDrives({})).items[0]?.root_item_id ?? '';
  const file = { path, size: options.bytes, sha256, folder, name: 'sent.bin' };
  const order = { baseUrl: proxy.url, token: dataFolder.ownerToken, pieceBytes: options.pieceBytes, file };
  return { proxy, dataFolder, order, server, sender: startSender(order) };
}

/** Kinds in an order of chance: a third each of the interruptions, and changed pieces in between. */
function planOf({ interruptions, corruptions }: UploadsOptions): Kind[] {
  const kinds = ['cut', 'server', 'client'] as const;
  const plan: Kind[] = Array.from({ length: interruptions }, (_, at) => kinds[at % kinds.length] ?? 'cut');
  plan.push(...Array.from({ length: corruptions }, () => 'corrupt' as const));
  return plan
    .map((kind) => ({ kind, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ kind }) => kind);
}

/** Answers the offset of the piece that it hit. */
async function interrupt(setting: Setting, kind: Kind, bytes: number): Promise<number> {
  const { proxy } = setting;
  if (kind === 'corrupt') return proxy.corruptNextPiece(bytes);
  const offset = await proxy.intoNextPiece(bytes);
  if (kind === 'cut') proxy.cut();
  if (kind === 'client') {
    await setting.sender.kill();
    setting.sender = startSender(setting.order);
  }
  if (kind === 'server') {
    await setting.server.kill();
    setting.server = await startServerProcess(setting.dataFolder);
    proxy.aim(setting.server.url);
  }
  return offset;
}

/** How many pieces up to this one were begun after it was begun first. */
function repeats(begun: readonly number[], offset: number): number {
  return begun.slice(begun.indexOf(offset) + 1).filter((other) => other <= offset).length;
}

interface Sender {
  /** Resolves with the id of the file. */
  readonly finished: Promise<string>;
  /** Rejects when the sender ends without having been killed, and without the file. */
  readonly broken: Promise<never>;
  kill(): Promise<void>;
}

function startSender(order: Order): Sender {
  const child = fork(fileURLToPath(new URL('sender.ts', import.meta.url)));
  let isKilled = false;
  child.send(order);
  const finished = new Promise<string>((resolve, reject) => {
    child.on('message', (told: Told) => {
      if ('itemId' in told) resolve(told.itemId);
      if ('error' in told) reject(new Error(told.error));
    });
    child.once('exit', (code) => isKilled || reject(new Error(`the sender ended with ${code}`)));
  });
  const broken = new Promise<never>((_, reject) => void finished.catch(reject));
  broken.catch(() => undefined);
  return {
    finished,
    broken,
    async kill() {
      isKilled = true;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function writeRandom(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  for (let left = bytes; left > 0; left -= blockBytes) {
    const block = randomBytes(Math.min(blockBytes, left));
    hash.update(block);
    await file.write(block);
  }
  await file.close();
  return hash.digest('hex');
}

async function hashOf(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of source) hash.update(bytes);
  return hash.digest('hex');
}

function diskBytes(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
