/** Bytes of an S3 object in order: one request for all of them, taken up again where its connection breaks. */
import { Buffer } from 'node:buffer';
import type { S3Objects } from './s3-objects.ts';
import { damaged, type ByteRange } from './sealed-content.ts';

export interface S3Reading {
  /** The next bytes; fewer than asked for only where the object ends. @throws KeepsakeError DATA_FOLDER_UNREADABLE, UNAVAILABLE */
  take(length: number): Promise<Uint8Array>;
  /** Lets the connection go. */
  close(): Promise<void>;
}

/** Breaks in a row, without a byte between them, that are put up with. */
const patience = 3;

export function createS3Reading(objects: S3Objects, path: string, { start, end }: ByteRange): S3Reading {
  let at = start;
  let breaks = 0;
  let iterator: AsyncIterator<Uint8Array> | undefined;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let isOver = false;

  async function open(): Promise<AsyncIterator<Uint8Array>> {
    const body = await objects.get(path, { start: at, end });
    if (body === undefined) throw damaged();
    return body[Symbol.asyncIterator]();
  }

  async function pull(): Promise<void> {
    iterator ??= await open();
    try {
      const next = await iterator.next();
      if (next.done === true) isOver = true;
      else hold(next.value);
    } catch (error) {
      iterator = undefined;
      if (++breaks > patience) throw error;
    }
  }

  function hold(bytes: Uint8Array): void {
    breaks = 0;
    at += bytes.byteLength;
    heldBytes += bytes.byteLength;
    held.push(bytes);
    if (at >= end) isOver = true;
  }

  return {
    async take(length) {
      while (heldBytes < length && !isOver) await pull();
      const all = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
      const rest = all.subarray(length);
      held = rest.byteLength > 0 ? [rest] : [];
      heldBytes = rest.byteLength;
      return all.subarray(0, length);
    },
    async close() {
      await iterator?.return?.();
    },
  };
}
