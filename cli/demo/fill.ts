/** Fills an empty demo with the sample: projects, documents, memories, entries, conversations, keys, trash and activity. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Response } from 'undici';
import type { Client } from '../../contract/index.ts';
import { inLanes, type DemoAccess } from './access.ts';
import { askQuestions } from './activity.ts';
import { createDemoDrive, type DemoDrive } from './drive.ts';
import { makeFile } from './files/make.ts';
import { sample } from './sample/sample.ts';
import type { SampleProject } from './sample/shape.ts';

export interface FillOptions {
  readonly signal: AbortSignal;
  /** Waits until all documents are indexed, or have failed; true when left out. */
  readonly wait?: boolean;
}

export interface Filled {
  /** Newest last. */
  readonly projects: readonly { readonly id: string; readonly name: string }[];
  readonly keys: readonly DemoKey[];
}

export interface DemoKey {
  readonly id: string;
  readonly client: string;
  readonly secret: string;
}

interface Filling {
  readonly access: DemoAccess;
  readonly drive: DemoDrive;
  readonly signal: AbortSignal;
}

/** The newest project comes first in lists, so the sample is made from its end. */
export async function fillDemo(access: DemoAccess, { signal, wait = true }: FillOptions): Promise<Filled> {
  await access.owner.setSetup({ welcomed: true, recovery_noted: true });
  const filling = { access, drive: await createDemoDrive(access), signal };
  const projects: { id: string; name: string; of: SampleProject }[] = [];
  for (const of of sample.toReversed()) {
    signal.throwIfAborted();
    const { name, description } = of;
    projects.push({ id: (await access.owner.createProject({ name, description })).id, name, of });
  }
  const keys = await createKeys(
    access,
    projects.map(({ id }) => id),
  );
  await Promise.all(projects.map(({ id, of }) => fillProject(filling, id, of, keys)));
  await makeTrash(filling);
  if (wait) await untilIndexed(access, signal);
  for (const { id, of } of projects) await askQuestions(access, keys, id, of, signal);
  return { projects: projects.map(({ id, name }) => ({ id, name })), keys };
}

/** One that writes everywhere, one for work, one that only reads, and one that was revoked. */
async function createKeys({ owner }: DemoAccess, projects: readonly string[]): Promise<DemoKey[]> {
  const all = [...projects];
  const first = all.at(-1) as string;
  const make = async (
    client: string,
    description: string,
    project_ids: string[],
    scope: 'read' | 'write',
  ) => {
    const key = await owner.createKey({
      description,
      project_ids,
      default_project_id: project_ids.at(-1),
      scope,
    });
    return { id: key.id, client, secret: key.secret ?? '' };
  };
  const keys = [
    await make('Claude Code', 'Claude Code on the laptop', all, 'write'),
    await make('Cursor', 'Cursor at work', all.slice(0, -1), 'write'),
    await make('Claude Desktop', 'Claude Desktop, reading', [first], 'read'),
  ];
  const old = await make('Codex', 'Codex on the old laptop', [first], 'write');
  await owner.revokeKey({ keyId: old.id });
  return keys;
}

async function fillProject(
  { access, drive, signal }: Filling,
  projectId: string,
  project: SampleProject,
  keys: readonly DemoKey[],
): Promise<void> {
  const { owner } = access;
  await inLanes(project.files.length, 4, signal, async (at) => {
    const file = project.files[at];
    if (file !== undefined) await drive.put(file.folder, file.name, await makeFile(file), projectId);
  });
  const writer = keys[0] as DemoKey;
  const client = access.clientOf(writer.secret, writer.client);
  // The owner wrote some, a client the rest.
  await inLanes(project.memories.length, 8, signal, async (at) => {
    await addMemory(at % 3 === 0 ? owner : client, projectId, project.memories[at] ?? '');
  });
  await changeMemories(owner, client, projectId);
  for (const [key, value] of Object.entries(project.entries))
    await client.setEntry({ projectId, namespace: project.namespace, key, value });
  for (const { title, turns } of project.conversations) {
    const { id } = await client.createConversation({ projectId, title });
    const messages = turns.map(
      (content, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content }) as const,
    );
    await client.appendMessages({ projectId, conversationId: id, messages });
  }
}

async function addMemory(client: Client<Response>, projectId: string, memory: string): Promise<void> {
  const [, tag = '', content = ''] = /^(\w+): (.*)$/s.exec(memory) ?? [];
  await client.addMemory({ projectId, content, tags: [tag] });
}

/** Some have a history, some are in the trash. */
async function changeMemories(
  owner: Client<Response>,
  client: Client<Response>,
  projectId: string,
): Promise<void> {
  const { items } = await owner.listMemories({ projectId, page_size: 100 });
  for (const [at, { id: memoryId, content }] of items.entries()) {
    if (at % 9 === 4)
      await client.updateMemory({
        projectId,
        memoryId,
        content: `${content} (Confirmed this autumn.)`,
        message: 'confirmed in a conversation',
      });
    if (at % 12 === 7) await owner.deleteMemory({ projectId, memoryId });
  }
}

/** Files in the trash, one that cannot be read, a comment and a favourite. */
async function makeTrash({ access: { owner }, drive }: Filling): Promise<void> {
  const text = (words: string) => Buffer.from(`${words}\n`);
  for (const name of ['Old shopping list.txt', 'Draft 1 (superseded).txt', 'Copy of notes.txt'])
    await owner.deleteItem({ itemId: await drive.put('Old', name, text(`${name}: no longer needed.`)) });
  const folder = await drive.folder('House/Papers');
  const projects = (await owner.listProjects({ page_size: 100 })).items;
  const house = projects.find(({ name }) => name === sample[0]?.name)?.id;
  await drive.put('House/Papers', 'Scan, cut off.pdf', text('%PDF-1.4\n1 0 obj'), house);
  await owner.addFavourite({ itemId: folder });
  const { items } = await owner.findItems({ name: 'Home insurance' });
  if (items[0] !== undefined)
    await owner.addComment({ itemId: items[0].id, text: 'Renew before the end of January.' });
}

const betweenLooksMs = 200;

async function untilIndexed({ owner }: DemoAccess, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { projects } = await owner.getStorage({});
    if (projects.every(({ documents }) => documents.pending + documents.running === 0)) return;
    await pause(betweenLooksMs, undefined, { signal });
  }
}
