/** The history by command line and by a client's tools: log, diff, snapshots, restoring, branches, merging. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';
import { officialClients } from './official-clients.ts';

let keepsake: Keepsake;
let projectId: string;

beforeAll(async () => {
  keepsake = await startKeepsake();
  projectId = (await keepsake.owner.listProjects({})).items[0]?.id ?? '';
});

afterAll(() => keepsake[Symbol.asyncDispose]());

async function json<T>(...args: string[]): Promise<T> {
  const { out, err } = await keepsake.run(...args, '--json');
  expect(err).toBe('');
  return JSON.parse(out) as T;
}

test('the command line shows what was written, names it, and brings it back', async () => {
  const memory = await json<{ id: string }>('remember', 'Tea at four.');
  expect((await keepsake.run('snapshot', 'create', 'before')).out).toMatch(/^before {2}\(commit \d+, /);
  await keepsake.owner.updateMemory({ projectId, memoryId: memory.id, content: 'Tea at five.' });
  const log = await keepsake.run('log', '--record', memory.id);
  expect(log.out.split('\n')[0]).toMatch(new RegExp(`^\\d+ {2}20.*owner: memory ${memory.id} \\(active\\)$`));
  const [newest] = await json<{ seq: number }[]>('log', '--limit', '1');
  expect((await keepsake.run('show', String(newest?.seq))).out).toContain(
    'content: Tea at [-four-]{+five+}.',
  );
  const diff = await keepsake.run('diff', 'before');
  expect(diff.out).toContain(`~ memory ${memory.id}  Tea at five.`);
  expect((await keepsake.run('diff', 'before', '--kind', 'entry')).out).toBe('Nothing differs.\n');
  const dry = await keepsake.run('revert', 'before', '--dry-run');
  expect(dry.out).toContain('changed: 1 memories, 0 values, 0 documents');
  expect((await keepsake.run('revert', 'before')).out).toMatch(/^Restored to commit \d+ as commit \d+:/);
  expect((await keepsake.owner.getMemory({ projectId, memoryId: memory.id })).content).toBe('Tea at four.');
  expect((await keepsake.run('snapshot', 'list')).out).toContain('before');
  expect((await keepsake.run('diff', 'nowhere')).code).toBe(4);
});

test('the command line works on a branch, shows its conflicts and merges what was decided', async () => {
  const memory = await json<{ id: string }>('remember', 'The parrot is called Ulysses.');
  await keepsake.run('branch', 'create', 'try', '--message', 'other names');
  expect((await keepsake.run('branch', 'list')).out).toContain('other names');
  await keepsake.run('remember', 'The cat is called Homer.', '--branch', 'try');
  await keepsake.run('kv', 'set', 'app', 'limit', '5', '--parse', '--branch', 'try');
  expect((await keepsake.run('kv', 'get', 'app', 'limit')).code).toBe(4);
  expect((await keepsake.run('kv', 'get', 'app', 'limit', '--branch', 'try')).out).toBe('5\n');
  const change = (content: string, branch?: string) =>
    keepsake.owner.updateMemory({ projectId, memoryId: memory.id, content, branch });
  await change('The parrot is called Virgil.', 'try');
  await change('The parrot is called Ovid.');
  const compared = await keepsake.run('branch', 'compare', 'try');
  expect(compared.out).toContain(`! memory ${memory.id}.content  The parrot is called Ovid.`);
  const refused = await keepsake.run('merge', 'try');
  expect(refused.code).toBe(4);
  expect(refused.out).toContain('>>>>>>> branch');
  expect((await keepsake.run('merge', 'try', '--take', 'nonsense')).code).toBe(4);
  const merged = await keepsake.run('merge', 'try', '--take', `branch:${memory.id}.content`);
  expect(merged.out).toMatch(/^Merged try as commit \d+: 3 records changed\.$/m);
  expect((await keepsake.owner.getMemory({ projectId, memoryId: memory.id })).content).toContain('Virgil');
  expect((await keepsake.run('kv', 'get', 'app', 'limit')).out).toBe('5\n');
  await keepsake.run('branch', 'create', 'other');
  expect((await keepsake.run('branch', 'delete', 'other')).out).toBe('Put branch other away.\n');
});

test('a client reads the history of a memory, restores it, and works on a branch', async () => {
  await using client = await officialClients['the v2 client in modern mode'](keepsake.bridge());
  const call = async (name: string, args: Record<string, unknown>) =>
    (await client.call(name, args)).structuredContent as Record<string, never>;
  const { id } = await call('add_memory', { content: 'The harbour opens at six.' });
  await call('update_memory', { id, content: 'The harbour opens at seven.', message: 'winter' });
  const { revisions } = (await call('memory_history', { id })) as unknown as {
    revisions: { content: string; revision: string; message?: string }[];
  };
  expect(revisions.map(({ content, message }) => [content, message])).toEqual([
    ['The harbour opens at seven.', 'winter'],
    ['The harbour opens at six.', undefined],
  ]);
  const restored = await call('restore_memory', { id, revision: revisions[1]?.revision });
  expect(restored).toEqual({ id, version: 3, status: 'active' });
  await keepsake.run('branch', 'create', 'aside');
  await call('add_memory', { content: 'The harbour is closed on Sundays.', branch: 'aside' });
  const listed = (branch?: string) => call('list_memories', { branch, page_size: 50 });
  expect(JSON.stringify(await listed('aside'))).toContain('closed on Sundays');
  expect(JSON.stringify(await listed())).not.toContain('closed on Sundays');
  expect(JSON.stringify(await call('search', { query: 'harbour Sundays' }))).not.toContain('closed on');
});
