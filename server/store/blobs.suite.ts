/** What every driver of blobs must pass: contents come back whole, in part, or with a refusal, never damaged. */
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enough, inPieces, keptBlob, namesOf, readBlob } from './blob-contents.suite.ts';
import type { BlobReference, BlobStore } from './blobs.ts';
import { chunkBytes, tagBytes } from './sealing.ts';

/** A driver on a place of its own, which the suite can look into and damage. */
export interface BlobDriver {
  readonly blobs: BlobStore;
  /** The same place through another server. */
  again(options?: { encrypted?: boolean }): BlobStore;
  /** What is kept under a name. */
  bytesOf(name: string): Buffer;
  damage(name: string, bytes: Uint8Array): void;
  /** How many files or objects there are, staged ones among them. */
  count(): Promise<number>;
  close(): Promise<void>;
}

export const blobMasterKey = Buffer.alloc(32, 7);

const sealedChunk = chunkBytes + tagBytes;

/** Describes the driver `name`; `open` makes an empty place for each test. */
export function blobSuite(name: string, open: () => Promise<BlobDriver>): void {
  let driver: BlobDriver;
  let blobs: BlobStore;
  beforeEach(async () => {
    driver = await open();
    blobs = driver.blobs;
  });
  afterEach(() => driver.close());
  const read = async (blob: BlobReference, range?: { start: number; end: number }) => {
    const parts: Uint8Array[] = [];
    for await (const part of blobs.read(blob, range)) parts.push(part);
    return Buffer.concat(parts);
  };

  describe(`contents in ${name}`, () => {
    it('come back whole for sizes on both sides of a chunk', async () => {
      const sizes = [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes, 3 * chunkBytes + 17];
      for (const size of sizes) {
        const content = randomBytes(size);
        const blob = await keptBlob(blobs, content);
        expect(blob).toMatchObject({ size, sha256: createHash('sha256').update(content).digest('hex') });
        expect((await read(blob)).equals(content), `${size} bytes`).toBe(true);
      }
    });

    it('come back in part, from any byte to any other', async () => {
      const content = randomBytes(3 * chunkBytes + 17);
      const blob = await keptBlob(blobs, content);
      const { length } = content;
      const marks = [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 2 * chunkBytes, length - 1, length];
      for (const start of marks) {
        for (const end of marks.filter((mark) => mark >= start)) {
          const part = await read(blob, { start, end });
          expect(part.equals(content.subarray(start, end)), `${start} to ${end}`).toBe(true);
        }
      }
    });

    it('that are large come back too, whole and in part, and through another server', async () => {
      const content = randomBytes(1_700_000);
      const blob = await keptBlob(blobs, content);
      expect((await read(blob)).equals(content)).toBe(true);
      const range = { start: 838_000, end: 860_000 };
      const { returned } = await readBlob(driver.again().read(blob, range));
      expect(returned.equals(content.subarray(range.start, range.end))).toBe(true);
    });

    it('of one account have one fingerprint and two names; of another account, another fingerprint', async () => {
      const content = Buffer.from('the same');
      const a = await blobs.stage('acc_1', inPieces(content), enough);
      const b = await driver.again().stage('acc_1', inPieces(content), enough);
      const other = await blobs.stage('acc_2', inPieces(content), enough);
      expect(a.fingerprint).toBe(b.fingerprint);
      expect(blobs.fingerprint('acc_1', a.sha256)).toBe(a.fingerprint);
      expect(a.name).not.toBe(b.name);
      expect(other.fingerprint).not.toBe(a.fingerprint);
      expect(a.name).not.toContain(a.sha256.slice(0, 16));
      for (const staged of [a, b, other]) await staged.discard();
    });

    it('stand under the name that was chosen', async () => {
      const name = randomBytes(24).toString('hex');
      const content = randomBytes(100);
      const blob = await keptBlob(blobs, content, name);
      expect(blob.name).toBe(name);
      expect((await read(blob)).equals(content)).toBe(true);
    });

    it('are copied to another place as they are kept', async () => {
      const content = randomBytes(2 * chunkBytes);
      const blob = await keptBlob(blobs, content);
      const sealed = (await readBlob((await blobs.sealed(blob.name)) ?? inPieces(Buffer.of()))).returned;
      expect(sealed.equals(driver.bytesOf(blob.name))).toBe(true);
      await blobs.remove(blob.name);
      expect(await blobs.sealed(blob.name)).toBeUndefined();
      await blobs.restore(blob.name, inPieces(sealed));
      expect((await read(blob)).equals(content)).toBe(true);
    });
  });

  describe(`what stays behind in ${name}`, () => {
    it('a blob is listed once kept and until removed; a discarded one never', async () => {
      const blob = await keptBlob(blobs, randomBytes(100));
      await (await blobs.stage('acc_1', inPieces(randomBytes(100)), enough)).discard();
      expect(await namesOf(driver.again())).toEqual([blob.name]);
      expect(await namesOf(blobs, Date.now() - 60_000)).toEqual([]);
      await blobs.remove(blob.name);
      await blobs.remove(blob.name);
      expect(await driver.count()).toBe(0);
      await expect(read(blob)).rejects.toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
    });

    it('content that is staged is seen by nobody before it is kept', async () => {
      const staged = await blobs.stage('acc_1', inPieces(randomBytes(900_000)), enough);
      const { name, key, size, sha256 } = staged;
      expect(await namesOf(blobs)).toEqual([]);
      expect(await blobs.sealed(name)).toBeUndefined();
      await staged.keep();
      expect(await namesOf(blobs)).toEqual([name]);
      expect((await read({ name, key, size, sha256 })).byteLength).toBe(size);
    });

    it.each([200_000, 2_000_000])(
      'content of %i bytes that is too large, or whose source fails, leaves nothing',
      async (size) => {
        const content = randomBytes(size);
        await expect(blobs.stage('acc_1', inPieces(content), size - 1)).rejects.toMatchObject({
          code: 'PAYLOAD_TOO_LARGE',
        });
        async function* failing(): AsyncIterable<Uint8Array> {
          yield content;
          throw new Error('the connection was cut');
        }
        await expect(blobs.stage('acc_1', failing(), enough)).rejects.toThrow('the connection was cut');
        expect(await driver.count()).toBe(0);
      },
    );

    it('what an interrupted upload left is removed once it is old; what is kept, or young, is not', async () => {
      const blob = await keptBlob(blobs, randomBytes(100));
      const staged = await blobs.stage('acc_1', inPieces(randomBytes(900_000)), enough);
      expect(await driver.count()).toBe(2);
      await driver.again().tidy(Date.now() - 60_000);
      expect(await driver.count()).toBe(2);
      await driver.again().tidy(Date.now() + 60_000);
      expect(await driver.count()).toBe(1);
      await expect(staged.keep()).rejects.toBeInstanceOf(Error);
      expect(await namesOf(blobs)).toEqual([blob.name]);
    });
  });

  describe(`damage in ${name}`, () => {
    const content = randomBytes(3 * chunkBytes + 17);

    async function damaged(change: (bytes: Buffer) => Buffer) {
      const blob = await keptBlob(blobs, content);
      driver.damage(blob.name, change(driver.bytesOf(blob.name)));
      return readBlob(blobs.read(blob));
    }

    it('a flipped bit is noticed before any byte of its chunk is returned', async () => {
      const size = content.length + 4 * tagBytes;
      for (const at of [0, 100, chunkBytes, sealedChunk - 1, sealedChunk, 2 * sealedChunk + 5, size - 1]) {
        const { returned, error } = await damaged((bytes) =>
          bytes.fill((bytes[at] as number) ^ 1, at, at + 1),
        );
        expect(error).toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
        const whole = Math.floor(at / sealedChunk) * chunkBytes;
        expect(returned.equals(content.subarray(0, whole)), `byte ${at}`).toBe(true);
      }
    });

    it('chunks that were cut off or swapped are noticed', async () => {
      const cut = await damaged((bytes) => bytes.subarray(0, 3 * sealedChunk));
      const swapped = await damaged((bytes) =>
        Buffer.concat([
          bytes.subarray(sealedChunk, 2 * sealedChunk),
          bytes.subarray(0, sealedChunk),
          bytes.subarray(2 * sealedChunk),
        ]),
      );
      expect(cut.error).toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
      expect(swapped).toMatchObject({
        error: { code: 'DATA_FOLDER_UNREADABLE' },
        returned: Buffer.alloc(0),
      });
    });

    it('what is cut at a chunk, with a reference that says so, is not taken for the whole', async () => {
      const blob = await keptBlob(blobs, content);
      driver.damage(blob.name, driver.bytesOf(blob.name).subarray(0, sealedChunk));
      await expect(read({ ...blob, size: chunkBytes })).rejects.toMatchObject({
        code: 'DATA_FOLDER_UNREADABLE',
      });
    });

    it('the key of another blob opens nothing', async () => {
      const [blob, other] = [await keptBlob(blobs, content), await keptBlob(blobs, content)];
      await expect(read({ ...blob, key: other.key })).rejects.toMatchObject({
        code: 'DATA_FOLDER_UNREADABLE',
      });
    });
  });

  it(`nothing in ${name} holds a word of the content, and the control without encryption does`, async () => {
    const content = Buffer.from('canary-7f3a91 '.repeat(10_000));
    const sealed = await keptBlob(blobs, content);
    expect(driver.bytesOf(sealed.name).includes('canary-7f3a91')).toBe(false);
    const plain = driver.again({ encrypted: false });
    const blob = await keptBlob(plain, content);
    expect(driver.bytesOf(blob.name).includes('canary-7f3a91')).toBe(true);
    expect((await readBlob(plain.read(blob))).returned.equals(content)).toBe(true);
  });
}
