/** One object on its way to S3: small ones are held and put at once, larger ones go in parts while they are made. */
import { Buffer } from 'node:buffer';
import type { S3Objects, S3Part } from './s3-objects.ts';

export interface S3Upload {
  /** Takes more bytes; waits while two parts are under way or waiting. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the object visible, whole. */
  complete(): Promise<void>;
  /** Forgets it. What cannot be removed now is left to `tidy`. */
  abort(): Promise<void>;
}

/** What S3 takes. */
const mostParts = 10_000;

/** Bytes of a part where nothing larger is needed; S3 takes no less than 5 MiB. */
export const usualPartBytes = 8 * 1024 * 1024;

/** Bytes of a part, so that `maxBytes` fit into as many as S3 takes. */
export function partBytesFor(maxBytes: number, least = usualPartBytes): number {
  return Math.max(least, Math.ceil((maxBytes * 1.01) / mostParts));
}

export function createS3Upload(objects: S3Objects, path: string, partBytes: number): S3Upload {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let total = 0;
  let id: string | undefined;
  const parts: S3Part[] = [];
  /** The part before is sent while the next one is gathered. */
  let sending: Promise<void> = Promise.resolve();

  async function sendHeld(): Promise<void> {
    await sending;
    const bytes = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    id ??= await objects.begin(path);
    const [upload, number] = [id, parts.length + 1];
    sending = objects.part(path, upload, number, bytes).then((part) => void parts.push(part));
    // Whoever awaits it next hears of a failure; until then nobody does.
    sending.catch(() => undefined);
  }

  return {
    async write(bytes) {
      held.push(bytes);
      heldBytes += bytes.byteLength;
      total += bytes.byteLength;
      if (heldBytes >= partBytes) await sendHeld();
    },
    async complete() {
      if (id === undefined) return objects.put(path, Buffer.concat(held));
      if (heldBytes > 0) await sendHeld();
      await sending;
      try {
        await objects.complete(path, id, parts);
      } catch (error) {
        // An answer that was lost leaves the object there, and the upload unknown to the next attempt.
        if ((await objects.size(path)) !== total) throw error;
      }
      return undefined;
    },
    async abort() {
      await sending.catch(() => undefined);
      held = [];
      if (id !== undefined) await objects.abort(path, id).catch(() => undefined);
    },
  };
}
