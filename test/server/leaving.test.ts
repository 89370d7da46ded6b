/** When a linked project may be removed from a computer: only what the server has by its own words is there. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requireAllThere } from '../../server/sync/engine/leaving.ts';
import { startTestServer, type TestServer } from './running.ts';
import { linkedDevices, remember } from './sync-devices.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ rateLimit: 1_000_000 });
});

afterAll(() => server[Symbol.asyncDispose]());

it('compares every record with the server, whose newer versions are built upon those that were sent', async () => {
  await using pair = await linkedDevices(server.owner);
  const { projectId, one } = pair;
  const { owner } = server;
  const look = (client: Pick<typeof owner, 'listHeads'> = owner) =>
    requireAllThere(one.store, one.scope, client, projectId);
  const { id: memoryId } = await remember(one, projectId, 'The tent is in the attic.');
  await expect(look()).rejects.toThrow(/lacks 1 of its records of the kind "memory"/);
  await one.sync();
  await look();
  await owner.updateMemory({ projectId, memoryId, content: 'The tent is in the cellar.' });
  await look();
  // Of a server that went back to a day before, or that knows another version only.
  const without: Pick<typeof owner, 'listHeads'> = {
    listHeads: async (asked) => {
      const heads = await owner.listHeads(asked);
      return asked.kind === 'memory' ? { ...heads, items: [], next: null } : heads;
    },
  };
  await expect(look(without)).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
  await one.memories.update({ caller: one.caller }, { projectId, memoryId, content: 'The tent is sold.' });
  await expect(look()).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
});
