/** Packed bodies: requests and answers by zstd, and what is refused of them. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let path: string;

beforeAll(async () => {
  server = await startTestServer();
  const { id } = await server.owner.createProject({ name: 'Packed' });
  path = `/api/v1/projects/${id}/memories`;
});

afterAll(() => server[Symbol.asyncDispose]());

function post(body: Uint8Array<ArrayBuffer> | string, headers: Record<string, string>) {
  return server.send(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...headers },
  });
}

const packedJson = (value: object) => new Uint8Array(zstdCompressSync(JSON.stringify(value)));
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
const isPacked = { 'content-encoding': 'zstd' };

describe('a request', () => {
  it('is taken packed, as the server says in its answers', async () => {
    const response = await post(packedJson({ content: 'Beans go out in May.' }), isPacked);
    expect(response.status).toBe(201);
    expect(response.headers.get('accept-encoding')).toBe('zstd');
    expect(await response.json()).toMatchObject({ data: { content: 'Beans go out in May.' } });
  });

  it('is refused when it would be too large unpacked, however small it is packed', async () => {
    const bomb = packedJson({ content: 'a'.repeat(60_000_000) });
    expect(bomb.byteLength).toBeLessThan(50_000);
    const response = await post(bomb, isPacked);
    expect(response.status).toBe(413);
    expect(await codeOf(response)).toBe('PAYLOAD_TOO_LARGE');
  });

  it.each([
    ['not packed at all', () => new TextEncoder().encode('{"content":"plain"}')],
    ['cut off', () => packedJson({ content: `Beans and peas. ${crypto.randomUUID()}` }).slice(0, -12)],
  ])('is refused when it is %s', async (_name, body) => {
    const response = await post(body(), isPacked);
    expect(await codeOf(response)).toBe('VALIDATION_ERROR');
  });

  it('is refused in an encoding that the server does not take, which it names', async () => {
    const response = await post('{"content":"plain"}', { 'content-encoding': 'br' });
    expect(response.status).toBe(415);
    expect(response.headers.get('accept-encoding')).toBe('zstd');
    expect(await codeOf(response)).toBe('UNSUPPORTED_MEDIA_TYPE');
  });
});

describe('an answer', () => {
  const content = 'Peas are sown before beans. '.repeat(100);
  const ask = async (headers: Record<string, string>) =>
    post(JSON.stringify({ content, on_duplicate: 'return' }), headers);

  it('is packed for who takes that, when it is long', async () => {
    const response = await ask({ 'accept-encoding': 'gzip, zstd' });
    expect(response.headers.get('content-encoding')).toBe('zstd');
    expect(Number(response.headers.get('content-length'))).toBeLessThan(1_500);
    const bytes = Buffer.from(await response.arrayBuffer());
    // `fetch` of some Node.js unpacks by itself.
    const text = bytes.subarray(0, 1).toString() === '{' ? bytes : zstdDecompressSync(bytes);
    expect(JSON.parse(text.toString())).toMatchObject({ data: { content: content.trim() } });
    const short = await server.send('/api/v1/server', { headers: { 'accept-encoding': 'zstd' } });
    expect(short.headers.get('content-encoding')).toBeNull();
    expect(await short.json()).toMatchObject({ success: true });
  });

  it('stays as it is for who does not, and for pages, whose cookie others may use to ask', async () => {
    for (const headers of [
      { 'accept-encoding': 'gzip, br' },
      { 'accept-encoding': 'zstd', cookie: 'theme=dark' },
    ]) {
      const response = await ask(headers);
      expect(response.headers.get('content-encoding')).toBeNull();
      expect(await response.json()).toMatchObject({ success: true });
    }
  });
});
