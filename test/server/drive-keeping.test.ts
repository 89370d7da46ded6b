/** Which bytes of a linked drive a device keeps: brought and given up by choice, and what goes wrong while that is done. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../local/ids.ts';
import { giveUp } from '../../server/sync/service/drive/giving-up.ts';
import { survey } from '../../server/sync/service/drive/surveying.ts';
import { until } from './linked-servers.ts';
import { startTestServer, type TestServer } from './running.ts';
import { settleDrives, startDrivePair, type DriveDevice } from './sync-drives.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ rateLimit: 1_000_000 });
});

afterAll(() => server[Symbol.asyncDispose]());

const pair = () => startDrivePair(server, 'Keeping');

const mkdir = async ({ drive, caller, root }: DriveDevice, name: string, parent = root) =>
  (await drive.createFolder({ caller }, { itemId: parent, name, on_conflict: 'deny' })).id;

const large = randomBytes(5 * 1024 * 1024);
const inTree = (device: DriveDevice, path: string) => async () => (await device.tree()).includes(path);
/** Chosen a moment later than the bytes came. */
const soon = () => Date.now() + 1_000;

/** Bytes are brought and given up as it is chosen, until nothing is left to do. */
async function keptOnce(device: DriveDevice, settings?: { paused: boolean; metered: boolean }) {
  const keeping = device.keeping(settings);
  keeping.stir();
  await keeping.idle();
  await keeping.close();
  return keeping;
}

describe('a folder that is chosen to be here', () => {
  it('is brought with all that is in it, small and large, and what stands elsewhere stays away', async () => {
    await using given = await pair();
    const { one, two } = given;
    const [folder, other] = [await mkdir(one, 'Plans'), await mkdir(one, 'Films')];
    const below = await mkdir(one, 'Deep', folder);
    await one.put('a.md', 'text', folder);
    await one.put('old.md', 'first', below);
    await one.put('old.md', 'second', below);
    const id = await one.put('large.bin', large, below);
    await one.put('film.bin', 'film', other);
    await settleDrives(one, two);
    await two.choose(folder, 'here');
    const keeping = await keptOnce(two);
    expect(await two.tree()).toEqual([
      'Films',
      'Films/[film.bin]',
      'Plans',
      'Plans/Deep',
      'Plans/Deep/large.bin',
      'Plans/Deep/old.md',
      'Plans/a.md',
    ]);
    expect((await two.read(id)).equals(large)).toBe(true);
    expect([keeping.toFetch(), keeping.problem()]).toEqual([{ files: 0, bytes: 0 }, undefined]);
    // A folder in it may be left out, and what is moved into it comes along.
    await two.choose(below, 'placeholder', soon());
    const [film] = await two.store.list(two.scope, { kind: 'item', parent: other, order: 'sort', limit: 1 });
    const moved = { itemId: film?.id ?? '', parent_id: folder, on_conflict: 'deny' } as const;
    await two.drive.move({ caller: two.caller }, moved);
    await two.sync();
    await keptOnce(two);
    expect(await two.tree()).toEqual([
      'Films',
      'Plans',
      'Plans/Deep',
      'Plans/Deep/[large.bin]',
      'Plans/Deep/[old.md]',
      'Plans/a.md',
      'Plans/film.bin',
    ]);
    expect(await two.blobFiles()).toBe(0);
  });

  it('waits while the link is paused or costs by volume, and while the server is away; then it goes on', async () => {
    await using given = await pair();
    const { one, two } = given;
    await one.put('a.md', 'text');
    await settleDrives(one, two);
    await two.choose(two.root, 'here');
    await keptOnce(two, { paused: true, metered: false });
    await keptOnce(two, { paused: false, metered: true });
    expect(await two.tree()).toEqual(['[a.md]']);
    two.offline(true);
    const keeping = two.keeping();
    keeping.stir();
    await keeping.idle();
    expect(await two.tree()).toEqual(['[a.md]']);
    expect(keeping.toFetch()).toEqual({ files: 1, bytes: 4 });
    expect([...keeping.missing().values()]).toEqual([expect.stringContaining('broke off')]);
    two.offline(false);
    keeping.stir();
    await until(inTree(two, 'a.md'));
    await keeping.idle();
    expect([keeping.missing().size, keeping.problem()]).toEqual([0, undefined]);
    await keeping.close();
  });

  it('goes on after a restart from where a large file was cut off', async () => {
    await using given = await pair();
    const { one, two } = given;
    await one.put('large.bin', large);
    await settleDrives(one, two);
    await two.choose(two.root, 'here');
    const { send } = two.remote;
    const ranges: string[] = [];
    let isCut = true;
    Object.assign(two.remote, {
      send: (path: string, request: Parameters<typeof send>[1]) => {
        ranges.push(request.headers['range'] ?? '');
        return isCut && ranges.length > 1 ? Promise.reject(new Error('cut')) : send(path, request);
      },
    });
    await keptOnce(two);
    expect(await two.tree()).toEqual(['[large.bin]']);
    isCut = false;
    await keptOnce(two);
    expect(await two.tree()).toEqual(['large.bin']);
    const starts = ranges.map((range) => Number(/\d+/.exec(range)?.[0]));
    expect(starts.filter((start) => start === 0)).toHaveLength(1);
  });

  it('says which file the server lost, and brings the others', async () => {
    await using given = await pair();
    const { one, two } = given;
    const lost = await one.put('lost.md', 'lost');
    await one.put('kept.md', 'kept and longer');
    await settleDrives(one, two);
    await two.choose(two.root, 'here');
    const { send } = two.remote;
    Object.assign(two.remote, {
      send: (path: string, request: Parameters<typeof send>[1]) =>
        send(path.includes(lost) ? path.replace(/ver_\w+/, newId('ver')) : path, request),
    });
    const keeping = await keptOnce(two);
    expect(await two.tree()).toEqual(['kept.md', '[lost.md]']);
    expect([...keeping.missing().keys()]).toEqual([lost]);
    expect(keeping.problem()).toBeUndefined();
    // Whoever opens it is told the same; and it comes once the server has it again.
    await expect(two.read(lost)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    Object.assign(two.remote, { send });
    await keptOnce(two);
    expect((await two.read(lost)).toString()).toBe('lost');
  });
});

describe('bytes that need not be here', () => {
  it('are given up once the server has them, with older versions; what was found in them and the files stay', async () => {
    await using given = await pair();
    const { one } = given;
    const [small, big] = [await one.put('a.md', 'first'), await one.put('large.bin', large)];
    await one.put('a.md', 'second');
    await one.sync();
    await one.choose(one.root, 'placeholder', soon());
    expect(await one.blobFiles()).toBeGreaterThan(0);
    await keptOnce(one);
    expect(await one.tree()).toEqual(['[a.md]', '[large.bin]']);
    expect(await one.blobFiles()).toBe(0);
    expect(await one.push()).toEqual([]);
    const { items } = await one.versions.list(one.caller, { itemId: small, page: 1, page_size: 10 });
    const texts = await Promise.all(
      items.map(async ({ id }) => {
        const pieces: Uint8Array[] = [];
        const { bytes } = await one.versions.download(one.caller, { itemId: small, versionId: id });
        for await (const piece of bytes) pieces.push(piece);
        return Buffer.concat(pieces).toString();
      }),
    );
    expect(texts).toEqual(['second', 'first']);
    expect((await one.read(big)).equals(large)).toBe(true);
    // What was opened since the choice stays for a day.
    await one.choose(one.root, 'placeholder', Date.now() - 60_000);
    await keptOnce(one);
    expect(await one.tree()).toEqual(['a.md', 'large.bin']);
  });

  it('stay while anything of their file is not sent, and where another file needs the same bytes', async () => {
    await using given = await pair();
    const { one } = given;
    const [free, kept] = [await mkdir(one, 'Free'), await mkdir(one, 'Kept')];
    const edited = await one.put('edited.md', 'sent', free);
    await one.put('twice.md', 'the same', free);
    await one.put('twice.md', 'the same', kept);
    await one.put('alone.md', 'alone', free);
    await one.sync();
    await one.choose(free, 'placeholder', soon());
    await one.put('edited.md', 'not sent', free);
    await keptOnce(one);
    expect(await one.tree()).toEqual([
      'Free',
      'Free/[alone.md]',
      'Free/edited.md',
      'Free/twice.md',
      'Kept',
      'Kept/twice.md',
    ]);
    await one.sync();
    await one.choose(free, 'placeholder', soon());
    await keptOnce(one);
    expect(await one.tree()).toContain('Free/[edited.md]');
    expect((await one.read(edited)).toString()).toBe('not sent');
  });

  it('stay when the server is away, lost them, or shows others', async () => {
    await using given = await pair();
    const { one } = given;
    await one.put('a.md', 'text');
    await one.sync();
    await one.choose(one.root, 'placeholder', soon());
    const { send } = one.remote;
    const answers: (() => Promise<unknown>)[] = [
      () => Promise.reject(new Error('away')),
      () => Promise.resolve(new Response('{"code":"NOT_FOUND","message":"gone"}', { status: 404 })),
      () => Promise.resolve(new Response('{"code":"INTERNAL","message":"damaged"}', { status: 500 })),
      () => Promise.resolve(new Response('wrong', { status: 206 })),
      () => Promise.resolve(new Response('text', { status: 200 })),
    ];
    for (const answer of answers) {
      Object.assign(one.remote, { send: answer });
      await keptOnce(one);
      expect(await one.tree()).toEqual(['a.md']);
    }
    Object.assign(one.remote, { send });
    await keptOnce(one);
    expect(await one.tree()).toEqual(['[a.md]']);
  });

  it('stay when they are used again while the server is asked: by a new file, a copy, or an edit of theirs', async () => {
    await using given = await pair();
    const { one } = given;
    const names = ['copied.md', 'again.md', 'edited.md', 'left.md'];
    const ids = new Map<string, string>();
    for (const name of names) ids.set(name, await one.put(name, `of ${name}`));
    const elsewhere = await mkdir(one, 'Elsewhere');
    await one.sync();
    await one.choose(one.root, 'placeholder', soon());
    await one.choose(elsewhere, 'here', soon());
    const found = await survey(one.store, one.scope, Date.now());
    expect(found.spare).toHaveLength(4);
    const { send } = one.remote;
    let isDone = false;
    Object.assign(one.remote, {
      send: async (path: string, request: Parameters<typeof send>[1]) => {
        if (!isDone) {
          isDone = true;
          const itemId = ids.get('copied.md') ?? '';
          await one.drive.copy({ caller: one.caller }, { itemId, parent_id: elsewhere, on_conflict: 'deny' });
          await one.put('again.md', 'of again.md', elsewhere);
          await one.put('edited.md', 'edited');
        }
        return send(path, request);
      },
    });
    const dependencies = { ...one, clock: Date.now, blobs: { remove: async () => undefined } };
    expect(await giveUp(dependencies, one.remote, one.scope, found)).toBe(1);
    expect(await one.tree()).toEqual([
      'Elsewhere',
      'Elsewhere/again.md',
      'Elsewhere/copied.md',
      'again.md',
      'copied.md',
      'edited.md',
      '[left.md]',
    ]);
    const states = await one.store.list(one.scope, { kind: 'blob', order: 'created', limit: 10 });
    expect(states.map(({ state }) => state)).not.toContain('removing');
  });

  it('are usable again after a crash left their mark', async () => {
    await using given = await pair();
    const { one } = given;
    await one.put('a.md', 'text');
    await one.sync();
    const [blob] = await one.store.list(one.scope, { kind: 'blob', order: 'created', limit: 1 });
    if (blob === undefined) throw new Error('no bytes');
    const { kind, id, payload } = blob;
    const put = { op: 'put', kind, id, payload, state: 'removing', history: false } as const;
    await one.store.commit(one.scope, { author: { type: 'server', id: 'x' }, at: 0, operations: [put] });
    await keptOnce(one);
    expect((await one.store.get(one.scope, 'blob', id))?.state).toBe('kept');
  });

  it('are read to their end though they are given up meanwhile', async () => {
    await using given = await pair();
    const { one } = given;
    const id = await one.put('large.bin', large);
    await one.sync();
    const { bytes } = await one.drive.download(one.caller, id);
    const pieces: Uint8Array[] = [];
    let tree: string[] = [];
    for await (const piece of bytes) {
      if (pieces.length === 0) {
        await one.choose(one.root, 'placeholder', soon());
        await keptOnce(one);
        tree = await one.tree();
      }
      pieces.push(piece);
    }
    expect(tree).toEqual(['[large.bin]']);
    expect(Buffer.concat(pieces).equals(large)).toBe(true);
  });
});
