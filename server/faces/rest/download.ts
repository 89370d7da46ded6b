/** A file's bytes as an HTTP answer that no browser ever runs as a page. */
import type { Item } from '../../../contract/index.ts';

/** Streams a file as an attachment; its name travels as RFC 6266 and RFC 8187 say. */
export function sendFile({ item, bytes }: { item: Item; bytes: AsyncIterable<Uint8Array> }): Response {
  const plain = item.name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(item.name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return new Response(ReadableStream.from(bytes), {
    headers: {
      'content-type': item.media_type ?? 'application/octet-stream',
      'content-length': String(item.size),
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    },
  });
}
