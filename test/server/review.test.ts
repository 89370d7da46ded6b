/** What clients write waits for a person where a project or a key asks for it, and what a key wrote can be taken back. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../contract/index.ts';
import { contentsOf } from '../campaigns/review/contents.ts';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;
let keyId: string;
let client: Client;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server[Symbol.asyncDispose]());

beforeEach(async () => {
  projectId = (await server.owner.createProject({ name: 'Reviewed' })).id;
  const key = await server.newKey([projectId]);
  keyId = key.id;
  client = server.clientOf(key.secret);
});

const review = (required = true) => server.owner.setReviewSettings({ projectId, required });
const pending = async () => (await server.owner.listReviews({ projectId, page_size: 100 })).items;
const found = async (query: string) =>
  (await client.search({ query })).results.map(({ record_id }) => record_id);

describe('a memory that a client adds under review', () => {
  it('is recalled once it is approved, with the client as its writer', async () => {
    await review();
    const held = await client.addMemory({ projectId, content: 'The lamp is blue.', tags: ['lamp'] });
    expect(held).toMatchObject({ outcome: 'held', status: 'pending_review', version: 0 });
    expect(await found('lamp')).toEqual([]);
    await expect(client.getMemory({ projectId, memoryId: held.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await server.owner.countReviews({})).toMatchObject({
      projects: expect.arrayContaining([{ project_id: projectId, pending: 1, conflicts: 0, clashes: 0 }]),
    });
    const [waiting] = await pending();
    expect(waiting).toMatchObject({
      id: held.review_id,
      memory_id: held.id,
      action: 'add',
      proposed: { content: 'The lamp is blue.', tags: ['lamp'] },
      written_by: { key_id: keyId },
    });
    const one = { projectId, reviewId: held.review_id ?? '' };
    const approved = await server.owner.approveReview(one);
    expect(approved).toMatchObject({ status: 'approved', decided_by: { type: 'owner' } });
    expect(approved.proposed).toBeUndefined();
    expect((await server.owner.approveReview(one)).status).toBe('approved');
    await expect(server.owner.rejectReview(one)).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
    expect(await found('lamp')).toEqual([held.id]);
    expect(await client.getMemory({ projectId, memoryId: held.id })).toMatchObject({
      status: 'active',
      created_by: { key_id: keyId },
      written_by: { key_id: keyId },
      updated_by: { type: 'owner' },
    });
  });

  it('says what the person makes of it, who is its writer then', async () => {
    await review();
    const held = await client.addMemory({ projectId, content: 'The lamp is mauve.' });
    const edit = { projectId, reviewId: held.review_id ?? '', content: 'The lamp is purple.' };
    await server.owner.approveReview(edit);
    const memory = await client.getMemory({ projectId, memoryId: held.id });
    expect(memory).toMatchObject({ content: 'The lamp is purple.', written_by: { type: 'owner' } });
    expect(memory.created_by).toMatchObject({ key_id: keyId });
  });

  it('leaves nothing behind once it is rejected', async () => {
    await review();
    const held = await client.addMemory({ projectId, content: 'The lamp is a spy.' });
    const rejected = await server.owner.rejectReview({ projectId, reviewId: held.review_id ?? '' });
    expect(rejected.status).toBe('rejected');
    expect(JSON.stringify(rejected)).not.toContain('spy');
    expect(await found('lamp spy')).toEqual([]);
    expect((await server.owner.listMemories({ projectId })).items).toEqual([]);
  });

  it('is answered the same when the call is repeated, before and after the decision', async () => {
    await review();
    const add = () => client.addMemory({ projectId, content: 'Once.' }, { idempotencyKey: 'held-1' });
    const held = await add();
    expect(await add()).toEqual(held);
    expect(await pending()).toHaveLength(1);
    await server.owner.approveReview({ projectId, reviewId: held.review_id ?? '' });
    expect(await add()).toMatchObject({ id: held.id, outcome: 'written', status: 'active' });
  });
});

describe('a change that a client makes under review', () => {
  it('waits: an update, a removal, a restoration and a successor', async () => {
    const memory = await client.addMemory({ projectId, content: 'Tea at four.' });
    const one = { projectId, memoryId: memory.id };
    await server.owner.updateMemory({ ...one, content: 'Tea at five.' });
    await review();
    expect((await client.updateMemory({ ...one, content: 'Tea at six.' })).outcome).toBe('held');
    expect(await client.deleteMemory(one)).toMatchObject({ deleted: false });
    expect((await client.restoreMemory({ ...one, revision: memory.revision })).outcome).toBe('held');
    await client.addMemory({ projectId, content: 'Tea at seven.', supersedes: [memory.id] });
    expect(await client.getMemory(one)).toMatchObject({
      content: 'Tea at five.',
      status: 'active',
      version: 2,
    });
    expect((await pending()).map(({ action }) => action)).toEqual(['update', 'delete', 'restore', 'add']);
    const last = (await pending()).at(-1);
    await server.owner.approveReview({ projectId, reviewId: last?.id ?? '' });
    expect(await client.getMemory(one)).toMatchObject({
      status: 'superseded',
      superseded_by: last?.memory_id,
    });
  });

  it('is not carried out over what has changed meanwhile, unless the person says so', async () => {
    const memory = await client.addMemory({ projectId, content: 'Coffee at four.' });
    const one = { projectId, memoryId: memory.id };
    await review();
    const held = await client.updateMemory({ ...one, content: 'Coffee at six.' });
    await server.owner.updateMemory({ ...one, content: 'Coffee at noon.' });
    const approval = { projectId, reviewId: held.review_id ?? '' };
    await expect(server.owner.approveReview(approval)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await pending())[0]?.current).toMatchObject({ content: 'Coffee at noon.', version: 2 });
    await server.owner.approveReview({ ...approval, version: 2 });
    expect((await client.getMemory(one)).content).toBe('Coffee at six.');
  });

  it('of values waits too, and is carried out on what stands there then', async () => {
    await client.setEntry({ projectId, namespace: 'n', key: 'count', value: 1 });
    await review();
    const entry = { projectId, namespace: 'n', key: 'count' };
    expect(await client.incrementEntry({ ...entry, by: 5 })).toMatchObject({ value: 1, version: 1 });
    expect(
      (await client.setEntry({ projectId, namespace: 'n', key: 'new', value: 'x' })).review_id,
    ).toBeDefined();
    expect(await client.deleteEntry(entry)).toMatchObject({ deleted: false });
    const writes = [{ op: 'set', namespace: 'n', key: 'batch', value: 2 } as const];
    expect(await client.writeEntries({ projectId, writes })).toMatchObject({ items: [{ entry: null }] });
    await expect(client.appendToEntry({ ...entry, value: 3 })).rejects.toMatchObject({
      code: 'STATE_NOT_READY',
    });
    await expect(client.setEntry({ ...entry, value: 3, version: 9 })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    expect((await client.listEntries({ projectId, namespace: 'n' })).items.map(({ key }) => key)).toEqual([
      'count',
    ]);
    await server.owner.setEntry({ ...entry, value: 10 });
    const [increment] = await pending();
    await server.owner.approveReview({ projectId, reviewId: increment?.id ?? '' });
    expect((await client.getEntry(entry)).value).toBe(15);
    await server.owner.decideReviews({ projectId, decision: 'approve' });
    expect((await client.listEntries({ projectId, namespace: 'n' })).items.map(({ key }) => key)).toEqual([
      'batch',
      'new',
    ]);
  });

  it('of conversations is refused, because messages cannot wait', async () => {
    await review();
    await expect(client.createConversation({ projectId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('review', () => {
  it('may be asked for by one key alone, and what the owner writes never waits', async () => {
    await server.owner.setKeyReview({ keyId, required: true });
    expect(await server.owner.getKeyReview({ keyId })).toEqual({ key_id: keyId, required: true });
    const other = server.clientOf((await server.newKey([projectId])).secret);
    expect((await client.addMemory({ projectId, content: 'one' })).outcome).toBe('held');
    expect((await other.addMemory({ projectId, content: 'two' })).outcome).toBe('written');
    expect((await server.owner.addMemory({ projectId, content: 'three' })).outcome).toBe('written');
    await server.owner.setKeyReview({ keyId, required: false });
    expect((await client.addMemory({ projectId, content: 'four' })).outcome).toBe('written');
  });

  it('is decided for many at once; what one is refused for is said, the rest is done', async () => {
    const memory = await client.addMemory({ projectId, content: 'zero' });
    await review();
    for (const content of ['one', 'two', 'three']) await client.addMemory({ projectId, content });
    await client.updateMemory({ projectId, memoryId: memory.id, content: 'changed' });
    await server.owner.updateMemory({ projectId, memoryId: memory.id, content: 'changed by the owner' });
    const result = await server.owner.decideReviews({ projectId, decision: 'approve', key_id: keyId });
    expect(result).toMatchObject({ decided: 3, failed: [{ code: 'VERSION_CONFLICT' }] });
    expect(await server.owner.decideReviews({ projectId, decision: 'reject' })).toMatchObject({ decided: 1 });
    expect(await pending()).toEqual([]);
  });

  it('is the owner’s alone', async () => {
    await review();
    const { review_id: reviewId = '' } = await client.addMemory({ projectId, content: 'let me in' });
    const calls = [
      client.listReviews({ projectId }),
      client.getReview({ projectId, reviewId }),
      client.approveReview({ projectId, reviewId }),
      client.setReviewSettings({ projectId, required: false }),
      client.setKeyReview({ keyId, required: false }),
      client.rollbackKey({ keyId, since: '2026-01-01T00:00:00Z' }),
    ];
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject({ code: 'FORBIDDEN' })));
  });
});

describe('everything that one key wrote', () => {
  const contents = () => contentsOf(server.owner, projectId);

  it('is taken back exactly, twice without harm, and first only shown', async () => {
    const kept = await server.owner.addMemory({ projectId, content: 'Kept as it is.', tags: ['a'] });
    const gone = await server.owner.addMemory({ projectId, content: 'Deleted by the client.' });
    const old = await server.owner.addMemory({ projectId, content: 'Superseded by the client.' });
    await server.owner.setEntry({ projectId, namespace: 'watch', key: 'a', value: { x: 1 } });
    await server.owner.setEntry({ projectId, namespace: 'watch', key: 'b', value: 2 });
    const before = await contents();
    const since = new Date().toISOString();
    await client.updateMemory({ projectId, memoryId: kept.id, content: 'Changed.', tags: [] });
    await client.deleteMemory({ projectId, memoryId: gone.id });
    await client.addMemory({ projectId, content: 'New.', supersedes: [old.id] });
    await client.setEntry({ projectId, namespace: 'watch', key: 'a', value: 'broken' });
    await client.setEntry({ projectId, namespace: 'watch', key: 'c', value: 3 });
    await client.deleteEntry({ projectId, namespace: 'watch', key: 'b' });
    await review();
    await client.addMemory({ projectId, content: 'Approved.' });
    await server.owner.decideReviews({ projectId, decision: 'approve' });
    await client.addMemory({ projectId, content: 'Waiting.' });
    const after = await contents();
    const dry = await server.owner.rollbackKey({ keyId, since, dry_run: true });
    expect(await contents()).toEqual(after);
    const { items } = await server.owner.rollbackKey({ keyId, since });
    expect(items).toEqual(dry.items);
    const actions = items.map(({ action }) => action);
    const count = (wanted: string) => actions.filter((action) => action === wanted).length;
    expect([count('rejected'), count('removed'), count('restored'), actions.length]).toEqual([1, 3, 5, 9]);
    expect(await contents()).toEqual(before);
    expect(await found('Kept as it is')).toContain(kept.id);
    expect((await server.owner.rollbackKey({ keyId, since })).items).toEqual([]);
    const { items: history } = await server.owner.getMemoryHistory({ projectId, memoryId: kept.id });
    expect(history.map(({ message }) => message)).toEqual(['rolled back', undefined, undefined]);
  });

  it('leaves alone what others have changed since, unless that is asked for, and what it wrote earlier', async () => {
    const early = await client.addMemory({ projectId, content: 'Earlier.' });
    const memory = await server.owner.addMemory({ projectId, content: 'First.' });
    const since = new Date(Date.now() + 1).toISOString();
    await expect.poll(() => Date.now() > Date.parse(since)).toBe(true);
    await client.updateMemory({ projectId, memoryId: memory.id, content: 'Second.' });
    await server.owner.updateMemory({ projectId, memoryId: memory.id, content: 'Third.' });
    expect((await server.owner.rollbackKey({ keyId, since })).items).toMatchObject([
      { id: memory.id, action: 'left' },
    ]);
    await server.owner.rollbackKey({ keyId, since, include_changed: true });
    expect((await client.getMemory({ projectId, memoryId: memory.id })).content).toBe('First.');
    expect((await client.getMemory({ projectId, memoryId: early.id })).status).toBe('active');
  });
});
