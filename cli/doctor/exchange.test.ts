/** How answers of real HTTP servers are read, also of odd ones. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createFetch } from '../../local/http.ts';
import { exchange, type Endpoint, type Reply } from './exchange.ts';

const event = `event: message\r\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: 1, result: { fine: true } })}\r\n\r\n`;
const waitMs = 300;

async function ask(handle: RequestListener): Promise<Reply | undefined> {
  const server = createServer((request, response) => {
    request.resume();
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  const endpoint: Endpoint = { url, fetch: createFetch({}), secret: 'a-secret', timeoutMs: waitMs };
  try {
    return await exchange(endpoint, { id: 1, method: 'tools/list', params: {} }, {});
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a stream of events that stays open is read up to the answer', async () => {
  const reply = await ask((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`: hello\r\n\r\n${event.slice(0, 30)}`);
    response.write(event.slice(30));
  });
  expect(reply?.result).toEqual({ fine: true });
});

test('a proxy that holds back events until the stream ends is named, with its setting', async () => {
  const held = ask((_, response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(),
  );
  await expect(held).rejects.toThrow(/did not answer within.*proxy_buffering off/);
});

test('an error of the protocol means that the server does not know the request', async () => {
  const error = { code: -32_601, message: 'Method not found' };
  const unknown = ask((_, response) => response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, error })));
  expect(await unknown).toBeUndefined();
});

test('what a Keepsake server says stands in for words of our own', async () => {
  const said = { success: false, code: 'KEY_REVOKED', message: 'The key key_1 was revoked. Make another.' };
  const refused = ask((_, response) => response.writeHead(401).end(JSON.stringify(said)));
  await expect(refused).rejects.toMatchObject({ code: 'KEY_REVOKED', message: said.message });
});

test('rate limits, wrong methods and certificates have words of their own', async () => {
  await expect(ask((_, response) => response.writeHead(429).end())).rejects.toThrow(/no more requests.*Wait/);
  await expect(ask((_, response) => response.writeHead(418).end())).rejects.toThrow(/answered 418/);
});
