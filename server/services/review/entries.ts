/** Key-value memory under review: what a key writes waits, and values stay as they are until then. */
import { KeepsakeError, type Entry, type WrittenEntry } from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import type { Scope, Store } from '../../store/store.ts';
import { authorOf, projectScope, requireWrite, type Call } from '../caller.ts';
import type { Entries } from '../entries.ts';
import { decide, type Wish } from '../entry-changes.ts';
import { isLive, knownEntry, uniqueOf, viewEntry, type EntryPayload } from '../entry-record.ts';
import { checkTexts } from '../flags/flags.ts';
import { requireRevision } from '../history.ts';
import { viewAuthor, viewTime, type Clock } from '../records.ts';
import { hold, type EntryProposal } from './proposals.ts';
import { reasonToHold } from './settings.ts';

interface HeldWish {
  readonly call: Call;
  readonly scope: Required<Scope>;
  readonly wish: Wish;
  readonly action?: EntryProposal['action'];
}

interface Holding {
  /** The entry as it stands, marked as waiting; undefined when nothing has to wait. */
  readonly heldBack: (held: HeldWish) => Promise<Entry | undefined>;
  /** Each write of a batch waits by itself. */
  readonly each: (call: Call, scope: Required<Scope>, writes: readonly Wish[]) => Promise<HeldWrite[]>;
}

type HeldWrite = Awaited<ReturnType<Entries['write']>>['items'][number];

function createHolding(store: Store, clock: Clock): Holding {
  /** Refuses what could never be carried out, so that the caller hears of it now. */
  async function assertPossible(scope: Scope, wish: Wish) {
    const record = await store.find(scope, 'entry', uniqueOf(wish));
    const known = knownEntry(record);
    const current = isLive(known, clock()) ? (known?.version ?? 0) : 0;
    const wanted = 'version' in wish ? wish.version : undefined;
    if (wanted !== undefined && wanted !== current)
      throw new KeepsakeError(
        'VERSION_CONFLICT',
        `The entry is at version ${current}, which is not what this change was made for. Read it again, then repeat the change.`,
        { current_version: current },
      );
    return { record: current === 0 ? undefined : record, writing: decide(wish, known, clock()) };
  }

  async function heldBack({ call, scope, wish, action = wish.op }: HeldWish): Promise<Entry | undefined> {
    if (call.caller.type === 'owner') return undefined;
    const flagged = () => flagsOf(wish);
    const reason = await reasonToHold(store, scope, call.caller, flagged);
    if (reason === undefined) return undefined;
    const flags = await flagged();
    const { record, writing } = await assertPossible(scope, wish);
    const proposal = { target: 'entry', action, wish } as const;
    const { reviewId, revision, kind } = await hold(store, clock, call, scope, { proposal, reason, flags });
    // The call was made, and carried out, before review was turned on.
    if (kind !== 'review') return undefined;
    if (record !== undefined) return { ...viewEntry(scope.project, record), review_id: reviewId };
    const { namespace, key } = wish;
    const now = viewTime(clock());
    return {
      id: writing?.id ?? newId('ent'),
      project_id: scope.project,
      namespace,
      key,
      value: null,
      version: 0,
      revision,
      bytes: 0,
      updated_by: viewAuthor(authorOf(call.caller)),
      created_at: now,
      updated_at: now,
      expires_at: null,
      review_id: reviewId,
    };
  }

  async function each(call: Call, scope: Required<Scope>, writes: readonly Wish[]) {
    for (const wish of writes) await assertPossible(scope, wish);
    return Promise.all(
      writes.map(async (wish, at) => {
        const repeat = call.repeat && { ...call.repeat, key: `${call.repeat.key} ${at}` };
        const entry = await heldBack({
          call: { caller: call.caller, ...(repeat && { repeat }) },
          scope,
          wish,
        });
        const { namespace, key } = wish;
        const review = entry?.review_id === undefined ? {} : { review_id: entry.review_id };
        return {
          namespace,
          key,
          entry: entry === undefined || entry.version === 0 ? null : written(entry),
          ...review,
        };
      }),
    );
  }

  return { heldBack, each };
}

async function flagsOf(wish: Wish) {
  if (wish.op !== 'set' && wish.op !== 'append') return [];
  const { value } = wish;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (await checkTexts({ text }, 'allow')).flags;
}

/** Entries whose writes wait where a project or a key asks for it. Values are never redacted: they are programs' data. */
export function reviewedEntries(entries: Entries, { store, clock }: { store: Store; clock: Clock }): Entries {
  const { heldBack, each } = createHolding(store, clock);

  async function writable(call: Call, projectId: string): Promise<Required<Scope>> {
    requireWrite(call.caller);
    return projectScope(store, call.caller, projectId);
  }

  return {
    ...entries,
    async set(call, input) {
      const { projectId, ...rest } = input;
      const scope = await writable(call, projectId);
      const held = await heldBack({ call, scope, wish: { op: 'set', ...rest } });
      return held === undefined ? entries.set(call, input) : written(held);
    },
    async append(call, input) {
      const { projectId, ...rest } = input;
      const scope = await writable(call, projectId);
      const held = await heldBack({ call, scope, wish: { op: 'append', ...rest } });
      return held === undefined ? entries.append(call, input) : written(held);
    },
    async increment(call, input) {
      const { projectId, ...rest } = input;
      const scope = await writable(call, projectId);
      return (
        (await heldBack({ call, scope, wish: { op: 'increment', ...rest } })) ??
        entries.increment(call, input)
      );
    },
    async remove(call, input) {
      const { projectId, ...rest } = input;
      const scope = await writable(call, projectId);
      const { namespace, key } = rest;
      if ((await entries.find(call.caller, { projectId, namespace, key })) === undefined)
        return entries.remove(call, input);
      const held = await heldBack({ call, scope, wish: { op: 'delete', ...rest } });
      if (held?.review_id === undefined) return entries.remove(call, input);
      return { namespace, key, deleted: false, review_id: held.review_id };
    },
    async write(call, input) {
      const scope = await writable(call, input.projectId);
      const flagged = async () => (await Promise.all(input.writes.map(flagsOf))).flat();
      const reason = await reasonToHold(store, scope, call.caller, flagged);
      if (reason === undefined) return entries.write(call, input);
      return { items: await each(call, scope, input.writes) };
    },
    async restore(call, input) {
      const { projectId, namespace, key, revision } = input;
      const scope = await writable(call, projectId);
      const record = await store.find(scope, 'entry', uniqueOf({ namespace, key }));
      if (record === undefined || call.caller.type === 'owner') return entries.restore(call, input);
      const then = await requireRevision(store, { scope, kind: 'entry', id: record.id }, revision);
      const { value } = then.payload as unknown as EntryPayload;
      const wish = { op: 'set', namespace, key, value, message: `restored from ${revision}` } as const;
      const held = await heldBack({ call, scope, wish, action: 'restore' });
      return held === undefined ? entries.restore(call, input) : written(held);
    },
  };
}

function written({ value: _value, ...rest }: Entry): WrittenEntry {
  return rest;
}
