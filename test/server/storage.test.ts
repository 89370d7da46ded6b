/** What is stored and how much room it takes, on a real server. */
import { expect, it } from 'vitest';
import { FormData } from 'undici';
import { startTestServer } from './running.ts';

it('tells counts and bytes of the account and of each project', async () => {
  await using server = await startTestServer();
  const { owner } = server;
  const { id: projectId, last_activity_at: begun } = await owner.createProject({ name: 'House' });
  const before = await owner.getStorage({});
  expect(before).toMatchObject({ originals_bytes: 0, versions: 0, items: 0 });

  const root = (await owner.listDrives({})).items[0]?.root_item_id ?? '';
  const text = 'The boiler is serviced in October.\n'.repeat(1_000);
  const form = new FormData();
  form.append('file', new File([text], 'boiler.txt'));
  const { item } = await owner.uploadFile({ itemId: root, project_id: projectId }, { form });
  await owner.addMemory({ projectId, content: 'A fact.' });
  const gone = await owner.addMemory({ projectId, content: 'Another fact.' });
  await owner.deleteMemory({ projectId, memoryId: gone.id });
  await owner.setEntry({ projectId, namespace: 'home', key: 'heating', value: 21 });
  await owner.createConversation({ projectId, title: 'Boiler' });

  const used = await owner.getStorage({});
  expect(used).toMatchObject({ originals_bytes: text.length, versions: 1, items: 1, trashed_items: 0 });
  const [own] = used.projects;
  expect(own).toMatchObject({
    project_id: projectId,
    originals_bytes: text.length,
    memories: { active: 1, deleted: 1 },
    entries: 1,
    conversations: 1,
  });
  const { okay, pending, running } = own?.documents ?? { okay: 0, pending: 0, running: 0 };
  expect(okay + pending + running).toBe(1);
  expect(own?.index_bytes).toBeGreaterThan(0);
  expect(used.total_bytes).toBe(used.originals_bytes + used.catalogue_bytes + (own?.database_bytes ?? 0));

  const [listed] = (await owner.listProjects({})).items;
  expect(listed).toMatchObject({ document_count: 1, memory_count: 1, conversation_count: 1, entry_count: 1 });
  expect(Date.parse(listed?.last_activity_at ?? '')).toBeGreaterThan(Date.parse(begun));

  await owner.deleteItem({ itemId: item.id });
  expect(await owner.getStorage({})).toMatchObject({ items: 0, trashed_items: 1, versions: 1 });
});

it('a read by a client is activity of its project; the sizes are for the owner', async () => {
  await using server = await startTestServer();
  const { id: projectId } = await server.owner.createProject({ name: 'House' });
  const client = server.clientOf((await server.newKey([projectId])).secret);
  await expect(client.getStorage({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const { last_activity_at: before } = await server.owner.getProject({ projectId });
  await client.listMemories({ projectId });
  const [read] = (await server.owner.listActivity({ kind: 'read' })).items;
  const { last_activity_at: after } = await server.owner.getProject({ projectId });
  expect(after).toBe(read?.time);
  expect(after >= before).toBe(true);
});
