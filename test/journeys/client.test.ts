/** The client library against a real server: on this computer without address or key, and at an address with one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ChatHistory, Memories, Memory } from '../../client/index.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';

let keepsake: Keepsake;

beforeAll(async () => {
  keepsake = await startKeepsake();
});

beforeEach(() => {
  for (const [name, value] of Object.entries(keepsake.env)) vi.stubEnv(name, value);
});

afterAll(() => keepsake[Symbol.asyncDispose]());

const clientUrl = new URL('../../client/index.ts', import.meta.url).href;

/** Runs a program that uses the client library, as a process of its own. */
async function runProgram(source: string): Promise<string> {
  const program = `import { ChatHistory, Memory } from ${JSON.stringify(clientUrl)};\n${source}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: keepsake.env,
    stdio: 'pipe',
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`the program ended with ${String(code)}: ${err}`);
  return out;
}

test('two programs that start at once share a key that was made for them, for one project, and end by themselves', async () => {
  const source = `await new Memory('first').set(String(process.pid), 1); console.log('done');`;
  expect(await Promise.all([runProgram(source), runProgram(source)])).toEqual(['done\n', 'done\n']);
  const { items } = await keepsake.owner.listKeys({});
  const made = items.filter(({ description }) => description === 'Programs on this computer');
  expect(made).toHaveLength(1);
  expect(made[0]?.project_ids).toHaveLength(1);
  expect(await new Memory('first').listKeys()).toHaveLength(2);
});

test('values are set, read, listed and removed; a missing one gives nothing and removing it is no error', async () => {
  const memory = new Memory('my-agent');
  expect(await memory.get('user:john:preferences')).toBeUndefined();
  await memory.delete('user:john:preferences');
  await memory.set('user:john:preferences', { theme: 'dark' });
  expect(await memory.get('user:john:preferences')).toEqual({ theme: 'dark' });
  expect(await memory.has('user:john:preferences')).toBe(true);
  await Promise.all([memory.set('a', null), memory.append('list', 'x'), memory.append('list', 'y')]);
  expect(await memory.get('list')).toEqual(['x', 'y']);
  expect(await memory.entry('a')).toEqual({ value: null, version: 1 });
  expect(await memory.listKeys()).toEqual(['a', 'list', 'user:john:preferences']);
  expect(await memory.listKeys('user:')).toEqual(['user:john:preferences']);
  await memory.delete('a');
  expect(await memory.has('a')).toBe(false);
  await memory.set('short', 'x', { ttl: 0.01 });
  await expect.poll(() => memory.get('short')).toBeUndefined();
});

test('of writes that travel together each is refused by itself', async () => {
  const memory = new Memory('together');
  await memory.set('text', 'words');
  const results = await Promise.allSettled([
    memory.set('one', 1, { version: 0 }),
    memory.increment('text'),
    memory.set('one', 2, { version: 0 }),
    memory.increment('sum', 5),
  ]);
  expect(results).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'STATE_NOT_READY' } },
    { status: 'rejected', reason: { code: 'VERSION_CONFLICT', details: { current_version: 1 } } },
    { status: 'fulfilled', value: 5 },
  ]);
  const large = 'x'.repeat(900_000);
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  await Promise.all(keys.map((key) => memory.set(key, large)));
  const read = await Promise.all(keys.map((key) => memory.get<string>(key)));
  expect(read.map((value) => value?.length)).toEqual(keys.map(() => large.length));
});

test('what four programs append and add at once is all kept', async () => {
  const each = 50;
  const source = `
    const memory = new Memory('race');
    const chat = new ChatHistory('race');
    await Promise.all(Array.from({ length: ${each} }, async (_, at) => {
      await Promise.all([memory.increment('count'), memory.append('list', process.pid + ' ' + at),
        chat.addUserMessage(process.pid + ' ' + at)]);
    }));`;
  await Promise.all(Array.from({ length: 4 }, () => runProgram(source)));
  const memory = new Memory('race');
  expect(await memory.entry('count')).toEqual({ value: 4 * each, version: 4 * each });
  expect(new Set(await memory.get<string[]>('list')).size).toBe(4 * each);
  const messages = await new ChatHistory('race').messages();
  expect(new Set(messages.map(({ content }) => content)).size).toBe(4 * each);
});

test('a chat keeps its messages in order, gives the last ones, and begins anew when cleared', async () => {
  const chat = new ChatHistory('session-42');
  expect(await chat.messages()).toEqual([]);
  await chat.addUserMessage('Where did we leave off?');
  await chat.addAiMessage('At the lighthouse.');
  await chat.add([{ role: 'user', content: 'Right.', name: 'Anna', id: 'm-1' }]);
  await chat.add([{ role: 'user', content: 'Right.', name: 'Anna', id: 'm-1' }]);
  const messages = await new ChatHistory('session-42').messages();
  expect(messages.map(({ role, content }) => [role, content])).toEqual([
    ['user', 'Where did we leave off?'],
    ['assistant', 'At the lighthouse.'],
    ['user', 'Right.'],
  ]);
  expect((await chat.messages(1))[0]).toMatchObject({
    content: 'Right.',
    name: 'Anna',
    id: 'm-1',
    position: 2,
  });
  const other = new ChatHistory('session-42');
  await other.clear();
  expect(await chat.messages()).toEqual([]);
  await chat.addUserMessage('Hello again.');
  expect(await other.messages()).toHaveLength(1);
});

test('memories and search, at an address with a key', async () => {
  const { items } = await keepsake.owner.listProjects({});
  const key = await keepsake.owner.createKey({ description: 'a program', project_ids: [items[0]?.id ?? ''] });
  const options = { url: keepsake.url, key: key.secret };
  const memories = new Memories(options);
  const { id } = await memories.add('Invoices go out on the 5th of the month.', { tags: ['billing'] });
  await memories.update(id, 'Invoices go out on the 6th of the month.');
  expect((await memories.search('when do invoices go out'))[0]).toMatchObject({ id, type: 'memory' });
  expect((await memories.list()).map((one) => one.content)).toContain(
    'Invoices go out on the 6th of the month.',
  );
  await memories.delete(id);
  expect(await memories.search('invoices', { types: ['memory'] })).toEqual([]);
  await new Memory('remote', options).set('k', 1);
  expect(await new Memory('remote').get('k')).toBe(1);
  const refused = new Memory('remote', { url: keepsake.url }).get('k');
  await expect(refused).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('the command line sets, reads, lists and removes values, and gives a program its key', async () => {
  const set = await keepsake.run('kv', 'set', 'app', 'limits', '{"most":5}', '--parse', '--ttl', '3600');
  expect(set.out).toMatch(/^Set limits in app \(version 1, until 20/);
  expect((await keepsake.runWith('words\n', 'kv', 'set', 'app', 'text', '-')).code).toBe(0);
  expect((await keepsake.run('kv', 'get', 'app', 'limits')).out).toBe('{"most":5}\n');
  expect((await keepsake.run('kv', 'get', 'app', 'text')).out).toBe('words\n\n');
  expect((await keepsake.run('kv', 'set', 'app', 'text', 'x', '--if-version', '0')).code).toBe(4);
  expect((await keepsake.run('kv', 'list', 'app', '--prefix', 'te')).out).toMatch(
    /^text {2}\(version 1, 6 bytes/,
  );
  expect((await keepsake.run('kv', 'list')).out).toContain('app\n');
  expect((await keepsake.run('kv', 'delete', 'app', 'text')).out).toBe('Removed text in app.\n');
  expect((await keepsake.run('kv', 'delete', 'app', 'text')).out).toBe('There was no text in app.\n');
  expect((await keepsake.run('kv', 'get', 'app', 'text')).code).toBe(4);
  const local = JSON.parse((await keepsake.run('key', 'local', '--json')).out) as { key: string };
  const fresh = JSON.parse((await keepsake.run('key', 'local', '--new', '--json')).out) as { key: string };
  expect(fresh.key).toMatch(/^ksk_/);
  expect(fresh.key).not.toBe(local.key);
  expect((await keepsake.run('key', 'local')).out).toBe('');
});
