/** A real PostgreSQL server on a socket in a folder of its own, with as many empty databases as a test asks for. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { preparePostgres } from '../../server/store/postgres/prepare.ts';

/** May log in and nothing else. */
const serverRole = 'keepsake_server';
const ownerRole = 'keepsake_owner';

export interface PostgresServer extends AsyncDisposable {
  /** The address of a new, empty database, as who administers it. */
  database(): Promise<string>;
  /** The same, as a role that owns it and may do nothing else. */
  owned(): Promise<string>;
  /** The same, prepared by who administers it, as a role that owns nothing. */
  prepared(): Promise<string>;
  /** Ends the server without warning, as a crash does. */
  kill(): Promise<void>;
  /** Ends it as an administrator does: transactions are broken off, and what was committed is written (fast mode). */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Runs statements as who administers the database, whoever its address names. */
  run(database: string, sql: string): Promise<void>;
  /** The number that a statement answers. */
  ask(database: string, sql: string): Promise<number>;
  /** What a statement answers to who administers the database; numbers as text. */
  rows(database: string, sql: string): Promise<Record<string, string>[]>;
  /** All that a database holds, as text. */
  dump(database: string): Promise<string>;
}

/** Puts a file where the server may read it, and nobody else; answers its path. */
type Place = (name: string, content: string | Uint8Array) => string;

/** Starts the server's program as a user, where it must not be the one of now. */
export type Launch = (
  program: string,
  args: readonly string[],
  user: { uid: number; gid: number } | undefined,
) => ChildProcess;

/**
 * Starts a server with the programs beside `program`, which is `initdb` or a link to it; `settings` are as `postgres -c`
 * takes them. What it has is removed with it, unless it is kept in a folder; one that was kept there goes on.
 */
export async function startPostgres(
  program: string,
  settings: (place: Place) => readonly string[] = () => [],
  launch: Launch = (server, args, user) => spawn(server, args, { ...user, stdio: 'ignore' }),
  kept?: string,
): Promise<PostgresServer> {
  const initdb = realpathSync(program);
  const folder = kept ?? mkdtempSync(path.join(tmpdir(), 'keepsake-pg-'));
  const data = path.join(folder, 'data');
  const isNew = !existsSync(data);
  mkdirSync(data, { recursive: true });
  const user = unprivileged();
  if (user !== undefined) for (const one of [folder, data]) chownSync(one, user.uid, user.gid);
  const authentication = [
    '--username=keepsake',
    '--auth=trust',
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
  ];
  if (isNew) execFileSync(initdb, ['-D', data, ...authentication], { ...user, stdio: 'ignore' });
  let child: ChildProcess | undefined;
  let made = 0;
  const options = settings((name, content) => {
    const file = path.join(folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    if (user !== undefined) chownSync(file, user.uid, user.gid);
    return file;
  });

  const port = options.find((option) => option.startsWith('port='))?.slice('port='.length) ?? '5432';
  const address = (name: string, role = 'keepsake') =>
    `postgres://${role}@localhost:${port}/${name}?host=${encodeURIComponent(folder)}`;

  async function start(): Promise<void> {
    // What a killed process loses is the same without waiting for the disk; nothing here cuts the power.
    const fast = ['fsync=off', 'full_page_writes=off'];
    const all = ['listen_addresses=', `unix_socket_directories=${folder}`, ...fast, ...options];
    const args = ['-D', data, ...all.flatMap((setting) => ['-c', setting])];
    child = launch(path.join(path.dirname(initdb), 'postgres'), args, user);
    await answering(address('postgres'));
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  }

  await start().catch(async (error: unknown) => {
    await end('SIGQUIT');
    if (isNew) rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  async function newDatabase(owner = 'keepsake'): Promise<string> {
    const name = `keepsake_${++made}`;
    await run(address('postgres'), `CREATE DATABASE ${name} OWNER ${owner}`);
    return name;
  }

  if (isNew)
    await run(address('postgres'), `CREATE ROLE ${serverRole} LOGIN; CREATE ROLE ${ownerRole} LOGIN`);
  return {
    database: async () => address(await newDatabase()),
    owned: async () => address(await newDatabase(ownerRole), ownerRole),
    async prepared() {
      const name = await newDatabase();
      await preparePostgres({ url: address(name), role: serverRole });
      return address(name, serverRole);
    },
    kill: () => end('SIGQUIT'),
    stop: () => end('SIGINT'),
    start,
    run: async (database, sql) => void (await run(asAdministrator(database), sql)),
    ask: async (database, sql) =>
      Number(Object.values((await run(asAdministrator(database), sql)).rows[0] ?? {})[0]),
    rows: async (database, sql) =>
      (await run(asAdministrator(database), sql)).rows as Record<string, string>[],
    async dump(database) {
      const pgDump = path.join(path.dirname(initdb), 'pg_dump');
      const { stdout } = await promisify(execFile)(pgDump, ['--dbname', asAdministrator(database)], {
        maxBuffer: 64 * 1_024 * 1_024,
      });
      return stdout;
    },
    async [Symbol.asyncDispose]() {
      await end(kept === undefined ? 'SIGQUIT' : 'SIGINT');
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const number = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await run(url, 'SELECT 1');
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await wait(50);
    }
  }
}

function asAdministrator(address: string): string {
  return address.replace(/\/\/\w+@/, '//keepsake@');
}

async function run(url: string, sql: string): Promise<pg.QueryResult<object>> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query<object>(sql);
  } finally {
    await client.end();
  }
}
