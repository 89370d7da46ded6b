/** What tests of blobs do with contents: send, keep, read and list them. */
import type { BlobReference, BlobStore } from './blobs.ts';

/** More bytes than any content of these tests has. */
export const enough = 30_000_000;

/** Content as it arrives: in pieces of odd sizes. */
export async function* inPieces(content: Uint8Array, size = 10_007): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

/** Stages and keeps. */
export async function keptBlob(
  blobs: BlobStore,
  content: Uint8Array,
  chosen?: string,
): Promise<BlobReference> {
  const staged = await blobs.stage('acc_1', inPieces(content), enough, chosen);
  await staged.keep();
  const { name, key, size, sha256 } = staged;
  return { name, key, size, sha256 };
}

/** All bytes that come until the end or a refusal. */
export async function readBlob(
  source: AsyncIterable<Uint8Array>,
): Promise<{ returned: Buffer; error: unknown }> {
  const parts: Uint8Array[] = [];
  let error: unknown;
  try {
    for await (const part of source) parts.push(part);
  } catch (caught) {
    error = caught;
  }
  return { returned: Buffer.concat(parts), error };
}

export async function namesOf(blobs: BlobStore, before = Number.POSITIVE_INFINITY): Promise<string[]> {
  const found: string[] = [];
  for await (const name of blobs.list(before)) found.push(name);
  return found.sort();
}
