/** Durable writes per second: 64 callers of the store and of the API, beside SQLite with one commit per write. */
import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
// oxlint-disable-next-line import/default -- a CommonJS module, whose exports are the default.
import Database from 'better-sqlite3-multiple-ciphers';
import { Pool } from 'undici';
import { createClient, type FetchLike } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import { openFiles } from '../../server/store/sqlite/files.ts';
import { openSqliteStore } from '../../server/store/sqlite/index.ts';
import { createAnswers } from '../../server/store/sqlite/threads.ts';
import { toWireCommit } from '../../server/store/sqlite/wire.ts';
import { createWriting } from '../../server/store/sqlite/writing.ts';
import type { Put, Store } from '../../server/store/store.ts';
import type { DataFolder, ServerProcess } from '../../test/campaigns/serving/process.ts';

export const manyCallers = 64;
const account = 'acc_bench';

/** Something that writes one memory durably, again and again, from a number of callers. */
export interface Writer {
  readonly name: string;
  readonly callers: number;
  write(content: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Writes per second over `seconds`, each acknowledged after it was durable. */
export async function measureRate({ callers, write }: Writer, seconds: number): Promise<number> {
  const started = performance.now();
  const end = started + seconds * 1000;
  let written = 0;
  async function call(): Promise<void> {
    while (performance.now() < end) {
      await write(newContent());
      written++;
    }
  }
  await Promise.all(Array.from({ length: callers }, call));
  return (written * 1000) / (performance.now() - started);
}

/** About what a remembered rule is long. */
function newContent(): string {
  return `Rule ${randomBytes(100).toString('hex')}`;
}

/** The least a durable write can be: the same encrypted file format in the same mode, one bare row and one commit per write. */
export function openBareRow(): Promise<Writer> {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-bench-'));
  const database = new Database(join(folder, 'memories.db'));
  database.pragma(`cipher = 'sqlcipher'`);
  database.pragma('legacy = 4');
  database.pragma(`key = "x'${randomBytes(32).toString('hex')}'"`);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE memories (id TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID');
  const insert = database.prepare('INSERT INTO memories VALUES (?, ?)');
  return Promise.resolve({
    name: 'sqlite, one bare row per commit',
    callers: 1,
    // Lets the callers' own work go on between writes, as a server that calls SQLite inline would.
    write: async (content) => {
      insert.run(newId('mem'), content);
      await Promise.resolve();
    },
    close: async () => {
      database.close();
      await Promise.resolve(rmSync(folder, { recursive: true, force: true }));
    },
  });
}

/**
 * The baseline: what a memory writes (record, revision, place in the project's history) by the same statements on the
 * same encrypted file, one commit per write, called inline as programs without a writer thread do.
 */
export async function openBaseline(): Promise<Writer> {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-bench-'));
  const settings = { folder, masterKey: randomBytes(32) };
  const project = newId('prj');
  const store = await openSqliteStore(settings);
  await createBenchProject(store, project);
  await store.close();
  const files = openFiles({ ...settings, synchronous: 'FULL', encrypted: true }, 'write');
  const { port1: port, port2: other } = new MessageChannel();
  const answers = createAnswers(port);
  const writing = createWriting(files, answers, (error) => {
    throw error;
  });
  let n = 0;
  return {
    name: 'sqlite, the same rows, one commit per write',
    callers: 1,
    write: async (content) => {
      const commit = toWireCommit({ author, at: Date.now(), operations: [putOf(content)] });
      writing.turn([{ n: ++n, name: 'commit', input: { scope: { account, project }, commit } }]);
      await Promise.resolve();
    },
    close: async () => {
      for (const end of [port, other]) end.close();
      files.close();
      await Promise.resolve(rmSync(folder, { recursive: true, force: true }));
    },
  };
}

/** What the disk itself can do: 4 KB in place and a sync, as a measure for the other figures. */
export function openBareSync(): Promise<Writer> {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-bench-'));
  const file = openSync(join(folder, 'file'), 'w');
  const page = randomBytes(4_096);
  return Promise.resolve({
    name: 'bare sync of the disk',
    callers: 1,
    write: async () => {
      writeSync(file, page, 0, page.length, 0);
      await Promise.resolve(fdatasyncSync(file));
    },
    close: async () => {
      closeSync(file);
      await Promise.resolve(rmSync(folder, { recursive: true, force: true }));
    },
  });
}

const author = { type: 'owner', id: account } as const;

function putOf(content: string): Put {
  return { op: 'put', kind: 'memory', id: newId('mem'), state: 'active', payload: { content } };
}

async function createBenchProject(store: Store, project: string): Promise<void> {
  await store.createAccount(account);
  const operations = [{ op: 'create-project', project } as const];
  await store.commit({ account }, { author, at: Date.now(), operations });
}

/** The store itself: each write a commit with a record, its revision and its history. */
export async function openStoreWriter(callers: number): Promise<Writer> {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-bench-'));
  const store = await openSqliteStore({ folder, masterKey: randomBytes(32) });
  const project = newId('prj');
  await createBenchProject(store, project);
  return {
    name: callers === 1 ? 'keepsake store, one caller' : `keepsake store, ${callers} callers`,
    callers,
    write: (content) =>
      store.commit({ account, project }, { author, at: Date.now(), operations: [putOf(content)] }),
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The whole way: REST, checks, index rows and store, in a server process of its own. */
export async function openApiWriter(server: ServerProcess, { ownerToken }: DataFolder): Promise<Writer> {
  const pool = new Pool(server.url, { connections: manyCallers });
  const client = createClient({
    fetch: fetchThrough(pool),
    baseUrl: server.url,
    token: () => ownerToken,
    newIdempotencyKey: randomUUID,
  });
  const { id: projectId } = await client.createProject({ name: 'Rates' });
  return {
    name: `keepsake API, ${manyCallers} callers`,
    callers: manyCallers,
    write: (content) => client.addMemory({ projectId, content }),
    close: () => pool.close(),
  };
}

/** A third of what undici's own fetch costs, so that the calling side holds the server up as little as possible. */
function fetchThrough(pool: Pool): FetchLike {
  return async (url, { method, headers, body }) => {
    const { pathname, search } = new URL(url);
    const answer = await pool.request({
      path: pathname + search,
      method,
      headers,
      body: body as string,
    });
    return {
      status: answer.statusCode,
      headers: { get: (name) => String(answer.headers[name] ?? '') },
      text: () => answer.body.text(),
    };
  };
}
