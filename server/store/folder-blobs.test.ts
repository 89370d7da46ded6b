/** Blobs in a folder: what every driver passes, a full disk, and what is left when a server begins. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inPieces, keptBlob, namesOf } from './blob-contents.suite.ts';
import { blobMasterKey as masterKey, blobSuite } from './blobs.suite.ts';
import { openFolderBlobs } from './folder-blobs.ts';
import { pathOfBlob } from './sealed-content.ts';

let folder: string;
const makeFolder = () => mkdtempSync(join(tmpdir(), 'keepsake-blobs-'));

function files(within = folder): string[] {
  const entries = readdirSync(within, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

blobSuite('a folder', async () => {
  const own = makeFolder();
  const open = (options: { encrypted?: boolean } = {}) =>
    openFolderBlobs({ folder: own, masterKey, shared: true, ...options });
  return {
    blobs: open(),
    again: open,
    bytesOf: (name) => readFileSync(join(own, pathOfBlob(name))),
    damage: (name, bytes) => writeFileSync(join(own, pathOfBlob(name)), bytes),
    count: async () => files(own).length,
    close: async () => rmSync(own, { recursive: true }),
  };
});

beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

it('what an interrupted upload left is removed when the only server opens the folder; what is kept is not', async () => {
  const blobs = openFolderBlobs({ folder, masterKey });
  const blob = await keptBlob(blobs, randomBytes(100));
  await blobs.stage('acc_1', inPieces(randomBytes(100)), 1_000);
  openFolderBlobs({ folder, masterKey, shared: true });
  expect(files()).toHaveLength(2);
  openFolderBlobs({ folder, masterKey });
  expect(files()).toHaveLength(1);
  expect(await namesOf(blobs)).toEqual([blob.name]);
});

it('files that are no blobs are not listed, and so not swept', async () => {
  const blobs = openFolderBlobs({ folder, masterKey });
  const { name } = await keptBlob(blobs, randomBytes(100));
  writeFileSync(join(folder, name.slice(0, 2), '.nfs0001'), 'of the file system');
  expect(await namesOf(blobs)).toEqual([name]);
});

it.skipIf(process.platform === 'win32')('a full disk is told as such and leaves nothing', async () => {
  // A limit on the size of files stands for the disk; only a process of its own can have one.
  const program = `
      const { openFolderBlobs } = await import(${JSON.stringify(new URL('folder-blobs.ts', import.meta.url).href)});
      const blobs = openFolderBlobs({ folder: ${JSON.stringify(folder)}, masterKey: Buffer.alloc(32, 7) });
      async function* source() { for (let i = 0; i < 40; i++) yield Buffer.alloc(100_000); }
      const code = await blobs.stage('acc_1', source(), 1e9).then(() => 'kept', (error) => error.code);
      process.stdout.write(code);`;
  const limited = ['-c', 'ulimit -f 1024; exec "$0" --input-type=module -e "$1"', process.execPath, program];
  expect((await promisify(execFile)('/bin/sh', limited, { env: {} })).stdout).toBe('STORAGE_FULL');
  expect(files()).toEqual([]);
});
