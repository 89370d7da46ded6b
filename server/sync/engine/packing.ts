/** What a device sends and gets, packed by zstd where the remote server takes that, and never unpacked beyond a bound. */
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import type { Response } from 'undici';
import { KeepsakeError } from '../../../contract/index.ts';

const encoding = 'zstd';
/** Of a shorter one headers are most. */
const leastBytes = 1_000;
/** An answer is a few megabytes; who sends more is no Keepsake server, or means harm. */
const mostBytes = 64 * 1024 * 1024;

const pack = promisify(zstdCompress);

export interface Body {
  readonly body: unknown;
  /** As it travels. */
  readonly size: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A body as it is. */
export function plain(body: unknown): Body {
  return { body, size: typeof body === 'string' ? Buffer.byteLength(body) : 0, headers: {} };
}

/** A body of text packed, unless it is too short for that. */
export async function packed(body: unknown): Promise<Body> {
  const asItIs = plain(body);
  if (typeof body !== 'string' || asItIs.size < leastBytes) return asItIs;
  const bytes = await pack(Buffer.from(body));
  return { body: bytes, size: bytes.byteLength, headers: { 'content-encoding': encoding } };
}

/** What a device says that it takes. */
export const taken = { 'accept-encoding': encoding };

/** Whether the server says that it takes packed bodies. */
export function takesPacked({ headers }: Pick<Response, 'headers'>): boolean {
  return (headers.get('accept-encoding') ?? '').split(',').some((one) => one.trim() === encoding);
}

/** The text of an answer, which `fetch` unpacks as it is read. @throws KeepsakeError PAYLOAD_TOO_LARGE */
export async function textOf({ body }: Response, most = mostBytes): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > most)
      throw new KeepsakeError(
        'PAYLOAD_TOO_LARGE',
        `The server answered with more than ${most / 1_048_576} MB. Nothing of it was taken; check that the address is that of a Keepsake server.`,
      );
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
