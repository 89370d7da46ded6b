/** HTTP over a local socket carries JSON, forms and refusals as TCP does. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { FormData } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { newFolders } from './folders.suite.ts';
import { createFetch } from './http.ts';

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
