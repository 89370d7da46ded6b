/** A server whose blobs are in an object store: files go there and come back, and the data folder holds none of them. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { s3Environment, startObjectStore, type ObjectStore } from '../harness/s3.ts';
import { startTestServer } from './running.ts';

let objects: ObjectStore;

beforeAll(async () => {
  objects = await startObjectStore();
});
afterAll(() => objects[Symbol.asyncDispose]());
beforeEach(() => {
  for (const [name, value] of Object.entries(s3Environment)) vi.stubEnv(name, value);
});

test('a file goes to the object store, comes back whole and in part', async () => {
  await using server = await startTestServer({ blobs: objects.location('memory') });
  const bytes = randomBytes(700_000);
  const { items } = await server.owner.listDrives({});
  const root = items[0]?.root_item_id ?? '';
  const form = new FormData();
  form.append('file', new Blob([bytes]), 'tides.bin');
  const sent = await server.send(`/api/v1/drives/items/${root}/children`, { method: 'POST', body: form });
  const { data } = (await sent.json()) as { data: { item: { id: string } } };
  expect((await objects.objects('memory/')).length).toBe(2);
  expect(existsSync(join(server.dataFolder, 'blobs'))).toBe(false);

  const path = `/api/v1/drives/items/${data.item.id}/binary`;
  const whole = await (await server.send(path)).arrayBuffer();
  expect(Buffer.from(whole).equals(bytes)).toBe(true);
  const { items: versions } = await server.owner.listVersions({ itemId: data.item.id });
  const version = versions[0]?.id ?? '';
  const shown = await server.send(`/api/v1/drives/items/${data.item.id}/versions/${version}/content`, {
    headers: { range: 'bytes=300000-399999' },
  });
  expect(shown.status).toBe(206);
  expect(Buffer.from(await shown.arrayBuffer()).equals(bytes.subarray(300_000, 400_000))).toBe(true);
});

test('a place that cannot be used stops the start, in words', async () => {
  const refused = startTestServer({
    blobs: objects.location('memory').replace('keepsake-test', 'no-bucket'),
  });
  await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(startTestServer({ blobs: 'file:///nowhere/at/all' })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
  });
});
