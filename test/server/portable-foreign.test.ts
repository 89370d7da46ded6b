/** Imports of other products over the API: samples of the shape that each is documented or seen to have. */
import { FormData } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';
import { madeZip } from './zips.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server[Symbol.asyncDispose]());

async function importInto(projectId: string | undefined, name: string, bytes: Uint8Array, more = {}) {
  const itemId = (await server.owner.listDrives({})).items[0]?.root_item_id ?? '';
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  const { item } = await server.owner.uploadFile({ itemId, on_conflict: 'rename' }, { form });
  return server.owner.importFile({ item_id: item.id, project_id: projectId, ...more });
}

async function newProject(): Promise<string> {
  return (await server.owner.createProject({ name: 'Into' })).id;
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const lines = (...values: unknown[]) => Buffer.from(values.map((one) => JSON.stringify(one)).join('\n'));

const node = (id: string, parent: string | null, role: string, parts: unknown[], create_time: number) => ({
  id,
  parent,
  children: [],
  message: { id: `m-${id}`, author: { role }, create_time, content: { content_type: 'text', parts } },
});

const chatGpt = [
  {
    title: 'Foghorn "repair", [x]',
    conversation_id: 'c-1',
    create_time: 1_700_000_000.5,
    current_node: 'd',
    mapping: {
      root: { id: 'root', message: null, parent: null, children: ['a'] },
      a: node('a', 'root', 'user', ['How do I repair a foghorn?'], 1_700_000_001),
      b: node('b', 'a', 'assistant', ['An answer that was regenerated.'], 1_700_000_002),
      c: node(
        'c',
        'a',
        'assistant',
        ['Replace the {membrane}.', { content_type: 'image_asset_pointer' }],
        1_700_000_003,
      ),
      d: node('d', 'c', 'user', ['Thanks'], 1_700_000_004),
    },
  },
  { title: 'broken', mapping: { a: 5 } },
];

const claude = [
  {
    uuid: 'u-1',
    name: 'Tides',
    created_at: '2025-01-01T00:00:00.000000Z',
    chat_messages: [
      {
        uuid: 'h-1',
        sender: 'human',
        text: 'When is high water?',
        created_at: '2025-01-01T00:00:01.123456Z',
        attachments: [{ file_name: 'table.txt', extracted_content: 'noon' }],
      },
      {
        uuid: 'a-1',
        sender: 'assistant',
        text: '',
        content: [{ type: 'text', text: 'At noon.' }],
        created_at: '2025-01-01T00:00:02Z',
      },
    ],
  },
];

describe('conversations', () => {
  it.each([
    ['chatgpt', chatGpt, ['How do I repair a foghorn?', 'Replace the {membrane}.\n\n[a file]', 'Thanks'], 1],
    ['claude', claude, ['When is high water?\n\n[table.txt]\nnoon', 'At noon.'], 0],
  ] as const)(
    'of %s are recognised, keep order and time, and come once',
    async (source, data, said, faults) => {
      const projectId = await newProject();
      const zip = madeZip([
        { name: 'export/user.json', bytes: json({}) },
        { name: 'export/conversations.json', bytes: json(data), deflate: true },
      ]);
      const dry = await importInto(projectId, 'e.zip', zip, { dry_run: true });
      expect(dry).toMatchObject({ source, problems: { count: faults } });
      expect((await server.owner.listConversations({ projectId })).items).toEqual([]);
      const first = await importInto(projectId, 'e.zip', zip);
      expect(first.counts).toEqual(dry.counts);
      expect(first.counts).toMatchObject({ conversations: { added: 1 }, messages: { added: said.length } });
      const again = await importInto(projectId, 'e.zip', zip);
      expect(again.counts).toMatchObject({
        conversations: { added: 0, known: 1 },
        messages: { added: 0, known: said.length },
      });
      const talk = (await server.owner.listConversations({ projectId })).items[0];
      const { items } = await server.owner.readMessages({ projectId, conversationId: talk?.id ?? '' });
      expect(items.map(({ content }) => content)).toEqual(said);
      expect(items[0]?.time).toMatch(/^202[35]-/);
      expect(items[0]?.created_by.client).toBe(`import from ${source}`);
      const { results } = await server.owner.search({ query: said[0], project_ids: [projectId] });
      expect(results[0]?.type).toBe('message');
    },
  );
});

describe('memories and values', () => {
  const mem0 = {
    id: 'a1',
    memory: 'Prefers tea',
    user_id: 'u',
    categories: ['drinks'],
    created_at: '2024-05-01T10:00:00-07:00',
  };
  it.each([
    ['mem0', 'all.json', json({ results: [mem0, { id: 'x' }] }), ['Prefers tea'], 1],
    ['mem0', 'all.jsonl', lines(mem0), ['Prefers tea'], 0],
    [
      'server-memory',
      'memory.jsonl',
      lines(
        { type: 'entity', name: 'Anna', entityType: 'person', observations: ['sails'] },
        { type: 'relation', from: 'Anna', to: 'Ben', relationType: 'knows' },
        { type: 'relation', from: 'Nobody', to: 'Ben', relationType: 'knows' },
      ),
      ['Anna (person)\n- sails\n- Anna knows Ben'],
      1,
    ],
    [
      'memorylake',
      'lake.jsonl',
      lines({ id: 'm1', name: 'Rule', content: 'Invoices on the 5th', created_at: '2025-01-01T00:00:00Z' }),
      ['Invoices on the 5th'],
      0,
    ],
    [
      'markdown',
      'notes.zip',
      madeZip([
        { name: 'a/First.md', bytes: Buffer.from('---\ntitle: "Tea"\n---\n\nGreen.') },
        { name: 'b.md', bytes: Buffer.from('# Coffee\n\nBlack.') },
        { name: 'empty.md', bytes: Buffer.from(' ') },
        { name: 'picture.png', bytes: Buffer.from('x') },
      ]),
      ['# Coffee\n\nBlack.', '---\ntitle: "Tea"\n---\n\nGreen.'],
      1,
    ],
  ])(
    'of %s in %s come once, are found, and what does not fit is told',
    async (source, name, bytes, wanted, faults) => {
      const projectId = await newProject();
      const first = await importInto(projectId, name, bytes);
      expect(first).toMatchObject({ source, problems: { count: faults } });
      expect(first.counts.memories).toMatchObject({ added: wanted.length, known: 0 });
      const again = await importInto(projectId, name, bytes);
      expect(again.counts.memories).toMatchObject({ added: 0, known: wanted.length });
      const { items } = await server.owner.listMemories({ projectId });
      expect(items.map(({ content }) => content).sort()).toEqual(wanted);
      expect(items[0]?.tags).toContain(source);
      const { results } = await server.owner.search({ query: wanted[0] ?? '', project_ids: [projectId] });
      expect(results[0]?.type).toBe('memory');
    },
  );

  it('of BotWire come once; a value that is another one here stays', async () => {
    const projectId = await newProject();
    await server.owner.setEntry({ projectId, namespace: 'bot', key: 'mine', value: 'here' });
    const answer = (key: string, value: unknown) => ({
      namespace: 'bot',
      key,
      value,
      created_at: 1,
      updated_at: 1,
    });
    const bytes = lines(answer('greeting', 'hello'), answer('mine', 'there'), answer('bad', 5));
    const first = await importInto(projectId, 'values.jsonl', bytes);
    expect(first.source).toBe('botwire');
    expect(first.counts).toEqual({ values: { added: 1, known: 0, skipped: 1 } });
    expect(first.problems.items.map(({ where }) => where)).toEqual(['bot/mine', 'values.jsonl number 3']);
    expect((await importInto(projectId, 'values.jsonl', bytes)).counts.values?.known).toBe(1);
    const mine = await server.owner.getEntry({ projectId, namespace: 'bot', key: 'mine' });
    expect(mine.value).toBe('here');
  });

  it.each([
    ['without a project', undefined, 'all.json', json([mem0])],
    ['of something unknown', true, 'x.bin', Buffer.from('nothing')],
    ['of a folder', true, '', undefined],
  ])('are refused %s', async (_name, into, name, bytes) => {
    const projectId = into === undefined ? undefined : await newProject();
    const root = (await server.owner.listDrives({})).items[0]?.root_item_id ?? '';
    const done =
      bytes === undefined
        ? server.owner.importFile({ item_id: root, project_id: projectId })
        : importInto(projectId, name, bytes);
    await expect(done).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('a broken file loses only what is behind the break', async () => {
    const projectId = await newProject();
    const bytes = Buffer.from(`[${JSON.stringify(mem0)}, {"id": "b2", "memory": "Likes`);
    const report = await importInto(projectId, 'cut.json', bytes);
    expect(report).toMatchObject({ problems: { count: 1 }, counts: { memories: { added: 1 } } });
  });
});
