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
