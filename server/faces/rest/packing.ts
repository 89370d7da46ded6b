/**
 * Bodies that travel packed by zstd: answers where the client takes that, requests where it says so. The header
 * `accept-encoding` of an answer tells clients that the server takes it (RFC 7694).
 */
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createZstdDecompress, zstdCompress } from 'node:zlib';
import type { Context } from 'hono';
import { KeepsakeError } from '../../../contract/index.ts';

/** What this server takes besides plain bodies. */
export const takenEncoding = 'zstd';

/** Of a shorter one headers are most. */
const leastBytes = 1_000;
/** A decoder holds no more than 8 MB of what it has seen (RFC 9659). */
const windowLogMax = 23;

const pack = promisify(zstdCompress);

/**
 * The answer as it travels. What a page asks for stays as it is: with cookies, others could have it ask, and lengths of what is
 * packed tell about what is in it.
 */
export async function packed(context: Context, answer: Response): Promise<Response> {
  const takes = (context.req.header('accept-encoding') ?? '').split(',').some((one) => one.trim() === 'zstd');
  if (!takes || context.req.header('cookie') !== undefined) return answer;
  const plain = Buffer.from(await answer.arrayBuffer());
  const isLong = plain.byteLength >= leastBytes;
  const body = isLong ? await pack(plain) : plain;
  const headers = new Headers(answer.headers);
  headers.set('content-length', String(body.byteLength));
  if (isLong) headers.set('content-encoding', takenEncoding);
  return new Response(new Uint8Array(body), { status: answer.status, headers });
}

/**
 * The body of a request piece by piece, unpacked as it is read: who reads no further unpacks no further.
 *
 * @throws KeepsakeError UNSUPPORTED_MEDIA_TYPE, VALIDATION_ERROR
 */
export function bodyOf(context: Context): AsyncIterable<Uint8Array> {
  const body = (context.req.raw.body ?? []) as AsyncIterable<Uint8Array>;
  const encoding = context.req.header('content-encoding') ?? 'identity';
  if (encoding === 'identity') return body;
  if (encoding === takenEncoding) return unpacked(body);
  throw new KeepsakeError(
    'UNSUPPORTED_MEDIA_TYPE',
    `Bodies are taken as they are or with "Content-Encoding: ${takenEncoding}", not in another encoding.`,
  );
}

async function* unpacked(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const decoder = createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: windowLogMax } });
  const source = Readable.from(body);
  source.on('error', (error) => decoder.destroy(error));
  try {
    for await (const piece of source.pipe(decoder)) yield piece as Uint8Array;
  } catch (error) {
    if (source.errored) throw error;
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `The body is not what its "Content-Encoding: ${takenEncoding}" says. Send it again, or plain.`,
      undefined,
      error,
    );
  } finally {
    source.destroy();
  }
}
