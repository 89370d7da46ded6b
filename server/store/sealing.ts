/**
 * Encryption of streams in chunks, as the STREAM construction has it (Hoang, Reyhanitabar, Rogaway, Vizár 2015):
 * each chunk is sealed by AES-256-GCM under a nonce of its number and a flag on the last one, so that a chunk that was
 * changed, moved, cut off or added is noticed before a byte of it is returned.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Bytes of content in a chunk; all chunks but the last are full. */
export const chunkBytes = 64 * 1024;

/** Bytes that sealing adds to a chunk. */
export const tagBytes = 16;

/** 12 bytes: 7 zero, the chunk's number (big endian), 1 for the last chunk. The key is used for one blob only. */
function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

export function sealChunk(key: Uint8Array, index: number, last: boolean, content: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index, last), { authTagLength: tagBytes });
  return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** @throws when the chunk is not the one that was sealed at this place. */
export function openChunk(key: Uint8Array, index: number, last: boolean, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, last), { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
}

/** Regroups a stream into full chunks and a last one, which may be empty only when the whole stream is. */
export async function* inChunks(
  source: AsyncIterable<Uint8Array>,
): AsyncIterable<{ content: Buffer; last: boolean }> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    held.push(piece);
    size += piece.byteLength;
    if (size <= chunkBytes) continue;
    const all = Buffer.concat(held);
    let at = 0;
    for (; size - at > chunkBytes; at += chunkBytes)
      yield { content: all.subarray(at, at + chunkBytes), last: false };
    held = [all.subarray(at)];
    size -= at;
  }
  yield { content: Buffer.concat(held), last: true };
}
