/** HTTP over a local socket carries JSON, forms and refusals as TCP does. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { FormData } from 'undici';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newFolders } from './folders.suite.ts';
import { createFetch, createOutwardFetch } from './http.ts';

function socketIn(home: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\keepsake-test-${process.pid}` : join(home, 's.sock');
}

test('a form with a file travels over the local socket', async () => {
  const socketPath = socketIn(newFolders().home);
  const server = createServer((request, response) => {
    const type = request.headers['content-type'];
    void text(request).then((body) => response.end(JSON.stringify({ type, body })));
  });
  await once(server.listen(socketPath), 'listening');
  onTestFinished(() => void server.close());
  const form = new FormData();
  form.set('file', new Blob(['hello from a file']), 'a.txt');
  const response = await createFetch({ socketPath })('http://localhost/x', {
    method: 'POST',
    headers: {},
    body: form,
  });
  const { type, body } = (await response.json()) as { type: string; body: string };
  expect(type).toMatch(/^multipart\/form-data; boundary=/);
  expect(body).toContain('filename="a.txt"');
  expect(body).toContain('hello from a file');
});

test('a server that is not there is an error, not a wait', async () => {
  const fetch = createFetch({ socketPath: socketIn(newFolders().home) });
  await expect(fetch('http://localhost/', { method: 'GET', headers: {} })).rejects.toThrow('fetch failed');
});

test('other computers are reached through the proxy of the environment, this one without it', async () => {
  const server = createServer((_request, response) => void response.end('here'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const seen: string[] = [];
  const proxy = createServer(({ url = '' }, response) => {
    seen.push(url);
    response.end('there');
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const one of [server, proxy]) {
      one.close();
      one.closeAllConnections();
    }
    vi.unstubAllEnvs();
  });
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const fetch = createOutwardFetch();
  const get = async (url: string) => (await fetch(url, { method: 'GET', headers: {} })).text();
  expect(await get('http://memory.invalid/x')).toBe('there');
  expect(await get(`http://127.0.0.1:${port}/x`)).toBe('here');
  expect(seen).toEqual(['http://memory.invalid/x']);
});
