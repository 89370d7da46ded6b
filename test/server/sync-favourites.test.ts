/** Marks of favourites where they do not travel, because the person at the remote server is a member: they stay with their items. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driveKinds } from '../../contract/operations/sync.ts';
import { createAttributes } from '../../server/services/attributes.ts';
import { join } from './people.ts';
import { startTestServer, type TestServer } from './running.ts';
import { settleDrives, startDriveDevice, type DriveDevice } from './sync-drives.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ rateLimit: 1_000_000 });
});

afterAll(() => server[Symbol.asyncDispose]());

const withoutMarks = driveKinds.filter((kind) => kind !== 'favourite');

/** A device of a member, of whom marks do not travel, and one of who runs the server. */
async function startDevices() {
  const { client, secret } = await join(server, 'member', { name: 'Ada' });
  const member = await startDriveDevice(server, "Ada's laptop", secret, client, withoutMarks);
  const owner = await startDriveDevice(server, 'desk');
  return {
    member,
    owner,
    client: server.owner,
    async [Symbol.asyncDispose]() {
      await Promise.all([member[Symbol.asyncDispose](), owner[Symbol.asyncDispose]()]);
    },
  };
}

const notesOf = ({ store }: DriveDevice) => createAttributes({ store, clock: Date.now });
const mark = (device: DriveDevice, itemId: string) =>
  notesOf(device).setFavourite({ caller: device.caller }, { itemId }, true);
const isMarked = async ({ drive, caller }: DriveDevice, itemId: string) =>
  (await drive.get(caller, { itemId })).favourite;

describe('a device of which favourites do not travel', () => {
  it('sends and takes all else, and compares without them', async () => {
    await using given = await startDevices();
    const { member, owner, client } = given;
    const [mine, yours] = [await member.put('mine.md', 'mine'), await owner.put('yours.md', 'yours')];
    const attributes = { colour: 'green' };
    await notesOf(member).set({ caller: member.caller }, { itemId: mine, attributes });
    await mark(member, mine);
    await mark(owner, yours);
    await settleDrives(member, owner, member);
    expect((await client.getAttributes({ itemId: mine })).attributes).toEqual(attributes);
    const there = await Promise.all([mine, yours].map((itemId) => client.getItem({ itemId })));
    expect(there.map(({ favourite }) => favourite)).toEqual([false, true]);
    expect([await isMarked(member, mine), await isMarked(member, yours)]).toEqual([true, false]);
    expect([await isMarked(owner, mine), await isMarked(owner, yours)]).toEqual([false, true]);
    // Compared anew, as after a restored backup: what does not travel is neither sent nor missing.
    const { cursor: _cursor, seen: _seen, ...state } = member.machine.state;
    member.machine.state = state;
    expect(await member.sync()).toEqual([]);
    expect(member.machine.state).toMatchObject({ resend: [], fetch: [], refused: [] });
    expect(await isMarked(member, mine)).toBe(true);
    await owner.purge(yours);
    await settleDrives(owner, member);
    expect(await member.tree()).toEqual(['mine.md']);
    expect(await member.store.get(member.scope, 'favourite', yours)).toBeUndefined();
    expect(await isMarked(member, mine)).toBe(true);
  });

  it('keeps the mark of an item that became another one, on that one', async () => {
    await using given = await startDevices();
    const { member, owner, client } = given;
    const [there, plain] = [await owner.put('same.md', 'the same'), await owner.put('plain.md', 'plain')];
    const caller = { caller: owner.caller };
    const folder = { itemId: owner.root, name: 'Plans', on_conflict: 'deny' } as const;
    const { id: plans } = await owner.drive.createFolder(caller, folder);
    await mark(owner, plain);
    await owner.sync();
    const gone = [
      await member.put('same.md', 'the same'),
      (await member.drive.createFolder({ caller: member.caller }, { ...folder, itemId: member.root })).id,
    ];
    await member.put('plain.md', 'plain');
    for (const id of gone) await mark(member, id);
    const outcomes = await member.sync();
    expect(outcomes.filter(({ outcome }) => outcome !== 'became')).toEqual([]);
    await settleDrives(member, owner);
    expect(await member.tree()).toEqual(['Plans', '[mine.md]', 'plain.md', 'same.md']);
    const marked = await Promise.all([there, plans, plain].map((id) => isMarked(member, id)));
    expect(marked).toEqual([true, true, false]);
    for (const id of gone) expect(await member.store.get(member.scope, 'favourite', id)).toBeUndefined();
    const remote = await Promise.all([there, plans, plain].map((itemId) => client.getItem({ itemId })));
    expect(remote.map(({ favourite }) => favourite)).toEqual([false, false, true]);
    expect(await member.sync()).toEqual([]);
  });
});
