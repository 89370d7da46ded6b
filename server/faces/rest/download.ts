/** A file's bytes as an HTTP answer that no browser ever runs as a page. */
import type { Item } from '../../../contract/index.ts';

/** Streams a file as an attachment. */
export function sendFile({ item, bytes }: { item: Item; bytes: AsyncIterable<Uint8Array> }): Response {
  return new Response(ReadableStream.from(bytes), {
    headers: {
      ...attachmentHeaders(item.name, item.media_type ?? 'application/octet-stream'),
      'content-length': String(item.size),
    },
  });
}

/** Streams what a Range header asks for of a file, or all of it. */
export function sendPart({
  item,
  range,
  bytes,
}: {
  item: Item;
  range: { start: number; end: number } | undefined;
  bytes: AsyncIterable<Uint8Array>;
}): Response {
  const { start, end } = range ?? { start: 0, end: item.size };
  return new Response(ReadableStream.from(bytes), {
    status: range === undefined ? 200 : 206,
    headers: {
      ...attachmentHeaders(item.name, item.media_type ?? 'application/octet-stream'),
      'accept-ranges': 'bytes',
      'content-length': String(end - start),
      // A version's bytes never change.
      'cache-control': 'private, max-age=3600, immutable',
      ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${item.size}` }),
    },
  });
}

/**
 * What a Range header asks for (RFC 9110, 14.2): one range of bytes.
 * @returns nothing when all is to be sent: without the header, or with one that asks for something else
 */
export function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : undefined;
}

/** Streams an archive whose size is not known before its end. */
export function sendArchive({ name, bytes }: { name: string; bytes: AsyncIterable<Uint8Array> }): Response {
  return new Response(ReadableStream.from(bytes), { headers: attachmentHeaders(name, 'application/zip') });
}

/** A name travels as RFC 6266 and RFC 8187 say. */
function attachmentHeaders(name: string, mediaType: string): Record<string, string> {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    'content-type': mediaType,
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  };
}
