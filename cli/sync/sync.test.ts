/** `keepsake link`, `unlink` and `sync` as somebody with two computers uses them. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FormData, type Response } from 'undici';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createClient, type Client } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';
import { startKeepsake, type Keepsake } from '../../test/harness/keepsake.ts';

let remote: Keepsake;
let laptop: Keepsake;
let token: string;
/** Who the laptop is linked for, at the server. */
let ada: Client<Response>;

beforeAll(async () => {
  [remote, laptop] = await Promise.all([startKeepsake(), startKeepsake()]);
  const { code = '' } = await remote.owner.createInvitation({ role: 'member' });
  ({ token } = await remote.owner.acceptInvitation({ code, name: 'Ada' }));
  ada = createClient({
    baseUrl: remote.url,
    fetch: createFetch({}),
    token: () => token,
    newIdempotencyKey: randomUUID,
  });
});

afterAll(() => Promise.all([remote[Symbol.asyncDispose](), laptop[Symbol.asyncDispose]()]));

it('links by a token from standard input, tells how far it is, pauses, and unlinks', async () => {
  const { id } = await laptop.owner.createProject({ name: 'Travel' });
  await laptop.owner.addMemory({ projectId: id, content: 'The tent is in the attic.' });
  const made = await laptop.runWith(
    `${token}\n`,
    'link',
    remote.url,
    '--project',
    'Travel',
    '--name',
    'laptop',
  );
  expect([made.code, made.err]).toEqual([0, '']);
  const there = /kept there as (prj_\w+)/.exec(made.out)?.[1] ?? '';
  await vi.waitUntil(async () => (await remote.owner.listMemories({ projectId: there })).items.length === 1, {
    timeout: 15_000,
  });
  await vi.waitUntil(async () => (await laptop.run('sync', 'status')).out.includes('Travel  synced'), {
    timeout: 15_000,
  });
  expect((await laptop.run('sync', 'pause')).out).toContain('is paused');
  await laptop.owner.addMemory({ projectId: id, content: 'The stove is new.' });
  expect((await laptop.run('sync', 'status')).out).toContain('Travel  paused, 1 waiting');
  expect((await laptop.run('sync', 'resume')).code).toBe(0);
  await vi.waitUntil(async () => (await remote.owner.listMemories({ projectId: there })).items.length === 2, {
    timeout: 15_000,
  });
  expect(JSON.parse((await laptop.run('sync', 'now', '--json')).out)).toEqual({ projects: 1 });
  expect((await laptop.run('unlink', '--project', 'Travel')).out).toContain('Both sides keep');
  expect((await laptop.run('unlink')).out).toContain(`No longer linked to ${remote.url}`);
  expect((await laptop.run('sync', 'status')).out).toContain('linked to no server');
});

it('keeps folders of the drive here or as placeholders, says how much is where, and removes a project', async () => {
  const linked = await laptop.runWith(`${token}\n`, 'link', remote.url, '--drive', '--name', 'laptop');
  expect([linked.code, linked.err]).toEqual([0, '']);
  const { items } = await laptop.owner.listDrives({});
  const root = items[0]?.root_item_id ?? '';
  const { id: itemId } = await laptop.owner.createFolder({ itemId: root, name: 'Plans' });
  const form = new FormData();
  form.set('file', new Blob(['Beans in May.']), 'garden.md');
  await laptop.owner.uploadFile({ itemId, on_conflict: 'deny' }, { form });
  const status = async () => (await laptop.run('sync', 'status')).out;
  await vi.waitUntil(async () => (await status()).includes('Drive  synced'), { timeout: 15_000 });
  expect(await status()).toContain('13 bytes here, 0 bytes at the server alone');
  const kept = await laptop.run('sync', 'keep', '/plans', 'placeholder', '--json');
  expect(JSON.parse(kept.out)).toEqual({ id: itemId, keep: 'placeholder', own: true });
  await vi.waitUntil(async () => (await status()).includes('0 bytes here, 13 bytes at the server alone'), {
    timeout: 15_000,
  });
  expect((await laptop.run('sync', 'keep', 'plans/garden.md', 'here')).out).toContain('garden.md is kept');
  await vi.waitUntil(async () => (await status()).includes('13 bytes here'), { timeout: 15_000 });
  const wrong = await laptop.run('sync', 'keep', 'Plans/none', 'here');
  expect([wrong.code === 0, wrong.err]).toEqual([false, expect.stringContaining('nothing at this path')]);
  expect((await laptop.run('unlink', '--remove')).err).toContain('--project');
  const { id: projectId } = await laptop.owner.createProject({ name: 'Boat' });
  await laptop.owner.addMemory({ projectId, content: 'The anchor is new.' });
  await laptop.run('link', remote.url, '--project', 'Boat');
  await vi.waitUntil(async () => (await status()).includes('Boat  synced'), { timeout: 15_000 });
  expect((await laptop.run('unlink', '--project', 'Boat', '--remove')).out).toContain(
    'removed from this computer',
  );
  expect(await status()).not.toContain('Boat');
  expect((await laptop.run('unlink')).code).toBe(0);
});

/** Writes a file at the top of the server's drive. */
async function putThere(name: string, bytes: string | Uint8Array): Promise<string> {
  const { items } = await ada.listDrives({});
  const form = new FormData();
  form.set('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), name);
  const itemId = items[0]?.root_item_id ?? '';
  return (await ada.uploadFile({ itemId, on_conflict: 'deny' }, { form })).item.id;
}

async function linkWithDrive(): Promise<string> {
  const linked = await laptop.runWith(`${token}\n`, 'link', remote.url, '--drive', '--json');
  const { id } = JSON.parse(linked.out) as { id: string };
  await vi.waitUntil(
    async () => (await laptop.owner.getSyncState({})).links[0]?.files?.bytes.away.files === 1,
    { timeout: 15_000 },
  );
  return id;
}

/** Starts a command that brings files, and interrupts it once it does. */
async function interrupt(...args: string[]): Promise<{ code: unknown; err: string }> {
  const program = fileURLToPath(new URL('../index.ts', import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { env: laptop.env, stdio: 'pipe' });
  const ended = once(child, 'close');
  let err = '';
  child.stderr.on('data', (data) => (err += String(data)));
  child.stdout.on('data', (data) => {
    if (String(data).includes('are brought here first')) child.kill('SIGINT');
  });
  const [code] = (await ended) as [unknown];
  return { code, err };
}

it('brings what the server alone has before it unlinks, says what keeps it from coming, and can be stopped', async () => {
  const film = await putThere('film.bin', new Uint8Array(300_000).fill(7));
  const linkId = await linkWithDrive();
  await laptop.run('sync', 'pause');
  const paused = await laptop.run('unlink');
  expect([paused.code, paused.err]).toEqual([4, expect.stringContaining('resume it')]);
  await laptop.run('sync', 'resume');
  await laptop.owner.updateLink({ linkId, bytes_per_second: 1_024 });
  const stopped = await interrupt('unlink');
  expect([stopped.code, stopped.err]).toEqual([3, expect.stringContaining('stands as before')]);
  expect((await laptop.owner.listLinks({})).items).toMatchObject([{ id: linkId, bring_all: false }]);
  await laptop.owner.updateLink({ linkId, bytes_per_second: null });
  const left = await laptop.run('link', remote.url, '--no-drive', '--json');
  expect(JSON.parse(left.out)).toMatchObject({ id: linkId, drive: false, bring_all: false });
  expect((await laptop.owner.getItem({ itemId: film })).size).toBe(300_000);
  expect((await laptop.owner.getStorage({})).remote_bytes).toBe(0);
  expect(JSON.parse((await laptop.run('unlink', '--json')).out)).toEqual({ deleted: true, id: linkId });
  await putThere('left.md', 'not needed here');
  await linkWithDrive();
  expect((await laptop.run('unlink', '--leave-files')).out).toContain('do not open here any more');
  expect((await laptop.owner.getStorage({})).remote_bytes).toBe('not needed here'.length);
});

it('takes the token from a file, and says what is wrong with an address or a token', async () => {
  const file = join(laptop.dataFolder, '..', 'token.txt');
  await writeFile(file, 'kst_wrong\n');
  const refused = await laptop.run('link', remote.url, '--all', '--token-file', file);
  expect([refused.code === 0, refused.err]).toEqual([false, expect.not.stringContaining('kst_wrong')]);
  const open = await laptop.run('link', 'http://memory.example', '--all', '--token-file', file);
  expect(open.err).toContain('must begin with https://');
});
