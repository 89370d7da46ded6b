/** What an approval does: the proposed change, as the person leaves it, with the client as its writer. */
import type { Store, Scope, StoredRecord } from '../../store/store.ts';
import { principalOf, type Call } from '../caller.ts';
import type { Entries } from '../entries.ts';
import { KeepsakeError } from '../../../contract/index.ts';
import { checkTexts } from '../flags/flags.ts';
import { memoryPut, type MemoryPayload } from '../memories/record.ts';
import type { MemoryWriter } from '../memories/writing.ts';
import { commitFor, type Clock } from '../records.ts';
import { decidedPut, type EntryProposal, type MemoryProposal } from './proposals.ts';
import { readSettings } from './settings.ts';

interface Approval<P> {
  readonly call: Call;
  readonly scope: Required<Scope>;
  readonly record: StoredRecord;
  readonly proposal: P;
}

/** What the person changes. */
interface Edits {
  readonly name?: string | undefined;
  readonly content?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly version?: number | undefined;
}

/** In one commit. @throws KeepsakeError VERSION_CONFLICT when the memory has changed since the proposal */
export async function approveMemory(
  { store, clock, writer }: { store: Store; clock: Clock; writer: MemoryWriter },
  { call, scope, record, proposal }: Approval<MemoryProposal>,
  edits: Edits,
): Promise<void> {
  const { id, base, change, supersedes, message, action } = proposal;
  const payload = await edited(store, scope, change.payload, edits);
  const isEdited = edits.name !== undefined || edits.content !== undefined || edits.tags !== undefined;
  const approved: MemoryPayload = {
    ...payload,
    ...(isEdited ? {} : { writer: change.payload.writer ?? record.createdBy }),
    ...(action === 'add' ? { creator: record.createdBy } : {}),
  };
  const version = edits.version ?? base;
  const put = memoryPut(
    id,
    { ...change, payload: approved },
    version === undefined ? 'absent' : { version },
    message === undefined ? 'approved' : `approved: ${message}`.slice(0, 500),
  );
  const also = [decidedPut(record, 'approved', call, clock(), (version ?? 0) + 1)];
  const before = await store.get(scope, 'memory', id);
  await writer.write(call, scope, { put, before, also, ...(supersedes === undefined ? {} : { supersedes }) });
}

async function edited(
  store: Store,
  scope: Scope,
  proposed: MemoryPayload,
  edits: Edits,
): Promise<MemoryPayload> {
  const { name, content, tags } = edits;
  if (name === undefined && content === undefined && tags === undefined) return proposed;
  const { secrets } = await readSettings(store, scope);
  const { flags: _flags, writer: _writer, ...rest } = proposed;
  const { texts, flags } = await checkTexts(
    { name: name ?? rest.name, content: content ?? rest.content, tags: tags ?? rest.tags },
    secrets,
  );
  return { ...rest, ...texts, ...(flags.length === 0 ? {} : { flags }) };
}

/** The entry first, under a repeat key of the review, so that an approval that is tried again does it once. */
export async function approveEntry(
  { store, clock, entries }: { store: Store; clock: Clock; entries: Entries },
  { call, scope, record, proposal }: Approval<EntryProposal>,
  edits: Edits,
): Promise<void> {
  if (edits.name !== undefined || edits.content !== undefined || edits.tags !== undefined)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The value of an entry is approved as it is. Reject it, then set another value yourself.',
    );
  const { caller } = call;
  const repeat = { principal: principalOf(caller), key: `approve ${record.id}`, bodyHash: record.id };
  const version = await carryOut(entries, { caller, repeat }, scope, withWriter(proposal.wish, record));
  await commitFor(store, clock, call, scope, [decidedPut(record, 'approved', call, clock(), version)]);
}

/** An entry has no writer of its own beside the author of its revision: the message names the client. */
function withWriter(wish: EntryProposal['wish'], { createdBy }: StoredRecord): EntryProposal['wish'] {
  const said = wish.message === undefined ? '' : `: ${wish.message}`;
  return { ...wish, message: `approved, written by ${createdBy.id}${said}`.slice(0, 500) };
}

async function carryOut(
  entries: Entries,
  call: Call,
  { project: projectId }: Required<Scope>,
  wish: EntryProposal['wish'],
) {
  if (wish.op === 'set') return (await entries.set(call, { projectId, ...wish })).version;
  if (wish.op === 'increment') return (await entries.increment(call, { projectId, ...wish })).version;
  if (wish.op === 'append') return (await entries.append(call, { projectId, ...wish })).version;
  await entries.remove(call, { projectId, ...wish });
  const { namespace, key } = wish;
  const { items } = await entries.history(call.caller, { projectId, namespace, key, limit: 1 });
  return items[0]?.version;
}
