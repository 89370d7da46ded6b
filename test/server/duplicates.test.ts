/** Memories that say the same, and those that take each other's place. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;

beforeAll(async () => {
  server = await startTestServer();
  projectId = (await server.owner.createProject({ name: 'Duplicates' })).id;
});

afterAll(() => server[Symbol.asyncDispose]());

const long =
  'Invoices go out on the fifth of the month by post and by mail, and Ann checks each of them against the ledger before they leave the house.';

async function found(query: string): Promise<string[]> {
  return (await server.owner.search({ query })).results.map(({ record_id }) => record_id);
}

describe('a memory that is written down already', () => {
  it('is answered with the one that is there, whatever its case and punctuation', async () => {
    const first = await server.owner.addMemory({ projectId, content: 'Tea is served at four.' });
    expect(first.outcome).toBe('written');
    const again = await server.owner.addMemory({ projectId, content: 'tea is served at FOUR' });
    expect(again).toMatchObject({ id: first.id, version: 1, outcome: 'duplicate' });
    expect(again.similar).toEqual([{ id: first.id, name: 'Tea is served at four.', resemblance: 1 }]);
  });

  it('is written once by fifty callers at the same time', async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, () => server.owner.addMemory({ projectId, content: 'Once and only once.' })),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all.filter(({ outcome }) => outcome === 'written')).toHaveLength(1);
  });

  it('is kept, or superseded, when the caller says so', async () => {
    const first = await server.owner.addMemory({ projectId, content: 'The hedge is cut in June.' });
    const same = { projectId, content: 'The hedge is cut in June!' };
    const kept = await server.owner.addMemory({ ...same, on_duplicate: 'keep' });
    expect([kept.id === first.id, kept.outcome]).toEqual([false, 'written']);
    const last = await server.owner.addMemory({ ...same, on_duplicate: 'supersede' });
    expect(last.supersedes?.toSorted()).toEqual([first.id, kept.id].toSorted());
    expect(await server.owner.getMemory({ projectId, memoryId: kept.id })).toMatchObject({
      status: 'superseded',
      superseded_by: last.id,
    });
    expect(await found('hedge June')).toEqual([last.id]);
  });

  it('in nearly the same words is kept and named, or returned when that is asked for', async () => {
    const first = await server.owner.addMemory({ projectId, content: long });
    const nearly = await server.owner.addMemory({ projectId, content: long.replace('house', 'office') });
    expect(nearly).toMatchObject({ outcome: 'written', similar: [{ id: first.id }] });
    const returned = await server.owner.addMemory({
      projectId,
      content: long.replace('house', 'building'),
      on_duplicate: 'return',
    });
    expect([first.id, nearly.id]).toContain(returned.id);
    expect(returned.outcome).toBe('duplicate');
    const other = await server.owner.addMemory({
      projectId,
      content: long.replace('go out', 'do not go out'),
    });
    expect(other).toMatchObject({ outcome: 'written' });
    expect(other.similar).toBeUndefined();
  });

  it('is no longer in the way once the first one was changed or deleted', async () => {
    const first = await server.owner.addMemory({ projectId, content: 'The bell rings twice.' });
    await server.owner.updateMemory({ projectId, memoryId: first.id, content: 'The bell rings at dawn.' });
    const second = await server.owner.addMemory({ projectId, content: 'The bell rings twice.' });
    expect(second.outcome).toBe('written');
    await server.owner.deleteMemory({ projectId, memoryId: second.id });
    const third = await server.owner.addMemory({ projectId, content: 'The bell rings twice.' });
    expect([third.outcome, third.id === second.id]).toEqual(['written', false]);
    expect((await server.owner.addMemory({ projectId, content: 'The bell rings at dawn.' })).id).toBe(
      first.id,
    );
  });

  it('is answered the same when the call is repeated, and another body under its key is refused', async () => {
    const first = await server.owner.addMemory(
      { projectId, content: 'Geese fly south.' },
      { idempotencyKey: 'g-1' },
    );
    const write = (content: string) =>
      server.owner.addMemory({ projectId, content }, { idempotencyKey: 'g-2' });
    expect((await write('geese fly south')).outcome).toBe('duplicate');
    expect(await write('geese fly south')).toMatchObject({ id: first.id, outcome: 'duplicate' });
    await expect(write('other')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const again = await server.owner.addMemory(
      { projectId, content: 'Geese fly south.' },
      { idempotencyKey: 'g-1' },
    );
    expect(again).toMatchObject({ id: first.id, outcome: 'written' });
  });
});

describe('a superseded memory', () => {
  it('is neither found nor listed, cannot be changed, is fetched with its successor, and comes back by its history', async () => {
    const old = await server.owner.addMemory({ projectId, content: 'Parking is behind the chapel.' });
    const successor = await server.owner.addMemory({
      projectId,
      content: 'Parking is in front of the chapel.',
      supersedes: [old.id],
    });
    const one = { projectId, memoryId: old.id };
    expect(await found('parking chapel')).toEqual([successor.id]);
    const { items } = await server.owner.listMemories({ projectId, page_size: 100 });
    expect(items.map(({ id }) => id)).not.toContain(old.id);
    const superseded = await server.owner.listMemories({ projectId, status: 'superseded', page_size: 100 });
    expect(superseded.items.map(({ id }) => id)).toContain(old.id);
    await expect(server.owner.updateMemory({ ...one, content: 'x' })).rejects.toMatchObject({
      code: 'STATE_NOT_READY',
      details: { superseded_by: successor.id },
    });
    expect((await server.owner.fetchRecord({ id: old.id })).metadata).toMatchObject({
      status: 'superseded',
      superseded_by: successor.id,
    });
    const again = server.owner.addMemory({ projectId, content: 'Another place.', supersedes: [old.id] });
    await expect(again).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
    const restored = await server.owner.restoreMemory({ ...one, revision: old.revision });
    expect([restored.status, restored.superseded_by]).toEqual(['active', undefined]);
  });

  it('has to exist, or nothing is written', async () => {
    const content = 'Zeppelins moor at the mast.';
    const supersedes = ['mem_01h455vb4pex5vsknk084sn02q'];
    await expect(server.owner.addMemory({ projectId, content, supersedes })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await found('zeppelins')).toEqual([]);
  });
});

describe('a memory knows', () => {
  it('who wrote it, through which key and client, in which session, and from which place of which document', async () => {
    const key = await server.newKey([projectId]);
    const source = {
      session: 'chat-17',
      document_id: 'doc_01h455vb4pex5vsknk084sn02q',
      place: 'page 3',
    };
    const client = server.clientOf(key.secret);
    const memory = await client.addMemory({ projectId, content: 'Otters hold hands.', source });
    const expected = { type: 'key', key_id: key.id, name: 'a client' };
    expect(memory).toMatchObject({ source, created_by: expected, written_by: expected });
    const { results } = await client.search({ query: 'otters' });
    expect(results[0]?.citation).toEqual({ written_by: 'a client' });
    expect((await client.fetchRecord({ id: memory.id })).metadata).toMatchObject({
      source,
      written_by: expected,
    });
    const changed = await server.owner.updateMemory({
      projectId,
      memoryId: memory.id,
      content: 'Otters swim.',
    });
    expect(changed).toMatchObject({ created_by: expected, written_by: { type: 'owner' }, source });
    const back = await server.owner.restoreMemory({
      projectId,
      memoryId: memory.id,
      revision: memory.revision,
    });
    expect(back).toMatchObject({ written_by: expected, updated_by: { type: 'owner' } });
  });
});

describe('a secret', () => {
  const token = ['gh', 'p_16C7e42F292c6912E7710c838347Ae178B4a'].join('');

  it('is replaced before anything is stored, unless the project allows it', async () => {
    const memory = await server.owner.addMemory({
      projectId,
      content: `The robot uses ${token}.`,
      message: token,
    });
    expect(memory).toMatchObject({
      content: 'The robot uses [redacted: github token].',
      name: 'The robot uses [redacted: github token].',
      flags: [{ kind: 'secret', what: 'github_token', redacted: true }],
    });
    const history = await server.owner.getMemoryHistory({ projectId, memoryId: memory.id });
    expect(JSON.stringify(history)).not.toContain(token);
    await server.owner.setReviewSettings({ projectId, secrets: 'allow' });
    const allowed = await server.owner.addMemory({ projectId, content: `The other robot uses ${token}.` });
    expect(allowed.content).toContain(token);
    expect(allowed.flags).toEqual([{ kind: 'secret', what: 'github_token' }]);
    await server.owner.setReviewSettings({ projectId, secrets: 'redact' });
  });

  it('of a client waits for a person where that is set, and nothing else does', async () => {
    await server.owner.setReviewSettings({ projectId, secrets: 'hold' });
    const client = server.clientOf((await server.newKey([projectId])).secret);
    const held = await client.addMemory({ projectId, content: `My robot uses ${token}.` });
    expect([held.outcome, held.status]).toEqual(['held', 'pending_review']);
    const { items } = await server.owner.listReviews({ projectId });
    expect(items).toMatchObject([{ reason: 'secret', flags: [{ kind: 'secret', what: 'github_token' }] }]);
    expect((await client.addMemory({ projectId, content: 'My robot is shy.' })).outcome).toBe('written');
    const value = await client.setEntry({ projectId, namespace: 'robots', key: 'token', value: { token } });
    expect(value.review_id).toBeDefined();
    await server.owner.setReviewSettings({ projectId, secrets: 'redact' });
  });
});
