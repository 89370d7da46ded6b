/** Contradictions between memories, and with newer documents, wait for a person who decides. */
import { FormData } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;

beforeAll(async () => {
  server = await startTestServer();
  projectId = (await server.owner.createProject({ name: 'Conflicts' })).id;
});

afterAll(() => server[Symbol.asyncDispose]());

const add = (content: string) => server.owner.addMemory({ projectId, content });
const statusOf = async (memoryId: string) => (await server.owner.getMemory({ projectId, memoryId })).status;

async function openFor(id: string) {
  const { items } = await server.owner.listConflicts({ projectId, page_size: 100 });
  return items.filter(({ sides }) => sides.some(({ memory }) => memory?.id === id));
}

/** Two memories that contradict each other, and their conflict. */
async function contradiction(attribute: string) {
  const first = await add(`The ${attribute} of the harbour is four metres.`);
  const second = await add(`The ${attribute} of the harbour is nine metres.`);
  const [conflictId = ''] = second.conflict_ids ?? [];
  return { first, second, one: { projectId, conflictId } };
}

describe('two memories that contradict each other', () => {
  it('both stay, and are shown side by side, the older one first', async () => {
    const { first, second, one } = await contradiction('depth');
    const conflict = await server.owner.getConflict(one);
    expect(conflict).toMatchObject({ status: 'open', subject: 'the harbour', attribute: 'depth' });
    expect(conflict.sides.map(({ memory, value }) => [memory?.id, value])).toEqual([
      [first.id, 'four metres'],
      [second.id, 'nine metres'],
    ]);
    expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['active', 'active']);
    expect((await server.owner.countReviews({})).projects[0]).toMatchObject({ project_id: projectId });
  });

  it('one is kept: the other is superseded by it', async () => {
    const { first, second, one } = await contradiction('width');
    const resolved = await server.owner.resolveConflict({ ...one, resolution: 'keep', keep: first.id });
    expect(resolved).toMatchObject({
      status: 'resolved',
      resolution: 'keep',
      resolved_by: { type: 'owner' },
    });
    expect(await server.owner.getMemory({ projectId, memoryId: second.id })).toMatchObject({
      status: 'superseded',
      superseded_by: first.id,
    });
    expect((await server.owner.getMemory({ projectId, memoryId: first.id })).supersedes).toEqual([second.id]);
    const late = server.owner.resolveConflict({ ...one, resolution: 'both' });
    await expect(late).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
  });

  it('both are kept, and the same two are not asked about again', async () => {
    const { first, second, one } = await contradiction('length');
    await server.owner.resolveConflict({ ...one, resolution: 'both' });
    const again = await server.owner.updateMemory({ projectId, memoryId: second.id, tags: ['harbour'] });
    expect(again.conflict_ids).toBeUndefined();
    expect(await openFor(first.id)).toEqual([]);
    const other = { projectId, memoryId: second.id, content: 'The length of the harbour is a mile.' };
    expect((await server.owner.updateMemory(other)).conflict_ids).toEqual([one.conflictId]);
  });

  it('are replaced by a text that a person writes', async () => {
    const { first, second, one } = await contradiction('age');
    const content = 'The age of the harbour is nine decades.';
    const edit = { ...one, resolution: 'edit', keep: second.id } as const;
    await expect(server.owner.resolveConflict(edit)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await server.owner.resolveConflict({ ...edit, content });
    expect(await server.owner.getMemory({ projectId, memoryId: second.id })).toMatchObject({ content });
    expect(await statusOf(first.id)).toBe('superseded');
  });

  it('do so no longer once one of them is changed or deleted: the conflict is settled', async () => {
    const changed = await contradiction('name');
    const content = 'The name of the harbour is four metres.';
    await server.owner.updateMemory({ projectId, memoryId: changed.second.id, content });
    expect((await server.owner.getConflict(changed.one)).status).toBe('settled');
    const deleted = await contradiction('colour');
    await server.owner.deleteMemory({ projectId, memoryId: deleted.first.id });
    expect((await server.owner.getConflict(deleted.one)).status).toBe('settled');
  });

  it('are no conflict when one supersedes the other', async () => {
    const first = await add('The keeper of the light is Ann.');
    const content = 'The keeper of the light is Ben.';
    const second = await server.owner.addMemory({ projectId, content, supersedes: [first.id] });
    expect(second.conflict_ids).toBeUndefined();
    expect(await openFor(second.id)).toEqual([]);
  });
});

it('conflicts are the owner’s to see and to decide', async () => {
  const client = server.clientOf((await server.newKey([projectId])).secret);
  await expect(client.listConflicts({ projectId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

describe('a document that contradicts a memory', () => {
  async function attach(name: string, text: string): Promise<string> {
    const [drive] = (await server.owner.listDrives({})).items;
    const form = new FormData();
    form.set('file', new Blob([text]), name);
    const itemId = drive?.root_item_id ?? '';
    const { document_id: documentId = '' } = await server.owner.uploadFile(
      { itemId, name, project_id: projectId },
      { form },
    );
    await expect
      .poll(async () => (await server.owner.getDocument({ projectId, documentId })).status, {
        timeout: 30_000,
      })
      .toBe('okay');
    return documentId;
  }

  it('is shown beside it when it is newer, and can be trusted', async () => {
    const memory = await add('The ferry costs 4 crowns.');
    const documentId = await attach('prices.txt', 'Prices of the summer.\n\nThe ferry costs 6 crowns.\n');
    const [conflict] = await openFor(memory.id);
    expect(conflict?.sides[1]).toMatchObject({
      value: '6 crowns',
      document: { id: documentId, name: 'prices.txt' },
    });
    const conflictId = conflict?.id ?? '';
    await server.owner.resolveConflict({ projectId, conflictId, resolution: 'keep', keep: documentId });
    expect(await server.owner.getMemory({ projectId, memoryId: memory.id })).toMatchObject({
      status: 'superseded',
      superseded_by: documentId,
    });
  });

  it('is not questioned by a memory that was written later', async () => {
    await attach('hours.txt', 'The bakery opens at 7.\n');
    expect((await add('The bakery opens at 8.')).conflict_ids).toBeUndefined();
  });
});
