/** Who is connected, who may stay, and what happens to a body that nobody reads, on the real sockets of a server. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
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

describe('a connection stays for the next request though the answer came before its body was read', () => {
  const body = Buffer.alloc(8 * 1024 * 1024, 'a');
  const refusal = () => new Response('refused', { status: 409 });
  const readers: [string, (request: Request) => Promise<Response>][] = [
    ['at all', () => Promise.resolve(refusal())],
    [
      'to its end',
      async (request) => {
        for await (const _ of request.body ?? []) break;
        return refusal();
      },
    ],
    [
      'by one who gave it up',
      async (request) => {
        const reader = request.body?.getReader();
        await reader?.read();
        await reader?.cancel();
        return refusal();
      },
    ],
  ];

  test.each(readers)('%s', async (_how, read) => {
    const listening = await listen(read, { port: 0 });
    const { port } = new URL(listening.url ?? '');
    const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
    let text = '';
    socket.on('data', (piece) => (text += String(piece)));
    for (let request = 1; request <= 3; request++) {
      socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.byteLength}\r\n\r\n`);
      socket.write(body);
      await expect.poll(() => text.split('409 Conflict').length - 1, { timeout: 10_000 }).toBe(request);
      // Longer than the listener of HTTP waits for a body to end by itself.
      await sleep(700);
    }
    expect([socket.readableEnded, socket.errored]).toEqual([false, null]);
    socket.destroy();
    await listening.close();
  });

  test('unless it stops coming: then the answer ends the connection', async () => {
    const listening = await listen(() => Promise.resolve(refusal()), { port: 0, bodyPatienceMs: 50 });
    const { port } = new URL(listening.url ?? '');
    const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nthe beginning');
    let text = '';
    for await (const piece of socket) text += String(piece);
    expect(text).toContain('409 Conflict');
    expect(text.toLowerCase()).toContain('connection: close');
    await listening.close();
  });
});
