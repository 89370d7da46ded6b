/** How a device talks to servers of all kinds: packed where they take it, and never more unpacked than an answer may be long. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createZstdCompress, zstdDecompressSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { behind } from './problems.ts';
import { createRemote } from './remote.ts';

let server: Server | undefined;

afterEach(() => void server?.close());

async function remoteOf(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
  more: { answerMs?: number } = {},
) {
  const listening = createServer((request, response) => void answer(request, response));
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const { signal } = new AbortController();
  const traffic = { sent: 0, received: 0 };
  const remote = createRemote({ url, token: () => Promise.resolve('t'), signal, ...more });
  return {
    traffic,
    client: remote.client(traffic),
  };
}

const name = 'a laptop '.repeat(200);
const device = { id: 'dev_01k0000000e00800000000000a', turn: 't', epoch: 'e', name, person_id: 'p' };
const said = JSON.stringify({ success: true, data: { ...device, registered_at: '2026-01-01T00:00:00Z' } });

async function nameIn(request: IncomingMessage): Promise<string> {
  const bytes = await buffer(request);
  const text = request.headers['content-encoding'] === 'zstd' ? zstdDecompressSync(bytes) : bytes;
  return (JSON.parse(text.toString()) as { name: string }).name;
}

it('packs what it sends once the server says that it takes that, and sends it plain to one that does not any more', async () => {
  const encodings: (string | undefined)[] = [];
  const names: string[] = [];
  let isOld = false;
  const { client, traffic } = await remoteOf(async (request, response) => {
    const encoding = request.headers['content-encoding'];
    encodings.push(encoding);
    if (!isOld) response.setHeader('accept-encoding', 'zstd');
    if (isOld && encoding !== undefined) {
      response.statusCode = 400;
      return void response.end('{"success":false,"code":"VALIDATION_ERROR","message":"not UTF-8"}');
    }
    names.push(await nameIn(request));
    return void response.end(said);
  });
  await client.registerDevice({ name });
  await client.registerDevice({ name });
  isOld = true;
  await client.registerDevice({ name });
  await client.registerDevice({ name });
  expect(encodings).toEqual([undefined, 'zstd', 'zstd', undefined, undefined]);
  expect(names).toEqual([name, name, name, name]);
  expect(traffic.sent).toBeGreaterThan(4 * name.length);
});

it('stops unpacking an answer that is longer than any may be', async () => {
  const { client, traffic } = await remoteOf((_request, response) => {
    response.setHeader('content-encoding', 'zstd');
    const packing = createZstdCompress();
    packing.pipe(response);
    packing.write('{"success":true,"data":"');
    const piece = Buffer.alloc(1 << 20, 'a');
    for (let megabytes = 0; megabytes < 100; megabytes++) packing.write(piece);
    packing.end('"}');
  });
  const error = await client.registerDevice({ name: 'desk' }).catch((thrown: unknown) => behind(thrown));
  expect(error).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  expect(traffic.received).toBe(0);
});

it('waits once for connections that are dead, however many of them stand', async () => {
  const dead = new Set<unknown>();
  const waiting: ServerResponse[] = [];
  const { client } = await remoteOf(
    ({ socket }, response) => {
      if (dead.has(socket)) return;
      dead.add(socket);
      waiting.push(response);
      // Together, so that each has a connection of its own.
      if (waiting.length === 3) for (const one of waiting.splice(0)) one.end(said);
      if (dead.size > 3) response.end(said);
    },
    { answerMs: 300 },
  );
  const ask = () => client.registerDevice({ name: 'desk' });
  await Promise.all([ask(), ask(), ask()]);
  // A connection is used again once its answer was taken from it.
  await nextTurn();
  await nextTurn();
  await expect(ask()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await ask()).toMatchObject({ id: device.id });
});
