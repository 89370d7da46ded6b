/** What failures of connections mean: away for now, which clients may repeat, and not a fault inside. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { openDatabase } from './database.ts';

it('a database that takes a connection and never answers is away, and so is one that is being closed', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const url = `postgres://nobody@127.0.0.1:${port}/none`;
  const database = openDatabase({ url, connections: 1, connectMs: 50, onError: () => undefined });
  const asked = Array.from({ length: 3 }, () => database.query('SELECT 1'));
  for (const { reason } of (await Promise.allSettled(asked)) as PromiseRejectedResult[])
    expect(reason).toMatchObject({ code: 'UNAVAILABLE', details: { retry_after: 1 } });
  await database.close();
  await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  for (const socket of sockets) socket.destroy();
  silent.close();
});
