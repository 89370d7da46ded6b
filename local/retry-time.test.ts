/** Requests that are repeated on Node.js: against a server that is not there at first, and one that never answers. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { retrying } from '../contract/index.ts';
import { createFetch } from './http.ts';
import { retryTime } from './retry-time.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(answer: RequestListener, port = 0): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const read = { method: 'GET', headers: {} };
const okay: RequestListener = (_request, response) =>
  void response.setHeader('content-type', 'application/json').end('{}');

it('waits for a server that is being started, and takes its answer whole', async () => {
  const port = await listen(okay);
  servers.splice(0).forEach((server) => server.close());
  const asked = retrying(createFetch({}), { time: retryTime })(`http://127.0.0.1:${port}/`, read);
  await listen(okay, port);
  expect(await (await asked).text()).toBe('{}');
});

it('asks again where an answer breaks off, or does not come in time', async () => {
  let asked = 0;
  const port = await listen((request, response) => {
    asked++;
    if (asked === 1)
      return void response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":');
    if (asked === 2) return void response.socket?.destroy();
    return okay(request, response);
  });
  const fetch = retrying(createFetch({}), { time: retryTime, attemptMs: 200 });
  expect((await fetch(`http://127.0.0.1:${port}/`, read)).status).toBe(200);
  expect(asked).toBe(3);
});

it('stops at once when its caller does', async () => {
  const stop = new AbortController();
  const port = await listen(() => stop.abort());
  const asked = retrying(createFetch({}), { time: retryTime })(`http://127.0.0.1:${port}/`, {
    ...read,
    signal: stop.signal,
  });
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});
