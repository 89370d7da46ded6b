/** The calls of BotWire's public HTTP API, each against its expected answer, and who may make them. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { startServer } from '../../server/index.ts';
import { expectTable } from '../harness/doc-table.ts';
import { masterKey, startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let token: string;
let projectId: string;

beforeAll(async () => {
  server = await startTestServer({ openNamespaces: ['open'] });
  projectId = (await server.owner.createProject({ name: 'Bots' })).id;
  token = (await server.newKey([projectId])).secret;
});

afterAll(() => server[Symbol.asyncDispose]());

interface Answer {
  status: number;
  body: unknown;
}

async function call(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

const anyTime = expect.closeTo(Date.now() / 1000, -3) as number;
const longest = 'x'.repeat(100_000);

const calls: [string, string, unknown, number, unknown][] = [
  ['GET', '/memory/bot/none', undefined, 404, { detail: 'Key not found: bot/none' }],
  ['DELETE', '/memory/bot/none', undefined, 404, { detail: 'Key not found: bot/none' }],
  ['GET', '/memory/empty', undefined, 200, { namespace: 'empty', count: 0, keys: [] }],
  [
    'PUT',
    '/memory/bot/greeting',
    { value: 'héllo' },
    200,
    { namespace: 'bot', key: 'greeting', stored: true, bytes: 6 },
  ],
  [
    'GET',
    '/memory/bot/greeting',
    undefined,
    200,
    { namespace: 'bot', key: 'greeting', value: 'héllo', created_at: anyTime, updated_at: anyTime },
  ],
  [
    'PUT',
    '/memory/bot/user:john:preferences',
    { value: '{}' },
    200,
    { stored: true, key: 'user:john:preferences' },
  ],
  ['PUT', '/memory/bot/long', { value: longest }, 200, { bytes: 100_000 }],
  ['PUT', '/memory/bot/long', { value: `${longest}x` }, 400, { detail: 'Value too large. Max 100KB.' }],
  [
    'PUT',
    '/memory/bot/long',
    { value: 'x'.repeat(2_000_000) },
    400,
    { detail: 'Value too large. Max 100KB.' },
  ],
  ['PUT', '/memory/bot/number', { value: 5 }, 422, {}],
  ['PUT', '/memory/bot/nothing', {}, 422, {}],
  ['PUT', '/memory/bot/nothing', 'no JSON', 422, {}],
  ['PUT', `/memory/${'n'.repeat(65)}/key`, { value: 'x' }, 400, {}],
  ['PUT', '/memory/na%20me/key', { value: 'x' }, 400, {}],
  ['GET', '/memory/bot?limit=0', undefined, 422, {}],
  ['GET', '/memory/bot?limit=1001', undefined, 422, {}],
  ['DELETE', '/memory/bot/long', undefined, 200, { deleted: true, namespace: 'bot', key: 'long' }],
  ['GET', '/stats/memory', undefined, 200, { total_entries: 2, total_namespaces: 1, total_bytes: 8 }],
];

const rows: string[][] = [];

test.each(calls)('%s %s', async (method, path, body, status, expected) => {
  const answer = await call(method, path, body);
  rows.push([shown([method, path, body]), shown([status, expected]), shown([answer.status, answer.body])]);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject(expected as object);
});

/** Without what is another one each time, and short. */
function shown(parts: readonly unknown[]): string {
  const words = parts
    .filter((part) => part !== undefined && JSON.stringify(part) !== '{}')
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)));
  return words
    .join(' ')
    .replaceAll(/("(?:created|updated)_at":)(?:\d+(?:\.\d+)?|\{[^}]*\})/g, '$1…')
    .replaceAll(/(x{10}|n{10})[xn]+/g, '$1…');
}

test('the table of calls in the documentation is what was asked and answered', async () => {
  await expectTable('docs/key-value.md', 'botwire http', ['call', 'expected', 'actual'], rows);
});

test('the list is newest first and cut at its limit, and a time moves when a value is written again', async () => {
  for (const key of ['one', 'two', 'three', 'one']) {
    await call('PUT', `/memory/list/${key}`, { value: key });
    await pause(3);
  }
  const { body } = await call('GET', '/memory/list?limit=2');
  expect(body).toMatchObject({
    namespace: 'list',
    count: 2,
    keys: [{ key: 'one', bytes: 3 }, { key: 'three' }],
  });
  const one = (await call('GET', '/memory/list/one')).body as { created_at: number; updated_at: number };
  expect(one.updated_at).toBeGreaterThan(one.created_at);
});

test('what other faces wrote is read as JSON text, and the other way round as a text', async () => {
  await server.owner.setEntry({ projectId, namespace: 'both', key: 'list', value: [1, { a: true }] });
  expect((await call('GET', '/memory/both/list')).body).toMatchObject({ value: '[1,{"a":true}]' });
  await call('PUT', '/memory/both/text', { value: '[1]' });
  expect(await server.owner.getEntry({ projectId, namespace: 'both', key: 'text' })).toMatchObject({
    value: '[1]',
  });
});

describe('without a key', () => {
  const none = { authorization: '' };

  async function bare(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'PUT' ? { body: '{"value":"x"}' } : {}),
    });
    return { status: response.status, body: await response.json() };
  }

  it('nothing is answered, nor with a wrong one', async () => {
    for (const [method, path] of calls) expect((await bare(method, path)).status).toBe(401);
    expect((await call('GET', '/memory/bot/greeting', undefined, none)).status).toBe(401);
  });

  it('an opened namespace answers in the first project, to programs alone', async () => {
    expect(await bare('PUT', '/memory/open/key')).toMatchObject({ status: 200 });
    expect(await bare('GET', '/memory/open/key')).toMatchObject({ status: 200, body: { value: 'x' } });
    const entry = await server.owner.getEntry({ projectId, namespace: 'open', key: 'key' });
    expect(entry.updated_by.name).toBe('open namespace open');
    expect((await bare('GET', '/stats/memory')).status).toBe(401);
    const elsewhere: Record<string, string>[] = [
      { origin: 'https://example.org' },
      { 'sec-fetch-site': 'cross-site' },
      { 'x-forwarded-for': '192.0.2.7' },
    ];
    for (const headers of elsewhere)
      expect((await bare('GET', '/memory/open/key', headers)).status).toBe(401);
  });

  it('a server that others can reach opens nothing', async () => {
    const refused = startServer({
      dataFolder: server.dataFolder,
      masterKey,
      ownerToken: '',
      listen: { host: '0.0.0.0', port: 0 },
      openNamespaces: ['open'],
      logLevel: 'silent',
    });
    await expect(refused).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});

test('a key that only reads writes nothing, one of another project sees nothing, the owner is told to use a key', async () => {
  const other = await server.owner.createProject({ name: 'Others' });
  const reader = { authorization: `Bearer ${(await server.newKey([projectId], { scope: 'read' })).secret}` };
  const stranger = { authorization: `Bearer ${(await server.newKey([other.id])).secret}` };
  const owner = { authorization: `Bearer ${server.ownerToken}` };
  expect((await call('GET', '/memory/bot/greeting', undefined, reader)).status).toBe(200);
  expect((await call('PUT', '/memory/bot/greeting', { value: 'x' }, reader)).status).toBe(403);
  expect((await call('DELETE', '/memory/bot/greeting', undefined, reader)).status).toBe(403);
  expect((await call('GET', '/memory/bot/greeting', undefined, stranger)).status).toBe(404);
  expect((await call('GET', '/memory/bot/greeting', undefined, owner)).status).toBe(403);
});
