/**
 * Who may what, and whose it is: every operation and tool of the contract, asked for by everybody. What is expected comes
 * from the contract (`access`, `contract/permissions.ts`) and inputs from its schemas, so that a new operation is asked for too.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createClient,
  operations,
  toolsFor,
  type FetchLike,
  type ResponseLike,
  type Operation,
  type OperationName,
} from '../../contract/index.ts';
import { leastStanding } from '../../contract/permissions.ts';
import { mayAs, standing, type Standing } from '../../contract/roles.ts';
import { sampleInput, type Known } from './isolation/sample.ts';
import { canary, makeWorld, type World } from './isolation/world.ts';

let world: World;

beforeAll(async () => {
  world = await makeWorld();
});

afterAll(() => world[Symbol.asyncDispose]());

const all = Object.entries(operations) as [OperationName, Operation][];
const guarded = all.filter(([, { access }]) => access !== 'anyone');
const none = (): string | undefined => undefined;
/** Who asks for tokens of somebody else needs more. */
const nothing: Known = { ids: {}, fields: {}, only: { listTokens: { member_id: undefined } } };
/** Of what the world has none. */
const absent = ['getConflict', 'getUpload', 'getErasure'];

interface Answer {
  readonly name: string;
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

/** Asks for an operation as the typed client does, and keeps the answer as it came. */
async function ask(secret: string | undefined, name: OperationName, known: Known): Promise<Answer> {
  const operation: Operation = operations[name];
  const input = sampleInput(name, operation.input, known);
  let answer: Answer = { name, status: 0, code: '', text: '' };
  const fetch: FetchLike = async (url, { method, headers, body }): Promise<ResponseLike> => {
    const response = await globalThis.fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: body as BodyInit }),
    });
    answer = { name, status: response.status, ...(await readAnswer(response)) };
    return { status: response.status, headers: response.headers, text: async () => answer.text };
  };
  const token = () => secret;
  const client = createClient({ baseUrl: world.server.url, fetch, token, newIdempotencyKey: randomUUID });
  const call = client[name] as (input: unknown, options: object) => Promise<unknown>;
  await call(input, operation.body === 'file' ? { form: fileForm() } : {}).catch(() => undefined);
  return answer;
}

/** A stream has no end to wait for. */
async function readAnswer(response: Response): Promise<{ code: string; text: string }> {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    await response.body?.cancel();
    return { code: '', text: '' };
  }
  const text = await response.text();
  const code = /^\{"success":false,"code":"(\w+)"/.exec(text)?.[1] ?? '';
  return { code, text };
}

function fileForm(): FormData {
  const form = new FormData();
  form.set('file', new File(['sample'], 'sample.txt'));
  return form;
}

async function askAll(
  secret: string | undefined,
  names: readonly (readonly [OperationName, Operation])[],
  known: Known,
): Promise<Answer[]> {
  return Promise.all(names.map(([name]) => ask(secret, name, known)));
}

/** What nobody but the account's own people change: its commits, and those of its project. */
async function heads(): Promise<unknown> {
  const { owner } = world.server;
  const { changes } = await owner.listChanges({ projectId: world.known.ids['prj'] ?? '', limit: 500 });
  const { items } = await owner.listAudit({ limit: 200 });
  return { project: changes.at(-1)?.seq, account: items[0]?.seq };
}

const wrong = (answers: readonly Answer[], isRight: (answer: Answer) => boolean) =>
  answers.filter((answer) => !isRight(answer)).map(({ name, status, code }) => `${name}: ${status} ${code}`);

describe('who is refused', () => {
  it.each([
    ['nobody in particular', none, 'UNAUTHORIZED'],
    ['a revoked token', () => world.ended.revoked, 'KEY_REVOKED'],
    ['an expired token', () => world.ended.expired, 'KEY_EXPIRED'],
  ] as const)('%s, everything', async (_who, secret, code) => {
    const before = await heads();
    const answers = await askAll(secret(), guarded, world.known);
    expect(wrong(answers, (answer) => answer.status === 401 && answer.code === code)).toEqual([]);
    expect(await heads()).toEqual(before);
  });

  it('a key that reads: what writes, and what is for people', async () => {
    const before = await heads();
    const names = guarded.filter(([, { access }]) => access !== 'read');
    const answers = await askAll(world.keys.read, names, world.known);
    const expected = (name: string) =>
      operations[name as OperationName].access === 'write' ? 'READ_ONLY_KEY' : 'FORBIDDEN';
    expect(wrong(answers, ({ name, code }) => code === expected(name))).toEqual([]);
    expect(await heads()).toEqual(before);
  });

  it('a key that writes: what is for people', async () => {
    const before = await heads();
    const names = guarded.filter(([, { access }]) => access === 'owner');
    const answers = await askAll(world.keys.write, names, world.known);
    expect(wrong(answers, ({ code }) => code === 'FORBIDDEN')).toEqual([]);
    expect(await heads()).toEqual(before);
  });

  it.each(standing.options)('a person who is %s: what needs more', async (who) => {
    const before = await heads();
    const names = guarded.filter(([name]) => !mayAs(who, leastStanding[name] as Standing));
    const answers = await askAll(world.people[who], names, world.known);
    expect(wrong(answers, ({ status, code }) => status === 403 && code === 'FORBIDDEN')).toEqual([]);
    expect(await heads()).toEqual(before);
  });
});

describe('another account', () => {
  it('reaches nothing of this one with any of its ids: what names one is not found, and nothing is answered or changed', async () => {
    const before = await heads();
    const answers = await askAll(world.other, guarded, world.known);
    const ids = Object.values(world.known.ids);
    expect(wrong(answers, ({ text }) => !text.includes(canary))).toEqual([]);
    const found = answers.filter(({ status, text }) => status < 300 && ids.some((id) => text.includes(id)));
    expect(found.map(({ name }) => name)).toEqual([]);
    const named = answers.filter(({ name }) => operations[name as OperationName].path.includes('Id}'));
    expect(wrong(named, ({ code }) => ['NOT_FOUND', 'FORBIDDEN'].includes(code))).toEqual([]);
    expect(await heads()).toEqual(before);
  });

  it('is the same ids that show what they hold to the people of the account', async () => {
    const reads = guarded.filter(
      ([name, { method }]) => method === 'GET' && mayAs('owner', leastStanding[name] as Standing),
    );
    const answers = await askAll(world.people.owner, reads, world.known);
    expect(wrong(answers, ({ name, status }) => status < 300 || absent.includes(name))).toEqual([]);
    expect(answers.filter(({ text }) => text.includes(canary)).length).toBeGreaterThan(20);
  });
});

describe('who is let in', () => {
  const isLetIn = ({ status, code }: Answer) =>
    status !== 401 && code !== 'FORBIDDEN' && code !== 'READ_ONLY_KEY';

  it.each(standing.options)(
    'a person who is %s: what needs no more, though what they name is not there',
    async (who) => {
      const names = guarded.filter(([name]) => mayAs(who, leastStanding[name] as Standing));
      expect(wrong(await askAll(world.people[who], names, nothing), isLetIn)).toEqual([]);
    },
  );

  it.each(['read', 'write'] as const)('a key that %ss: what is for clients', async (scope) => {
    const names = guarded.filter(([, { access }]) => access === 'read' || access === scope);
    const known = { ...nothing, ids: { prj: world.known.ids['prj'] ?? '' } };
    expect(wrong(await askAll(world.keys[scope], names, known), isLetIn)).toEqual([]);
  });
});

describe('tools', () => {
  it.each([
    ['nobody in particular', none],
    ['a revoked token', () => world.ended.revoked],
    ['an expired token', () => world.ended.expired],
  ] as const)('%s reaches none', async (_who, secret) => {
    for (const [name] of toolsFor('write')) {
      const { status } = await callTool(secret(), name, {});
      expect({ name, status }).toEqual({ name, status: 401 });
    }
  });

  it.each([
    ['a key that reads', () => world.keys.read, 'read'],
    ['a key that writes', () => world.keys.write, 'write'],
    ['a reader', () => world.people.reader, 'read'],
    ['a member', () => world.people.member, 'write'],
    ['an admin', () => world.people.admin, 'write'],
    ['an owner', () => world.people.owner, 'write'],
  ] as const)('%s is offered those of the scope, and refused the others', async (_who, secret, scope) => {
    const offered = toolsFor(scope).map(([name]) => name);
    for (const [name, tool] of toolsFor('write')) {
      const { text } = await callTool(secret(), name, sampleInput(name, tool.input, nothing));
      expect({ name, isOffered: !text.includes('There is no tool') }).toEqual({
        name,
        isOffered: offered.includes(name),
      });
    }
  });

  it('another account gets nothing of this one by any', async () => {
    const before = await heads();
    for (const [name, tool] of toolsFor('write')) {
      const input = sampleInput(name, tool.input, world.known);
      const { status, text } = await callTool(world.other, name, input);
      expect({
        name,
        status,
        leaks: text.includes(canary) && !JSON.stringify(input).includes(canary),
      }).toEqual({
        name,
        status: 200,
        leaks: false,
      });
    }
    expect(await heads()).toEqual(before);
    const known = await callTool(world.people.reader, 'search', { query: canary });
    expect(known.text).toContain(`The lamp was ${canary}`);
  });
});

async function callTool(secret: string | undefined, name: string, args: unknown) {
  const response = await fetch(`${world.server.url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-06-18',
      ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  return { status: response.status, text: await response.text() };
}
