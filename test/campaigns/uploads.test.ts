/** A short campaign of uploads, and that its proxy sees and does what it is asked. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { runCampaign } from './outcome.ts';
import { startProxy } from './uploads/proxy.ts';

test('a file arrives whole through three interruptions and a changed piece', async () => {
  const options = ['--interruptions', '3', '--corruptions', '1', '--megabytes', '4'];
  const { results, missed } = await runCampaign('uploads.ts', options);
  expect(missed).toEqual([]);
  expect(results['interruptions']).toEqual({ cut: 1, server: 1, client: 1, corrupt: 1 });
  expect(results['pieces_sent_again']).toBeGreaterThan(0);
});

test('the proxy changes one bit of a piece, and only where it was told to', async () => {
  const server = createServer((request, response) => {
    const bytes: Buffer[] = [];
    request.on('data', (data: Buffer) => bytes.push(data));
    request.on('end', () => response.end(Buffer.concat(bytes)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const send = async (offset: number): Promise<Buffer> => {
    const headers = { 'upload-offset': String(offset), connection: 'close' };
    const answer = await fetch(`${proxy.url}/x`, { method: 'PATCH', body: Buffer.alloc(300_000), headers });
    return Buffer.from(await answer.arrayBuffer());
  };
  const changed = proxy.corruptNextPiece(200_000);
  const echoed = await send(0);
  expect(await changed).toBe(0);
  expect([echoed.length, echoed.findIndex((byte) => byte !== 0)]).toEqual([300_000, 200_000]);
  expect(await send(0)).toEqual(Buffer.alloc(300_000));
  expect(proxy.begun).toEqual([0, 0]);
  await proxy.close();
  server.close();
});
