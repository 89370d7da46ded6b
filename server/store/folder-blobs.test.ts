/** Blobs in a folder come back whole, in part, or with a refusal, never damaged; and leave nothing behind. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobReference, BlobStore } from './blobs.ts';
import { openFolderBlobs } from './folder-blobs.ts';
import { chunkBytes } from './sealing.ts';

const masterKey = Buffer.alloc(32, 7);
const enough = 10_000_000;
let folder: string;
let blobs: BlobStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keepsake-blobs-'));
  blobs = openFolderBlobs({ folder, masterKey });
});

afterEach(() => rmSync(folder, { recursive: true }));

async function* pieces(content: Uint8Array, size = 10_007): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function kept(content: Uint8Array, store = blobs): Promise<BlobReference> {
  const staged = await store.stage('acc_1', pieces(content), enough);
  await staged.keep();
  const { name, key, size, sha256 } = staged;
  return { name, key, size, sha256 };
}

async function readAll(
  blob: BlobReference,
  range?: { start: number; end: number },
  store = blobs,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of store.read(blob, range)) parts.push(part);
  return Buffer.concat(parts);
}

function files(): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function names(before = Date.now() + 60_000): Promise<string[]> {
  const found: string[] = [];
  for await (const name of blobs.list(before)) found.push(name);
  return found;
}

describe('content', () => {
  it('comes back whole for sizes on both sides of a chunk', async () => {
    for (const size of [
      0,
      1,
      chunkBytes - 1,
      chunkBytes,
      chunkBytes + 1,
      3 * chunkBytes,
      3 * chunkBytes + 17,
    ]) {
      const content = randomBytes(size);
      const blob = await kept(content);
      expect(blob).toMatchObject({ size, sha256: createHash('sha256').update(content).digest('hex') });
      expect((await readAll(blob)).equals(content), `${size} bytes`).toBe(true);
    }
  });

  it('comes back in part, from any byte to any other', async () => {
    const content = randomBytes(3 * chunkBytes + 17);
    const blob = await kept(content);
    const marks = [
      0,
      1,
      chunkBytes - 1,
      chunkBytes,
      chunkBytes + 1,
      2 * chunkBytes,
      content.length - 1,
      content.length,
    ];
    for (const start of marks) {
      for (const end of marks.filter((mark) => mark >= start)) {
        const part = await readAll(blob, { start, end });
        expect(part.equals(content.subarray(start, end)), `${start} to ${end}`).toBe(true);
      }
    }
  });

  it('equal contents of one account have one fingerprint and two names; of another account, another fingerprint', async () => {
    const content = Buffer.from('the same');
    const [a, b] = [
      await blobs.stage('acc_1', pieces(content), enough),
      await blobs.stage('acc_1', pieces(content), enough),
    ];
    const other = await blobs.stage('acc_2', pieces(content), enough);
    expect(a.fingerprint).toBe(b.fingerprint);
    expect(a.name).not.toBe(b.name);
    expect(other.fingerprint).not.toBe(a.fingerprint);
    expect(a.name).not.toContain(a.sha256.slice(0, 16));
    for (const staged of [a, b, other]) await staged.discard();
  });
});

describe('what stays behind', () => {
  it('a blob is listed once kept and until removed; a discarded one never', async () => {
    const blob = await kept(randomBytes(100));
    await (await blobs.stage('acc_1', pieces(randomBytes(100)), enough)).discard();
    expect(await names()).toEqual([blob.name]);
    expect(await names(Date.now() - 60_000)).toEqual([]);
    await blobs.remove(blob.name);
    await blobs.remove(blob.name);
    expect(files()).toEqual([]);
    await expect(readAll(blob)).rejects.toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
  });

  it('content that is too large, or whose source fails, leaves nothing', async () => {
    const content = randomBytes(200_000);
    await expect(blobs.stage('acc_1', pieces(content), 199_999)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    async function* failing(): AsyncIterable<Uint8Array> {
      yield content;
      throw new Error('the connection was cut');
    }
    await expect(blobs.stage('acc_1', failing(), enough)).rejects.toThrow('the connection was cut');
    expect(files()).toEqual([]);
  });

  it('what an interrupted upload left is removed when the folder is opened, and kept blobs are not', async () => {
    const blob = await kept(randomBytes(100));
    await blobs.stage('acc_1', pieces(randomBytes(100)), enough);
    expect(files()).toHaveLength(2);
    openFolderBlobs({ folder, masterKey });
    expect(files()).toHaveLength(1);
    expect(await names()).toEqual([blob.name]);
  });

  it.skipIf(process.platform === 'win32')('a full disk is told as such and leaves nothing', async () => {
    // A limit on the size of files stands for the disk; only a process of its own can have one.
    const program = `
      const { openFolderBlobs } = await import(${JSON.stringify(new URL('folder-blobs.ts', import.meta.url).href)});
      const blobs = openFolderBlobs({ folder: ${JSON.stringify(folder)}, masterKey: Buffer.alloc(32, 7) });
      async function* source() { for (let i = 0; i < 40; i++) yield Buffer.alloc(100_000); }
      const code = await blobs.stage('acc_1', source(), 1e9).then(() => 'kept', (error) => error.code);
      process.stdout.write(code);`;
    const limited = [
      '-c',
      'ulimit -f 1024; exec "$0" --input-type=module -e "$1"',
      process.execPath,
      program,
    ];
    expect((await promisify(execFile)('/bin/sh', limited, { env: {} })).stdout).toBe('STORAGE_FULL');
    expect(files()).toEqual([]);
  });
});

describe('damage', () => {
  const content = randomBytes(3 * chunkBytes + 17);
  const sealedChunk = chunkBytes + 16;

  async function damage(change: (bytes: Buffer) => Buffer): Promise<{ returned: Buffer; error: unknown }> {
    const blob = await kept(content);
    const path = files().find((file) => file.endsWith(blob.name)) as string;
    writeFileSync(path, change(readFileSync(path)));
    const parts: Uint8Array[] = [];
    let error: unknown;
    try {
      for await (const part of blobs.read(blob)) parts.push(part);
    } catch (caught) {
      error = caught;
    }
    return { returned: Buffer.concat(parts), error };
  }

  it('a flipped bit is noticed before any byte of its chunk is returned', async () => {
    const size = content.length + 4 * 16;
    for (const at of [0, 100, chunkBytes, sealedChunk - 1, sealedChunk, 2 * sealedChunk + 5, size - 1]) {
      const { returned, error } = await damage((bytes) => bytes.fill((bytes[at] as number) ^ 1, at, at + 1));
      expect(error).toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
      const whole = Math.floor(at / sealedChunk) * chunkBytes;
      expect(returned.equals(content.subarray(0, whole)), `byte ${at}`).toBe(true);
    }
  });

  it('chunks that were cut off or swapped are noticed', async () => {
    const cut = await damage((bytes) => bytes.subarray(0, 3 * sealedChunk));
    const swapped = await damage((bytes) =>
      Buffer.concat([
        bytes.subarray(sealedChunk, 2 * sealedChunk),
        bytes.subarray(0, sealedChunk),
        bytes.subarray(2 * sealedChunk),
      ]),
    );
    expect(cut.error).toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
    expect(swapped).toMatchObject({ error: { code: 'DATA_FOLDER_UNREADABLE' }, returned: Buffer.alloc(0) });
  });

  it('a file cut at a chunk, with a reference that says so, is not taken for the whole', async () => {
    const blob = await kept(content);
    truncateSync(files()[0] as string, sealedChunk);
    await expect(readAll({ ...blob, size: chunkBytes })).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREADABLE',
    });
  });

  it('the key of another blob opens nothing', async () => {
    const [blob, other] = [await kept(content), await kept(content)];
    await expect(readAll({ ...blob, key: other.key })).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREADABLE',
    });
  });
});

it('no file holds a word of the content, and the control without encryption does', async () => {
  const content = Buffer.from('canary-7f3a91 '.repeat(10_000));
  const found = () => files().filter((file) => readFileSync(file).includes('canary-7f3a91')).length;
  await kept(content);
  expect(found()).toBe(0);
  const plain = openFolderBlobs({ folder, masterKey, encrypted: false });
  const blob = await kept(content, plain);
  expect(found()).toBe(1);
  expect((await readAll(blob, undefined, plain)).equals(content)).toBe(true);
});
