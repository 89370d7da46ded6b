/** Two `keepsake serve` processes on one PostgreSQL: neither remembers what the other needs. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { needs } from '../harness/component.ts';
import { expectTable } from '../harness/doc-table.ts';
import { eventsOf } from '../harness/events.ts';
import { addDocument, runProgram } from '../harness/keepsake.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';
import { startSharedServers, type SharedServer, type SharedServers } from '../harness/shared-servers.ts';

let postgres: PostgresServer | undefined;
let servers: SharedServers | undefined;
let one: SharedServer;
let other: SharedServer;
let projectId: string;

beforeEach(async (context) => {
  if (servers !== undefined) return;
  postgres = await startPostgres(needs(context, 'postgresql'));
  servers = await startSharedServers(postgres, 2);
  [one, other] = servers.all as [SharedServer, SharedServer];
  projectId = (await one.owner.createProject({ name: 'House' })).id;
});
afterAll(async () => {
  await servers?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

/** Waits for what another server tells within seconds. */
async function until<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('two servers on one database', () => {
  it('started at once have one owner, one account and one drive', async () => {
    const drives = await Promise.all([one, other].map(({ owner }) => owner.listDrives({})));
    expect(drives[0]).toEqual(drives[1]);
    expect(drives[0]?.items).toHaveLength(1);
  });

  it('a write through one is seen by the next read and the next search through the other', async () => {
    for (let i = 0; i < 10; i++) {
      const [writer, reader] = i % 2 === 0 ? [one, other] : [other, one];
      const content = `The cellar key number ${i} hangs behind door kumquat${i}.`;
      const memory = await writer.owner.addMemory({ projectId, content });
      const found = await reader.owner.getMemory({ projectId, memoryId: memory.id });
      expect(found.content).toBe(content);
      const { results } = await reader.owner.search({ query: `kumquat${i}`, project_ids: [projectId] });
      expect(results[0]?.text).toContain(`kumquat${i}`);
      await writer.owner.incrementEntry({ projectId, namespace: 'n', key: 'count', by: 1 });
      const entry = await reader.owner.getEntry({ projectId, namespace: 'n', key: 'count' });
      expect(entry.value).toBe(i + 1);
    }
  });

  it('a request repeated with its key at the other is done once', async () => {
    const headers = { 'idempotency-key': randomUUID(), 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'Once' });
    const answers = await Promise.all(
      [one, other, one, other].map((server) =>
        server.send('/api/v1/projects', { method: 'POST', headers, body }).then((answer) => answer.json()),
      ),
    );
    const ids = answers.map((answer) => (answer as { data: { id: string } }).data.id);
    expect(new Set(ids).size).toBe(1);
    const { items } = await other.owner.listProjects({});
    expect(items.filter(({ name }) => name === 'Once')).toHaveLength(1);
  });

  it('a key made at one opens the other, counts against one limit, and is over everywhere once it is revoked', async () => {
    const key = await one.owner.createKey({ description: 'a client', project_ids: [projectId] });
    const client = other.clientOf(key.secret ?? '');
    await client.listMemories({ projectId });
    const remaining = async (server: SharedServer): Promise<number> => {
      const headers = { authorization: `Bearer ${key.secret ?? ''}` };
      const answer = await server.send(`/api/v1/projects/${projectId}/memories`, { headers });
      return Number(answer.headers.get('x-ratelimit-remaining'));
    };
    for (let i = 0; i < 20; i++) await remaining(one);
    await until(async () => {
      const both = [await remaining(one), await remaining(other)] as const;
      return Math.abs(both[0] - both[1]) <= 10 ? both : undefined;
    });
    await one.owner.revokeKey({ keyId: key.id });
    await expect(client.listMemories({ projectId })).rejects.toMatchObject({ code: 'KEY_REVOKED' });
  });

  it('a document uploaded to one is indexed by either, found at the other, and its bytes are read there', async () => {
    const bytes = Buffer.from(
      `Boiler manual. Descale it with tangerine vinegar.\n${'more text. '.repeat(40_000)}`,
    );
    const document = await addDocument(one.owner, projectId, 'boiler.txt', bytes);
    expect(document.status).toBe('okay');
    const { results } = await other.owner.search({ query: 'tangerine vinegar', project_ids: [projectId] });
    expect(results[0]?.text).toContain('tangerine vinegar');
    const read = await other.send(`/api/v1/drives/items/${document.item_id}/binary`);
    expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('who follows activity at one hears of what the other did, and goes on at the other from there', async () => {
    const hear = async (server: SharedServer, words: readonly string[], after?: string) => {
      const stop = new AbortController();
      const headers = after === undefined ? {} : { 'last-event-id': after };
      const response = await server.send('/api/v1/activity/events', { signal: stop.signal, headers });
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      const decoder = new TextDecoder();
      let text = '';
      return {
        async heard(): Promise<string> {
          while (!words.every((word) => text.includes(word)))
            text += decoder.decode((await reader.read()).value, { stream: true });
          stop.abort();
          return text;
        },
      };
    };
    const { secret } = await one.owner.createKey({ description: 'asks', project_ids: [projectId] });
    const ask = (server: SharedServer, query: string) =>
      server.clientOf(secret ?? '').search({ query, project_ids: [projectId] });
    const first = await hear(one, ['persimmon']);
    await ask(other, 'persimmon');
    const text = await first.heard();
    const last = /id: (\S+)\ndata: .*persimmon/.exec(text)?.[1] ?? '';
    await ask(one, 'medlar');
    await ask(other, 'loquat');
    const rest = await (await hear(other, ['loquat', 'medlar'], last)).heard();
    expect(rest).not.toContain('persimmon');
  });
});

it('the database shows nothing of what was written by every way', async () => {
  const word = 'Zwergflusspferd';
  const { id } = await one.owner.createProject({ name: word, description: word });
  await one.owner.addMemory({
    projectId: id,
    name: word,
    content: `The ${word} is called ${word}.`,
    tags: [word],
  });
  await one.owner.setEntry({ projectId: id, namespace: word, key: word, value: word, ttl: 600 });
  const { id: conversationId } = await one.owner.createConversation({ projectId: id, title: word });
  await one.owner.appendMessages({
    projectId: id,
    conversationId,
    messages: [{ role: 'user', content: `A ${word}!` }],
  });
  await addDocument(other.owner, id, `${word}.md`, Buffer.from(`# ${word}\n\nAn animal called ${word}.`));
  const key = await other.owner.createKey({ description: word, project_ids: [id] });
  const { results } = await other.clientOf(key.secret ?? '').search({ query: word, project_ids: [id] });
  expect(results.length).toBeGreaterThan(2);
  await other.owner.listActivity({});
  const dump = (await postgres?.dump(servers?.store ?? '')) ?? '';
  expect(dump).toContain(id);
  for (const text of [word, word.toLowerCase()])
    for (const form of ['utf8', 'hex', 'base64'] as const)
      expect(dump).not.toContain(Buffer.from(text).toString(form).slice(0, 18));
});

it('what stays readable is what docs/security.md lists, and holds names of ours alone', async () => {
  const at = [postgres as PostgresServer, (servers as SharedServers).store] as const;
  const columns = await at[0].rows(
    at[1],
    `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'
      ORDER BY table_name, ordinal_position`,
  );
  // Whose bytes are keys in the order of their names; those made of content are hashed.
  const isSealed = (one: Record<string, string>) =>
    one['data_type'] === 'bytea' && one['column_name'] !== 'key';
  const isHashed = (one: Record<string, string>) => one['column_name'] === 'unique_key';
  const namesOf = (some: readonly Record<string, string>[]) =>
    some.map((one) => one['column_name']).join(', ') || '-';
  const tables = Object.entries(Object.groupBy(columns, (one) => one['table_name'] ?? ''));
  await expectTable(
    'docs/security.md',
    'database',
    ['table', 'sealed', 'keyed hash', 'readable'],
    tables.map(([table, of = []]) => {
      const readable = of.filter((one) => !isSealed(one) && !isHashed(one));
      return [table, namesOf(of.filter(isSealed)), namesOf(of.filter(isHashed)), namesOf(readable)];
    }),
  );
  for (const { table_name: table, column_name: column, data_type: type } of columns) {
    if (type !== 'text') continue;
    const found = await at[0].rows(
      at[1],
      `SELECT DISTINCT ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`,
    );
    const odd = found.map(({ value = '' }) => value).filter((value) => !/^[\w:.@~/{}[\]",-]*$/.test(value));
    expect([table, column, odd]).toEqual([table, column, []]);
  }
});

describe('a server is not started', () => {
  const serve = (store: string, env: Record<string, string>) =>
    runProgram('', ['serve', '--port', '0', '--store', store], env);

  it('with a password in the address, without a master key, with another one, or without its database', async () => {
    const { env, store } = servers as SharedServers;
    const { KEEPSAKE_MASTER_KEY_FILE: _none, ...without } = env;
    const another = { ...without, KEEPSAKE_MASTER_KEY: Buffer.alloc(32, 1).toString('base64') };
    const nowhere = store.replace(/keepsake_\d+/, 'nowhere');
    const [password, keyless, wrong, lost] = await Promise.all([
      serve('postgres://keepsake:hunter-7431@localhost/keepsake', env),
      serve(store, without),
      serve(store, another),
      serve(nowhere, env),
    ]);
    expect(password.err).toMatch(/holds a password.*KEEPSAKE_STORE_PASSWORD_FILE/);
    expect(password.err).not.toContain('hunter');
    expect(keyless.err).toContain('KEEPSAKE_MASTER_KEY_FILE');
    expect(wrong.err).toContain('the master key does not fit');
    expect(lost.err).toContain('3D000');
    for (const { code, err } of [password, keyless, wrong, lost]) {
      expect(code).not.toBe(0);
      expect(err).toMatch(/^keepsake: [^\n]*\n$/);
    }
  });
});

it('who follows a server that is killed goes on at another, without a gap and without hearing anything twice', async () => {
  const { secret = '' } = await one.owner.createKey({ description: 'follows', project_ids: [projectId] });
  const follow = async (server: SharedServer, path: string, token: string, after?: string) => {
    const heard = after === undefined ? {} : { 'last-event-id': after };
    const headers = { authorization: `Bearer ${token}`, ...heard };
    return eventsOf(await fetch(`${server.url}/api/v1/${path}`, { headers }));
  };
  const add = async (from: number, to: number): Promise<void> => {
    for (let i = from; i <= to; i++)
      await other.clientOf(secret).addMemory({ projectId, content: `Followed fact number ${i}.` });
  };
  const { head: before } = await other.owner.listChanges({ projectId });
  const changes = `projects/${projectId}/changes/events?after=${before}`;
  const [stream, activity] = await Promise.all([
    follow(one, changes, secret),
    one.send('/api/v1/activity/events').then(eventsOf),
  ]);
  await add(1, 5);
  const heard = [];
  for (let i = 0; i < 3; i++) heard.push(await stream.next());
  const last = await activity.next();
  await one.kill();
  // Read ahead or not, what was not taken counts as not heard.
  await Promise.all([stream.rest(), activity.rest()]);
  await add(6, 9);
  const onward = await follow(other, changes, secret, heard.at(-1)?.id);
  const { head } = await other.owner.listChanges({ projectId });
  while (heard.at(-1)?.id !== String(head)) heard.push(await onward.next());
  const seqs = heard.map((event) => Number(event?.id));
  expect(seqs).toEqual(Array.from({ length: head - before }, (_, i) => before + 1 + i));
  const told = await other.send('/api/v1/activity/events', { headers: { 'last-event-id': last?.id ?? '' } });
  const next = await eventsOf(told).next();
  expect(next?.id).not.toBe(last?.id);
});
