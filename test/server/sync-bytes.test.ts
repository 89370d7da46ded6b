/** Bytes of files between devices and a server: what is sent, what has to be shown, what was cut off, what is gone. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requireNew, waitingVersionPut } from '../../server/services/file-versions.ts';
import { purgeWaiting } from '../../server/services/trash.ts';
import { sendContents } from '../../server/sync/service/drive/sending.ts';
import { syncAuthor } from '../../server/sync/service/pending.ts';
import { openAccount } from './people.ts';
import { startTestServer, type TestServer } from './running.ts';
import { settleDrives, startDriveDevice, startDrivePair, type DriveDevice } from './sync-drives.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ rateLimit: 1_000_000 });
});

afterAll(() => server[Symbol.asyncDispose]());

const pair = () => startDrivePair(server, 'Bytes');

async function unsentOf({ replica, scope }: DriveDevice) {
  const { changes } = await replica.pending(scope, { seq: 0, part: 0 }, 10);
  return changes.flatMap(({ versions }) => versions);
}

it('bytes of a file that was deleted for good before the device heard that they had arrived are not sent again', async () => {
  await using given = await pair();
  const { one, two } = given;
  const id = await one.put('a.md', 'text');
  await one.push('lost');
  await two.sync();
  await two.purge(id);
  await two.sync();
  expect((await one.sync()).map(({ outcome }) => outcome)).toEqual(['erased']);
  await settleDrives(one, two);
  for (const device of [one, two]) expect(await device.tree()).toEqual([]);
});

it('bytes that waited for a change for a week are forgotten, and taken again', async () => {
  await using given = await pair();
  const { store, scope } = given.one;
  const put = waitingVersionPut('ver_1', { blob: 'sha256-1', sha256: '1', size: 1 });
  await store.commit(scope, { author: syncAuthor, at: 1, operations: [put] });
  await expect(requireNew(store, scope, 'ver_1')).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  expect(await purgeWaiting(store, Date.now, scope, 1)).toBe(0);
  expect(await purgeWaiting(store, Date.now, scope, 2)).toBe(1);
  await requireNew(store, scope, 'ver_1');
});

it('bytes whose earlier sending ended after all, while they are sent again, are taken as sent', async () => {
  await using given = await pair();
  const { one, client } = given;
  const id = await one.put('a.md', 'text');
  const versions = await unsentOf(one);
  let asked = 0;
  const offerContents: typeof client.offerContents = async (input) => {
    const answer = await client.offerContents(input);
    if (asked++ === 0) await sendContents(one, { ...one.remote, client }, one.scope, versions);
    return answer;
  };
  Object.assign(one.remote, { client: { ...client, offerContents } });
  expect(await one.sync()).toMatchObject([{ id, outcome: 'taken' }]);
  expect(asked).toBe(2);
});

it('bytes that are cut off on their way go on from where they were, either way', async () => {
  await using given = await pair();
  const { one, two } = given;
  const bytes = randomBytes(9 * 1024 * 1024);
  const id = await one.put('large.bin', bytes);
  const sent: number[] = [];
  const { send } = one.remote;
  let left = 2;
  Object.assign(one.remote, {
    send: (path: string, request: Parameters<typeof send>[1]) => {
      if (request.body !== undefined && left-- <= 0) return Promise.reject(new Error('cut'));
      if (request.body !== undefined) sent.push(request.body.byteLength);
      return send(path, request);
    },
  });
  await expect(one.sync()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  left = 10;
  await one.sync();
  expect(sent.reduce((sum, size) => sum + size, 0)).toBe(bytes.byteLength);
  await two.sync();
  expect(await two.tree()).toEqual(['[large.bin]']);
  const whole = two.remote.send;
  let size = 0;
  Object.assign(two.remote, {
    send: async (path: string, request: Parameters<typeof send>[1]) => {
      const response = await whole(path, request);
      const half = async function* () {
        for await (const piece of response.body ?? []) {
          size += (piece as Uint8Array).byteLength;
          if (size > 5 * 1024 * 1024) throw new Error('cut');
          yield piece as Uint8Array;
        }
      };
      return {
        status: response.status,
        headers: response.headers,
        body: half(),
        text: () => response.text(),
      };
    },
  });
  await expect(two.read(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await two.tree()).toEqual(['[large.bin]']);
  const ranges: (string | undefined)[] = [];
  Object.assign(two.remote, {
    send: (path: string, request: Parameters<typeof send>[1]) => {
      ranges.push(request.headers['range']);
      return whole(path, request);
    },
  });
  expect(
    createHash('sha256')
      .update(await two.read(id))
      .digest('hex'),
  ).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(ranges.filter((range) => range !== undefined)).not.toEqual([]);
});

it('bytes that are not what was announced are not kept, and the file stays a placeholder', async () => {
  await using given = await pair();
  const { one, two } = given;
  const id = await one.put('a.md', 'right');
  await settleDrives(one, two);
  const whole = two.remote.send;
  Object.assign(two.remote, {
    send: async () => new Response('wrong', { status: 200 }),
  });
  await expect(two.read(id)).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
  expect(await two.tree()).toEqual(['[a.md]']);
  Object.assign(two.remote, { send: whole });
  expect((await two.read(id)).toString()).toBe('right');
});

it('bytes that the account has are not sent again, yet have to be shown: a hash alone gives nothing', async () => {
  await using given = await pair();
  const { one, two, client } = given;
  await one.put('a.md', 'the same text');
  await one.sync();
  const second = await two.put('b.md', 'the same text');
  let uploads = 0;
  const { send } = two.remote;
  Object.assign(two.remote, {
    send: (path: string, request: Parameters<typeof send>[1]) => {
      if (request.body !== undefined) uploads++;
      return send(path, request);
    },
  });
  expect((await two.pushBare()).map(({ outcome }) => outcome)).toEqual(['refused']);
  const { version_id = '', sha256 = '', size } = await two.drive.get(two.caller, { itemId: second });
  const one_ = { version_id: version_id as `ver_${string}`, sha256, size };
  const { items } = await client.offerContents({ contents: [one_] });
  expect(items).toMatchObject([{ state: 'prove' }]);
  await expect(client.proveContent({ ...one_, proof: sha256 })).rejects.toMatchObject({
    code: 'CHECKSUM_MISMATCH',
  });
  await two.retry();
  expect(uploads).toBe(0);
  await one.sync();
  expect(await one.tree()).toEqual(['a.md', 'b.md']);
});

it('bytes that do not fit into the quota are refused, and stay on the device with their file', async () => {
  const { client, secret, account } = await openAccount(server, 'Small');
  await server.owner.updateAccount({ accountId: account, quotas: { bytes: 10 } });
  await using device = await startDriveDevice(server, 'laptop', secret, client);
  const id = await device.put('a.md', 'far more than ten bytes');
  expect(await device.sync()).toMatchObject([
    { outcome: 'refused', reason: expect.stringContaining('10 bytes of files') as string },
  ]);
  expect(device.machine.state.refused).toMatchObject([{ kind: 'item', id }]);
  expect((await device.read(id)).toString()).toBe('far more than ten bytes');
  // What is said about it waits for it.
  const comment = await device.comments.add({ caller: device.caller }, { itemId: id, text: 'Too large?' });
  expect((await device.sync()).at(-1)).toMatchObject({ id: comment.id, outcome: 'refused' });
  await server.owner.updateAccount({ accountId: account, quotas: { bytes: 1_000 } });
  await device.retry();
  expect((await client.downloadItem({ itemId: id })).status).toBe(200);
  const { items } = await client.listComments({ itemId: id });
  expect(items).toMatchObject([{ id: comment.id, text: 'Too large?' }]);
});

it('bytes of a placeholder are asked for when it is copied, and no empty file is sent for it', async () => {
  await using given = await pair();
  const { one, two, client } = given;
  const id = await one.put('a.md', 'from afar');
  await settleDrives(one, two);
  const { id: copy } = await two.drive.copy(
    { caller: two.caller },
    { itemId: id, parent_id: two.root, name: 'b.md', on_conflict: 'deny' },
  );
  expect(await two.tree()).toEqual(['[a.md]', '[b.md]']);
  await two.drive.rename({ caller: two.caller }, { itemId: id, name: 'c.md' });
  await settleDrives(two, one);
  const answer = await client.downloadItem({ itemId: copy });
  expect(await answer.text()).toBe('from afar');
  expect((await one.read(copy)).toString()).toBe('from afar');
});

it('bytes are said to be away while nobody can be asked for them', async () => {
  await using given = await pair();
  const { one, two } = given;
  const id = await one.put('a.md', 'text');
  await settleDrives(one, two);
  two.offline(true);
  await expect(two.read(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  two.offline(false);
  expect((await two.read(id)).toString()).toBe('text');
});
