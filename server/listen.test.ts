/** Whether anybody is connected, on the real sockets of a server. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { listen } from './listen.ts';

test('somebody who is connected is no idleness, whether or not they ask for anything', async () => {
  const listening = await listen(() => new Response('ok'), { port: 0 });
  const { port } = new URL(listening.url ?? '');
  await expect.poll(() => listening.idleMs()).toBeGreaterThan(0);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  await expect.poll(() => listening.idleMs()).toBe(0);
  socket.destroy();
  await expect.poll(() => listening.idleMs()).toBeGreaterThan(0);
  await listening.close();
});

test('a request without a host, as load balancers check in HTTP 1.0, is answered', async () => {
  const listening = await listen(() => new Response('ready'), { port: 0 });
  const { port } = new URL(listening.url ?? '');
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
  socket.write('GET /readyz HTTP/1.0\r\n\r\n');
  let text = '';
  for await (const piece of socket) text += String(piece);
  expect(text).toContain('200 OK');
  expect(text).toContain('ready');
  await listening.close();
});

test('callers who keep their connections leave room for others', async () => {
  const listening = await listen(() => new Response('found'), { port: 0 });
  const { port } = new URL(listening.url ?? '');
  const kept: Socket[] = [];
  // More than a server has at a time, each asking once.
  for (let caller = 0; caller < 1_100; caller++) {
    const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
    kept.push(socket);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [answer] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [
      string | boolean,
    ];
    expect(answer, `to caller ${caller}`).toContain('200 OK');
  }
  for (const socket of kept) socket.destroy();
  await listening.close();
});
