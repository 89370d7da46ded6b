/** Carrying out a plan: each step is a commit of its own and changes nothing the second time, so a crash only delays it. */
import { expirySpace, knownEntry, listSpace, uniqueOf } from '../entry-record.ts';
import type { SearchEngine } from '../../search/search.ts';
import type { BlobStore } from '../../store/blobs.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../../store/store.ts';
import { conversationPut, type ConversationPayload } from '../appending.ts';
import { detach, type AttachmentPayload } from '../attachments.ts';
import { serverCommit } from '../jobs.ts';
import { liveFoldersPut, readLiveFolders } from '../live-folders.ts';
import { withoutConflictRows } from '../memories/contradictions.ts';
import { memoryRows } from '../memories/record.ts';
import { asJson, retryOnConflict, typed, type Clock } from '../records.ts';
import { writeConversation } from '../reindexing.ts';
import type { Doomed } from './doomed.ts';
import { baseSpace, choiceSpace, owedSpace } from '../sync.ts';
import { erasedPart, partOfHistory } from './parts.ts';
import { isThere } from './plan.ts';

export interface ErasingDependencies {
  readonly store: Store;
  readonly search: SearchEngine;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** One piece of work: where, what, and which erasure the tombstones name. */
interface Step {
  readonly scope: Scope;
  readonly one: Doomed;
  readonly erasure: string;
  readonly keepsConversation: boolean;
}

/** Erases what a plan names; `signal` ends it between two steps. */
export async function eraseAll(
  dependencies: ErasingDependencies,
  account: string,
  plan: { readonly doomed: readonly Doomed[]; readonly erasure: string },
  signal: AbortSignal,
): Promise<void> {
  const conversations = new Set(
    plan.doomed.filter(({ kind }) => kind === 'conversation').map(({ id }) => id),
  );
  const changed = new Map<string, Required<Scope>>();
  await eraseMessages(dependencies, account, conversations, plan, signal);
  for (const one of plan.doomed) {
    signal.throwIfAborted();
    const scope: Scope = one.project === undefined ? { account } : { account, project: one.project };
    const record = await dependencies.store.get(scope, one.kind, one.id);
    if (record === undefined) {
      await eraseBesideMain(dependencies, scope, one, plan.erasure);
      continue;
    }
    const keepsConversation = one.kind === 'message' && !conversations.has(record.parent ?? '');
    if (keepsConversation) changed.set(record.parent ?? '', scope as Required<Scope>);
    const step = { scope, one, erasure: plan.erasure, keepsConversation };
    await retryOnConflict(() => eraseOne(dependencies, step));
  }
  for (const [id, scope] of changed) {
    signal.throwIfAborted();
    await retryOnConflict(() => forgetSummary(dependencies, scope, id));
    await retryOnConflict(() => writeConversation({ ...dependencies, scope }, id));
  }
}

/** What branches alone hold; nothing where they hold nothing. */
async function eraseBesideMain(
  { store, clock }: ErasingDependencies,
  scope: Scope,
  one: Doomed,
  erasure: string,
): Promise<void> {
  const { project } = scope;
  if (project === undefined || !(await isThere(store, { ...scope, project }, one.kind, one.id))) return;
  const { kind, id, revisions } = one;
  const operations: Operation[] =
    revisions === undefined
      ? [{ op: 'erase', kind, id }, tombstone(one, erasure)]
      : [{ op: 'erase', kind, id, revisions }, await erasedPart(store, scope, one, revisions)];
  await store.commit(scope, serverCommit(scope.account, clock(), operations));
}

/** The summary of a conversation may say what an erased message said. */
async function forgetSummary(
  { store, clock }: ErasingDependencies,
  scope: Required<Scope>,
  id: string,
): Promise<void> {
  const record = await store.get(scope, 'conversation', id);
  if (record === undefined) return;
  const { summary, ...rest } = typed<ConversationPayload>(record).payload;
  if (summary === undefined) return;
  const put = { ...conversationPut(id, rest, { version: record.version }), state: record.state };
  await store.commit(scope, serverCommit(scope.account, clock(), [put, ...withoutBase('conversation', id)]));
}

const messagesAtOnce = 200;

/** Messages of conversations that go, many in a commit: nothing else hangs from them. */
async function eraseMessages(
  { store, clock }: ErasingDependencies,
  account: string,
  conversations: ReadonlySet<string>,
  { doomed, erasure }: { readonly doomed: readonly Doomed[]; readonly erasure: string },
  signal: AbortSignal,
): Promise<void> {
  if (conversations.size === 0) return;
  const messages = doomed.filter(({ kind }) => kind === 'message');
  for (const project of new Set(messages.map((one) => one.project ?? ''))) {
    const scope = { account, project };
    const all = messages.filter((one) => one.project === project);
    for (let at = 0; at < all.length; at += messagesAtOnce) {
      signal.throwIfAborted();
      const some = all.slice(at, at + messagesAtOnce);
      const records = await Promise.all(some.map(({ id }) => store.get(scope, 'message', id)));
      const gone = some.filter((_, n) => conversations.has(records[n]?.parent ?? ''));
      const operations = gone.flatMap((one): Operation[] => [
        { op: 'erase', kind: 'message', id: one.id },
        tombstone(one, erasure),
      ]);
      if (operations.length > 0) await store.commit(scope, serverCommit(account, clock(), operations));
    }
  }
}

async function eraseOne(dependencies: ErasingDependencies, step: Step): Promise<void> {
  const { store, clock } = dependencies;
  const { scope, one } = step;
  if (one.kind === 'document') await detachFirst(dependencies, scope as Required<Scope>, one.id);
  const record = await store.get(scope, one.kind, one.id);
  if (record === undefined) return;
  const operations =
    one.revisions === undefined
      ? await wholeRecord(dependencies, step, record)
      : await partOfHistory(dependencies, scope, record, one.revisions);
  await store.commit(scope, serverCommit(scope.account, clock(), operations));
}

/** A document's attachment stays, which says by ids alone that its live folder must not attach it again. */
async function detachFirst(
  { store, search, clock }: ErasingDependencies,
  { account }: Required<Scope>,
  id: string,
): Promise<void> {
  const record = await store.get({ account }, 'attachment', id);
  if (record?.state !== 'active') return;
  const operations = await detach(store, search, account, typed<AttachmentPayload>(record), 'excluded');
  await store.commit({ account }, serverCommit(account, clock(), operations));
}

async function wholeRecord(
  { search, clock }: ErasingDependencies,
  { one, erasure, keepsConversation }: Step,
  record: StoredRecord,
): Promise<Operation[]> {
  const { kind, id } = one;
  const erase: Operation = { op: 'erase', kind, id };
  if (keepsConversation) return record.state === 'erased' ? [] : [erase, emptied(record)];
  return [
    { op: 'check', kind, id, version: record.version },
    erase,
    tombstone(one, erasure),
    ...withoutBase(kind, id),
    ...(kind === 'memory'
      ? memoryRows(search, { id, state: 'erased', payload: record.payload }, clock())
      : []),
    ...(kind === 'conflict' ? withoutConflictRows(record) : []),
    ...(kind === 'document' || kind === 'conversation'
      ? search.indexRecord({ id, type: recordType[kind], title: '', updatedAt: clock(), pieces: [] })
      : []),
    ...(kind === 'entry' ? entryRows(record) : []),
  ];
}

const recordType = { document: 'document', conversation: 'message' } as const;

/** What sync remembers of it. */
function withoutBase(kind: string, id: string): Operation[] {
  const spaces = [baseSpace, owedSpace, ...(kind === 'item' ? [choiceSpace] : [])];
  return spaces.map((space) => ({ op: 'row', space, key: `${kind} ${id}`, value: null }));
}

/** Says that there was something, and which receipt tells of it. */
function tombstone({ kind, id }: Doomed, erasure: string): Put {
  const payload = asJson({ kind, erasure });
  return { op: 'put', kind: 'tombstone', id, state: 'erased', payload, history: false };
}

/** A message's place in a conversation that stays: positions are dense. */
function emptied(record: StoredRecord): Put {
  const { conversation, position, role, time } = typed<Record<string, string>>(record).payload;
  return {
    op: 'put',
    kind: 'message',
    id: record.id,
    parent: record.parent ?? '',
    sort: String(position).padStart(10, '0'),
    state: 'erased',
    payload: asJson({ conversation, position, role, time, content: '' }),
    history: false,
  };
}

function entryRows(record: StoredRecord): Operation[] {
  const entry = knownEntry(record);
  if (entry === undefined) return [];
  const { expiresAt } = entry.payload;
  const listed: Operation = { op: 'row', space: listSpace, key: uniqueOf(entry.payload), value: null };
  if (expiresAt === null) return [listed];
  const prefix = `${String(expiresAt).padStart(16, '0')} ${record.id}`;
  return [listed, { op: 'clear', space: expirySpace, prefix }];
}

/** Takes a project's key and file; what the account knows of it is erased with the plan. */
export async function destroyProject(
  { store, clock }: ErasingDependencies,
  account: string,
  project: string,
): Promise<void> {
  await retryOnConflict(async () => {
    const live = await readLiveFolders(store, account);
    const left = Object.entries(live.folders).map(([folder, projects]) => {
      return [folder, projects.filter((one) => one !== project)] as const;
    });
    if (live.version === 0) return;
    const put = liveFoldersPut(account, live, Object.fromEntries(left));
    await store.commit({ account }, serverCommit(account, clock(), [put]));
  });
  await store.destroyProject(account, project);
}
