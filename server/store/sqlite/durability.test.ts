/** What the SQLite driver promises of its files: durable, encrypted, checked, and usable after faults. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitOf, memory } from '../suite/stage.suite.ts';
import { integrityCheck } from './check.ts';
import { openConnection } from './connection.ts';
import { openFiles } from './files.ts';
import { openSqliteStore, type SqliteOptions, type SqliteStore } from './index.ts';
import { catalogueSql } from './sql.ts';
import { derivedKey } from './secrets.ts';

const masterKey = Buffer.alloc(32, 7);
const account = { account: 'acc_1' };
const project = { account: 'acc_1', project: 'prj_1' };
const canary = 'canary-7f3a91';

let folder: string;
let open: SqliteStore[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keepsake-store-'));
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((store) => store.close()));
  rmSync(folder, { recursive: true });
});

async function openStore(options: Partial<SqliteOptions> = {}): Promise<SqliteStore> {
  const store = await openSqliteStore({ folder, masterKey, ...options });
  open.push(store);
  return store;
}

async function filledStore(options: Partial<SqliteOptions> = {}): Promise<SqliteStore> {
  const store = await openStore(options);
  await store.createAccount('acc_1');
  const text = `${canary} `.repeat(400);
  await store.commit(
    account,
    commitOf([{ op: 'create-project', project: 'prj_1' }, memory('mem_a', { sort: canary, payload: text })]),
  );
  const puts = Array.from({ length: 200 }, (_, i) =>
    memory(`mem_${i}`, { unique: canary + i, message: canary, payload: text }),
  );
  const row = { op: 'row', space: 's', key: canary, value: Buffer.from(text) } as const;
  await store.commit(project, {
    ...commitOf([...puts, row]),
    repeat: { principal: canary, key: canary, bodyHash: canary },
  });
  return store;
}

function openCatalogue() {
  const key = derivedKey(masterKey, 'catalogue');
  return openConnection({
    path: join(folder, 'catalogue.db'),
    key,
    mode: 'write',
    synchronous: 'FULL',
    create: false,
  });
}

function occurrences(): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(canary)).length;
}

describe('durability', () => {
  it('every connection to files that are in WAL mode already is set to FULL', async () => {
    await (await filledStore()).close();
    const store = await openStore();
    await store.get(project, 'memory', 'mem_1');
    await Promise.all([store.count(project, { kind: 'memory' }), store.count(project, { kind: 'memory' })]);
    await store.commit(project, commitOf([memory('mem_1')]));
    const settings = await store.settings();
    const names = new Set(settings.map(({ thread, file }) => `${thread} ${file}`));
    expect(names).toEqual(
      new Set(
        ['writer', 'reader', 'caller'].flatMap((thread) => [
          `${thread} catalogue.db`,
          `${thread} projects/prj_1.db`,
        ]),
      ),
    );
    expect(settings.filter(({ synchronous, journal }) => synchronous !== 2 || journal !== 'wal')).toEqual([]);
  });

  it('the control of the campaigns is set to NORMAL', async () => {
    const store = await filledStore({ synchronous: 'NORMAL' });
    const writer = (await store.settings()).filter(({ thread }) => thread === 'writer');
    expect(writer.map(({ synchronous }) => synchronous)).toEqual([1, 1]);
  });

  it('a relay that a crash left in the outbox is applied at the next start, once', async () => {
    await (await filledStore()).close();
    const body = {
      author: { type: 'owner', id: 'acc_1' },
      at: 1,
      operations: [{ ...memory('mem_late'), payload: '"late"' }],
    };
    for (let i = 0; i < 2; i++) {
      const catalogue = openCatalogue();
      catalogue.run(catalogueSql.putRelay, 'acc_1', 'job_1', 'prj_1', JSON.stringify(body));
      catalogue.close();
      const store = await openStore();
      expect(await store.get(project, 'memory', 'mem_late')).toMatchObject({ version: 1, payload: 'late' });
      await store.close();
    }
    const catalogue = openCatalogue();
    expect(catalogue.all(catalogueSql.relays)).toEqual([]);
    catalogue.close();
  });

  it.skipIf(process.platform === 'win32')(
    'a full disk refuses the writes, keeps what was acknowledged, and the store can be used afterwards',
    async () => {
      // A limit on the size of files stands for the disk; only a process of its own can have one.
      const program = `
      const { openSqliteStore } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
      const store = await openSqliteStore({ folder: ${JSON.stringify(folder)}, masterKey: Buffer.alloc(32, 7) });
      const author = { type: 'owner', id: 'acc_1' };
      const commit = (scope, operations) => store.commit(scope, { author, at: 1, operations });
      await store.createAccount('acc_1');
      await commit({ account: 'acc_1' }, [{ op: 'create-project', project: 'prj_1' }]);
      const project = { account: 'acc_1', project: 'prj_1' };
      const put = (id, payload) => ({ op: 'put', kind: 'memory', id, state: 'active', payload });
      const small = await commit(project, [put('mem_small', 'x')]);
      const codes = [];
      for (let i = 0; i < 3; i++) {
        const group = [commit(project, [put('mem_big' + i, 'x'.repeat(4_000_000))]), commit(project, [put('mem_with' + i, 'x')])];
        codes.push(...(await Promise.allSettled(group)).map((outcome) => outcome.reason?.code ?? 'kept'));
      }
      const after = await commit(project, [put('mem_after', 'x')]);
      const ids = (await store.list(project, { kind: 'memory', order: 'created', limit: 99 })).map(({ id }) => id);
      process.stdout.write(JSON.stringify({ codes, seqs: [small.seq, after.seq], ids }));
      await store.close();`;
      const limited = [
        '-c',
        'ulimit -f 4096; exec "$0" --input-type=module -e "$1"',
        process.execPath,
        program,
      ];
      const { stdout } = await promisify(execFile)('/bin/sh', limited, { env: {} });
      expect(JSON.parse(stdout)).toEqual({
        codes: Array(6).fill('STORAGE_FULL'),
        seqs: [1, 2],
        ids: ['mem_after', 'mem_small'],
      });
      expect(integrityCheck(folder, masterKey)).toEqual([]);
    },
  );
});

describe('encryption', () => {
  it('no file holds a word of what was written, neither while open nor after', async () => {
    const store = await filledStore();
    expect(occurrences()).toBe(0);
    await store.close();
    expect(occurrences()).toBe(0);
  });

  it('the control without encryption shows that the search would find it', async () => {
    const store = await filledStore({ encrypted: false });
    expect(occurrences()).toBeGreaterThan(0);
    await store.close();
    expect(occurrences()).toBe(2);
  });

  it('projects have keys of their own, which only the right account unwraps', async () => {
    const store = await filledStore();
    await store.commit(account, commitOf([{ op: 'create-project', project: 'prj_2' }]));
    await store.close();
    const catalogue = openCatalogue();
    catalogue.run(
      `UPDATE projects SET wrapped_key = (SELECT wrapped_key FROM projects WHERE project = 'prj_1') WHERE project = 'prj_2'`,
    );
    catalogue.close();
    const again = await openStore();
    await expect(again.head({ account: 'acc_1', project: 'prj_2' })).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREADABLE',
    });
    expect(await again.head(project)).toBe(1);
  });
});

describe('a folder that cannot be used', () => {
  it('another key is refused and changes nothing', async () => {
    await (await filledStore()).close();
    await expect(openStore({ masterKey: Buffer.alloc(32, 8) })).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREADABLE',
    });
    await expect(openStore({ masterKey: Buffer.alloc(31) })).rejects.toThrow('32 bytes');
    expect(await (await openStore()).head(project)).toBe(1);
    expect(integrityCheck(folder, Buffer.alloc(32, 8))).toHaveLength(1);
  });

  it('a catalogue or project of a newer version is refused', async () => {
    await (await filledStore()).close();
    const files = openFiles({ folder, masterKey, synchronous: 'FULL', encrypted: true }, 'write');
    files.of(project).connection.exec('PRAGMA user_version = 99');
    files.close();
    const store = await openStore();
    await expect(store.get(project, 'memory', 'mem_1')).rejects.toMatchObject({ code: 'DATA_FOLDER_NEWER' });
    await expect(store.commit(project, commitOf([]))).rejects.toMatchObject({ code: 'DATA_FOLDER_NEWER' });
    await store.close();
    const catalogue = openCatalogue();
    catalogue.exec('PRAGMA user_version = 99');
    catalogue.close();
    await expect(openStore()).rejects.toMatchObject({ code: 'DATA_FOLDER_NEWER' });
  });

  it('a project whose file is missing is named, and the rest can be used', async () => {
    await (await filledStore()).close();
    rmSync(join(folder, 'projects/prj_1.db'));
    const store = await openStore();
    await expect(store.head(project)).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREADABLE',
      message: expect.stringContaining('projects/prj_1.db'),
    });
    expect(await store.head(account)).toBe(1);
    expect(readdirSync(join(folder, 'projects'))).toEqual([]);
  });

  it('a bit flipped anywhere in a project is noticed before a wrong byte is returned', async () => {
    await (await filledStore()).close();
    expect(integrityCheck(folder, masterKey)).toEqual([]);
    const path = join(folder, 'projects/prj_1.db');
    const whole = readFileSync(path);
    for (let i = 0; i < 40; i++) {
      const damaged = Buffer.from(whole);
      const at = Math.floor((i + 0.5) * (whole.length / 40));
      damaged[at] = (damaged[at] as number) ^ (1 << (i % 8));
      writeFileSync(path, damaged);
      const problems = integrityCheck(folder, masterKey);
      expect(problems, `byte ${at} of ${whole.length}`).not.toEqual([]);
      expect(problems.join()).toContain('projects/prj_1.db');
    }
  });

  it('a read of damaged bytes says what to do', async () => {
    await (await filledStore()).close();
    const path = join(folder, 'projects/prj_1.db');
    const damaged = readFileSync(path);
    for (let at = 6_000; at < damaged.length; at += 4_096) damaged[at] = (damaged[at] as number) ^ 1;
    writeFileSync(path, damaged);
    const store = await openStore();
    await expect(store.list(project, { kind: 'memory', order: 'created', limit: 10 })).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREADABLE',
    });
    await expect(store.get(project, 'memory', 'mem_1')).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREADABLE',
    });
    await expect(store.commit(project, commitOf([memory('mem_1')]))).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREADABLE',
    });
    expect(await store.head(account)).toBe(1);
  });
});
