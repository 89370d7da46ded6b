/** What clients do with memories: add, change, remove, read, list and search, some of it by tools of MCP. */
import type { Client } from '../../../contract/index.ts';
import type { Place } from './world.ts';
import { noteCall, noteWritten, observe, pick, take, type Actor, type Outcome } from './actor.ts';

interface Shown {
  readonly content: string;
  readonly version: number;
  readonly status?: string;
}

const topics = ['harbour', 'orchard', 'lighthouse', 'library', 'bakery', 'observatory', 'museum', 'garden'];
const seasons = ['in spring', 'in summer', 'in autumn', 'in winter', 'on Sundays', 'at night'];

const setOf = ({ place }: Actor) => `memories of ${place.projectId}`;
const keyOf = (id: string) => `memory ${id}`;
const textOf = (token: string, { random }: Actor) =>
  `The ${pick(topics, random)} called ${token} opens ${Math.floor(random() * 24)} doors ${pick(seasons, random)}.`;
/** The name by which a memory of this campaign is known in any text. */
export const tokenIn = (text: string) => /called (\w+)/.exec(text)?.[1];

export async function addMemory(actor: Actor): Promise<void> {
  const { api } = actor.caller;
  await add(actor, (content) =>
    api.addMemory({ projectId: actor.place.projectId, content, on_duplicate: 'keep' }),
  );
}

export async function addMemoryByTool(actor: Actor): Promise<void> {
  const { caller } = actor;
  await add(actor, async (content) => {
    const { id, version } = await caller.tool('add_memory', { content, on_duplicate: 'keep' });
    return { id: id as string, version: version as number };
  });
}

async function add(
  actor: Actor,
  write: (content: string) => Promise<{ id: string; version: number; revision?: string }>,
): Promise<void> {
  const token = actor.newToken();
  const content = textOf(token, actor);
  const outcome = await observe(actor, 'add a memory', [], () => write(content));
  const { start, end, answer } = outcome;
  actor.record.events.push({ about: 'added', set: setOf(actor), token, start, end });
  if (answer === undefined) return;
  noteCall(actor, keyOf(answer.id), { op: 'set', value: content }, outcome, versionOf);
  noteWritten(actor, outcome);
  actor.place.memories.push({ id: answer.id, token });
}

const versionOf = ({ version }: { version: number }) => ({ version });

export async function updateMemory(actor: Actor): Promise<void> {
  const { place, caller, random } = actor;
  const memory = pick(place.memories, random);
  if (memory === undefined) return;
  const one = { projectId: place.projectId, memoryId: memory.id };
  const seen = random() < 0.5 ? await readMemory(actor, memory.id) : undefined;
  const version = seen?.version;
  const content = textOf(memory.token, actor);
  const outcome = await observe(actor, 'change a memory', ['VERSION_CONFLICT', 'NOT_FOUND'], () =>
    caller.api.updateMemory({ ...one, content, ...(version === undefined ? {} : { version }) }),
  );
  noteCall(actor, keyOf(memory.id), { op: 'update', value: content, version }, outcome, versionOf);
  noteWritten(actor, outcome);
}

export async function removeMemory(actor: Actor): Promise<void> {
  const { place, caller, random, record } = actor;
  // Projects keep few memories at a time, so that one page lists them all.
  if (place.memories.length < 24) return addMemory(actor);
  const memory = take(place.memories, random);
  if (memory === undefined) return;
  const one = { projectId: place.projectId, memoryId: memory.id };
  const outcome = await observe(actor, 'remove a memory', [], () => caller.api.deleteMemory(one));
  const { start, end, answer } = outcome;
  record.events.push({ about: 'removed', set: setOf(actor), token: memory.token, start, end });
  noteCall(actor, keyOf(memory.id), { op: 'delete' }, outcome, () => ({}));
  if (answer !== undefined) place.removed.push(memory);
}

export async function getMemory(actor: Actor): Promise<void> {
  const { place, random } = actor;
  const memory = pick(random() < 0.9 ? place.memories : place.removed, random);
  if (memory !== undefined) await readMemory(actor, memory.id);
}

export async function readMemory(actor: Actor, id: string): Promise<Shown | undefined> {
  const { place, caller } = actor;
  const outcome: Outcome<Shown> = await observe(actor, 'read a memory', ['NOT_FOUND'], () =>
    caller.api.getMemory({ projectId: place.projectId, memoryId: id }),
  );
  noteCall(actor, keyOf(id), { op: 'get' }, outcome, ({ content, version, status }) =>
    status === 'active' ? { value: content, version } : { missing: true },
  );
  return outcome.answer?.status === 'active' ? outcome.answer : undefined;
}

export async function listMemories(actor: Actor): Promise<void> {
  const { place, caller } = actor;
  await list(actor, async () => {
    const { items } = await caller.api.listMemories({ projectId: place.projectId, page_size: 100 });
    return items.map(({ content }) => content);
  });
}

async function list(actor: Actor, read: () => Promise<string[]>): Promise<void> {
  const { start, end, answer } = await observe(actor, 'list memories', [], read);
  if (answer === undefined) return;
  const tokens = answer.map((content) => tokenIn(content) ?? content);
  // A full page may not be all.
  if (tokens.length < 100) actor.record.events.push({ about: 'list', set: setOf(actor), tokens, start, end });
}

/** Every page of the list, once nobody writes any more. */
export async function listAllMemories(actor: Actor): Promise<void> {
  const { place, caller, record } = actor;
  const { start, end, answer } = await observe(actor, 'list all memories', [], () =>
    memoriesIn(caller.api, place),
  );
  if (answer !== undefined)
    record.events.push({ about: 'list', set: setOf(actor), tokens: answer, start, end });
}

/** The names of the memories of a project. */
export async function memoriesIn(api: Client, { projectId }: Place): Promise<string[]> {
  const tokens: string[] = [];
  for (let page = 1; ; page++) {
    const { items, pagination } = await api.listMemories({ projectId, page, page_size: 100 });
    tokens.push(...items.map(({ content }) => tokenIn(content) ?? content));
    if (page >= pagination.total_pages) return tokens;
  }
}

export async function searchMemory(actor: Actor): Promise<void> {
  const { place, random } = actor;
  const memory = pick(random() < 0.8 ? place.memories : place.removed, random);
  if (memory !== undefined) await recall(actor, memory.token);
}

/** What was acknowledged is found by the next search, whichever instance that reaches. */
export async function recall(actor: Actor, token: string): Promise<void> {
  const { caller, record, random } = actor;
  const query = `What opens at ${token}?`;
  const { start, end, answer } = await observe(actor, 'search', [], async () => {
    if (random() < 0.8) return (await caller.api.search({ query, types: ['memory'], limit: 5 })).results;
    return (await caller.tool('search', { query, types: ['memory'], limit: 5 }))['results'] as {
      text: string;
    }[];
  });
  if (answer === undefined) return;
  const tokens = answer.map(({ text }) => tokenIn(text)).filter((one) => one === token);
  record.events.push({
    about: 'list',
    set: setOf(actor),
    tokens: tokens.map(String),
    only: token,
    start,
    end,
  });
}
