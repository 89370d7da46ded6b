/** The history of a project by REST: log, points, diff, snapshots, restoring all of it. */
import { FormData } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newProject } from './history-project.ts';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server[Symbol.asyncDispose]());

describe('the log of a project', () => {
  it('shows newest first what each commit wrote and by whom, a page at a time, and filters', async () => {
    const project = await newProject(server, 'Log');
    const { projectId } = project;
    const key = await server.newKey([projectId]);
    const memory = await project.remember('Tea at four.');
    await project.change(memory.id, 'Tea at five.');
    await server.clientOf(key.secret).setEntry({ projectId, namespace: 'app', key: 'step', value: 3 });
    const first = await server.owner.getProjectLog({ projectId, limit: 2 });
    expect(first.items.map(({ records }) => records.map(({ kind, version }) => [kind, version]))).toEqual([
      [['entry', 1]],
      [['memory', 2]],
    ]);
    expect(first.items[0]?.author).toMatchObject({ type: 'key', key_id: key.id });
    const rest = await server.owner.getProjectLog({ projectId, before: first.next ?? 0 });
    expect(rest.items.map(({ records }) => records[0]?.version)).toEqual([1]);
    const byKey = await server.owner.getProjectLog({ projectId, key_id: key.id });
    expect(byKey.items).toHaveLength(1);
    const ofRecord = await server.owner.getProjectLog({ projectId, record_id: memory.id });
    expect(ofRecord.items).toHaveLength(2);
    const shown = await server.owner.showCommit({ projectId, seq: first.items[1]?.seq ?? 0 });
    expect(shown.changes).toMatchObject([
      { kind: 'memory', id: memory.id, change: 'changed', name: 'Tea at five.' },
    ]);
    const words = shown.changes[0]?.fields.find(({ field }) => field === 'content')?.words ?? [];
    expect(words.filter(({ kind }) => kind !== 'same').map(({ text }) => text)).toEqual(['four', 'five']);
    await expect(server.owner.showCommit({ projectId, seq: 999 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('is of one project: a key of another is refused', async () => {
    const project = await newProject(server, 'Own');
    const other = await newProject(server, 'Other');
    const { secret } = await server.newKey([other.projectId]);
    await expect(
      server.clientOf(secret).getProjectLog({ projectId: project.projectId }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('points', () => {
  it('by number, snapshot and time name the same state, and what differs between two is shown', async () => {
    const project = await newProject(server, 'Points');
    const { projectId } = project;
    const kept = await project.remember('The parrot is called Ulysses.');
    const gone = await project.remember('The cat sleeps on the stove.');
    await project.set('limit', { most: 5 });
    const seq = await project.head();
    const snapshot = await server.owner.createSnapshot({ projectId, name: 'before-move' });
    expect(snapshot.seq).toBe(seq);
    await project.change(kept.id, 'The parrot is called Homer.');
    await project.forget(gone.id);
    const added = await project.remember('The dog barks at noon.');
    const diff = await server.owner.diffProject({ projectId, from: 'before-move' });
    expect(new Map(diff.items.map(({ id, change }) => [id, change]))).toEqual(
      new Map([
        [kept.id, 'changed'],
        [gone.id, 'removed'],
        [added.id, 'added'],
      ]),
    );
    expect((await server.owner.diffProject({ projectId, from: String(seq) })).items).toEqual(diff.items);
    const back = await server.owner.diffProject({ projectId, from: 'head', to: 'before-move' });
    expect(back.items.find(({ id }) => id === added.id)?.change).toBe('removed');
    const [one, ...more] = diff.items;
    const page = await server.owner.diffProject({ projectId, from: 'before-move', limit: 1 });
    expect(page.items).toEqual([one]);
    const next = await server.owner.diffProject({ projectId, from: 'before-move', after: page.next ?? '' });
    expect(next.items).toEqual(more);
    const then = await server.owner.listRecordsAt({ projectId, at: 'before-move', kind: 'memory' });
    expect(then.items.map(({ id }) => id)).toEqual([kept.id, gone.id]);
    const atTime = await server.owner.listRecordsAt({ projectId, at: '2000-01-01', kind: 'memory' });
    expect(atTime).toMatchObject({ items: [], seq: 0 });
  });

  it('have names that are given once, and unknown ones are refused', async () => {
    const { projectId, remember } = await newProject(server, 'Names');
    await remember('one');
    await server.owner.createSnapshot({ projectId, name: 'first' });
    await expect(server.owner.createSnapshot({ projectId, name: 'first' })).rejects.toMatchObject({
      code: 'DRIVE_ITEM_CONFLICT',
    });
    await expect(server.owner.createSnapshot({ projectId, name: 'head' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    for (const from of ['nobody', '999'])
      await expect(server.owner.diffProject({ projectId, from })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
  });
});

describe('restoring a project', () => {
  it('brings everything back as one new commit, with what search finds, and counts it before', async () => {
    const project = await newProject(server, 'Restore');
    const { projectId } = project;
    const changed = await project.remember('Deliveries come through the northern gate.');
    const removed = await project.remember('The lighthouse keeper is called Odette.');
    await project.set('limit', 5);
    await project.set('gone', 'x');
    const seq = await project.head();
    await project.change(changed.id, 'Deliveries come through the southern door.');
    await project.forget(removed.id);
    await project.remember('The harbour freezes in January.');
    await project.set('limit', 6);
    await server.owner.deleteEntry({ projectId, namespace: 'app', key: 'gone' });
    await project.set('new', true);
    const head = await project.head();
    const wanted = { projectId, to: String(seq) };
    const counts = {
      added: { memories: 1, entries: 1, documents: 0 },
      changed: { memories: 1, entries: 1, documents: 0 },
      removed: { memories: 1, entries: 1, documents: 0 },
      unavailable: 0,
    };
    expect(await server.owner.restoreProjectTo({ ...wanted, dry_run: true })).toEqual({
      dry_run: true,
      to_seq: seq,
      seq: head,
      ...counts,
    });
    expect(await project.head()).toBe(head);
    const options = { idempotencyKey: 'restore-1' };
    const restored = await server.owner.restoreProjectTo(wanted, options);
    expect(restored).toEqual({ dry_run: false, to_seq: seq, seq: head + 1, ...counts });
    expect(await server.owner.restoreProjectTo(wanted, options)).toEqual(restored);
    expect(await project.head()).toBe(head + 1);
    expect((await server.owner.diffProject({ projectId, from: String(seq) })).items).toEqual([]);
    expect(await project.found('northern gate')).toHaveLength(1);
    expect(await project.found('southern door')).toEqual([]);
    expect(await project.found('lighthouse keeper')).toHaveLength(1);
    expect(await project.found('harbour January')).toEqual([]);
    expect([await project.value('limit'), await project.value('gone')]).toEqual([5, 'x']);
    await expect(project.value('new')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const history = await server.owner.getMemoryHistory({ projectId, memoryId: changed.id });
    expect(history.items.map(({ version }) => version)).toEqual([3, 2, 1]);
    const again = await server.owner.restoreProjectTo(wanted);
    expect(again).toMatchObject({
      changed: { memories: 0 },
      added: { entries: 0 },
      removed: { memories: 0 },
    });
  });

  it('is for the owner, and leaves a value that has ended since where it is', async () => {
    const project = await newProject(server, 'Owner');
    const { projectId } = project;
    const { secret } = await server.newKey([projectId]);
    await server.owner.setEntry({ projectId, namespace: 'app', key: 'brief', value: 1, ttl: 0.001 });
    const seq = await project.head();
    await expect(server.clientOf(secret).restoreProjectTo({ projectId, to: '1' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await project.set('brief', 2);
    await server.owner.restoreProjectTo({ projectId, to: String(seq) });
    await expect(project.value('brief')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('detaches and attaches documents, and says which files are gone', async () => {
    const { owner } = server;
    const { projectId, head } = await newProject(server, 'Documents');
    const root = (await owner.listDrives({})).items[0]?.root_item_id ?? '';
    const upload = async (name: string, text: string) => {
      const form = new FormData();
      form.set('file', new Blob([text]), name);
      const { item } = await owner.uploadFile({ itemId: root, project_id: projectId }, { form });
      const { items } = await owner.listDocuments({ projectId });
      return { item: item.id, document: items.find(({ item_id }) => item_id === item.id)?.id ?? '' };
    };
    const kept = await upload('kept.txt', 'The lantern hangs behind the stove.');
    const lost = await upload('lost.txt', 'The ladder stands in the shed.');
    const seq = await head();
    await owner.removeDocument({ projectId, documentId: kept.document });
    await owner.removeDocument({ projectId, documentId: lost.document });
    await upload('later.txt', 'The rope is in the boat.');
    await owner.deleteItem({ itemId: lost.item });
    const result = await owner.restoreProjectTo({ projectId, to: String(seq) });
    expect([result.added.documents, result.removed.documents, result.unavailable]).toEqual([1, 1, 1]);
    const { items } = await owner.listDocuments({ projectId });
    expect(items.map(({ id }) => id)).toEqual([kept.document]);
    await vi.waitFor(async () => {
      const { results } = await owner.search({ query: 'lantern stove', project_ids: [projectId] });
      expect(results[0]?.record_id).toBe(kept.document);
    }, 20_000);
  });

  it('while others write, is the state of the point at the moment of its commit', async () => {
    const project = await newProject(server, 'Busy');
    const { projectId } = project;
    const memory = await project.remember('the state to come back to');
    const seq = await project.head();
    const writes = Array.from({ length: 30 }, (_, i) => project.set(`key ${i}`, i));
    const { seq: at } = await server.owner.restoreProjectTo({ projectId, to: String(seq) });
    await Promise.all(writes);
    const diff = await server.owner.diffProject({ projectId, from: String(seq), to: String(at) });
    expect(diff.items).toEqual([]);
    expect((await server.owner.getMemory({ projectId, memoryId: memory.id })).version).toBe(1);
  });
});
