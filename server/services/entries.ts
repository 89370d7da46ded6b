/** Key-value memory: JSON values by namespace and key, with versions, an optional end, and changes that are never lost. */
import type { z } from 'zod';
import {
  KeepsakeError,
  type Entry,
  type EntryInfo,
  type operations,
  type WrittenEntry,
} from '../../contract/index.ts';
import { maxValueBytes } from '../../contract/operations/entries.ts';
import type { Json, Scope, Store, StoredRecord } from '../store/store.ts';
import { projectScope, requireWrite, type Call, type Caller } from './caller.ts';
import type { Wish } from './entry-changes.ts';
import {
  isLive,
  knownEntry,
  entryNotFound,
  listSpace,
  uniqueOf,
  viewEntry,
  viewRow,
  viewWritten,
  type EntryName,
} from './entry-record.ts';
import { sizeOf } from '../sync/core/fields.ts';
import { createEntryWriter, type EntryWriter } from './entry-writer.ts';
import { createEntryHistory, type EntryHistory } from './entry-history.ts';
import type { Clock } from './records.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Entries extends EntryHistory {
  namespaces(caller: Caller, input: Input<'listNamespaces'>): Promise<Output<'listNamespaces'>>;
  list(caller: Caller, input: Input<'listEntries'>): Promise<Output<'listEntries'>>;
  /** Every entry of a namespace, or of the project, a page at a time. */
  all(caller: Caller, projectId: string, namespace?: string): AsyncGenerator<EntryInfo>;
  get(caller: Caller, input: Input<'getEntry'>): Promise<Entry>;
  /** Undefined for one that does not exist. */
  find(caller: Caller, input: Input<'getEntry'>): Promise<Entry | undefined>;
  read(caller: Caller, input: Input<'readEntries'>): Promise<Output<'readEntries'>>;
  set(call: Call, input: Input<'setEntry'>): Promise<WrittenEntry>;
  remove(call: Call, input: Input<'deleteEntry'>): Promise<Output<'deleteEntry'>>;
  increment(call: Call, input: Input<'incrementEntry'>): Promise<Entry>;
  append(call: Call, input: Input<'appendToEntry'>): Promise<WrittenEntry>;
  write(call: Call, input: Input<'writeEntries'>): Promise<Output<'writeEntries'>>;
}

const rowsAtOnce = 1_000;
/** Where the first live one is enough. */
const fewRows = 16;

/** The service of entries. Every method checks that the caller may reach the project. */
export function createEntries({ store, clock }: { store: Store; clock: Clock }): Entries {
  const writer = createEntryWriter({ store, clock });

  async function find(scope: Scope, name: EntryName): Promise<StoredRecord | undefined> {
    const record = await store.find(scope, 'entry', uniqueOf(name));
    return isLive(knownEntry(record), clock()) ? record : undefined;
  }

  async function writable({ caller }: Call, projectId: string): Promise<Required<Scope>> {
    requireWrite(caller);
    return projectScope(store, caller, projectId);
  }

  async function changed(call: Call, projectId: string, wish: Wish): Promise<StoredRecord> {
    const scope = await writable(call, projectId);
    return (await writer.write(call, scope, wish)) as StoredRecord;
  }

  const change = async (call: Call, projectId: string, wish: Wish) =>
    viewWritten(projectId, await changed(call, projectId, wish));

  /** Rows of live entries after a key, in order; at most `limit`. */
  async function* listed(
    scope: Scope,
    prefix: string,
    after: string | undefined,
    size = rowsAtOnce,
  ): AsyncGenerator<EntryInfo> {
    for (let last = after; ;) {
      const range = { prefix, limit: size, ...(last === undefined ? {} : { after: last }) };
      const rows = await store.rows(scope, listSpace, range);
      for (const { key, value } of rows) {
        const info = viewRow(key, value, clock());
        if (info !== undefined) yield info;
      }
      if (rows.length < size) return;
      last = rows.at(-1)?.key;
    }
  }

  return {
    async namespaces(caller, { projectId, after, limit }) {
      const scope = await projectScope(store, caller, projectId);
      const items: { namespace: string }[] = [];
      let last = after === undefined ? undefined : `${after}/\u{10fffe}`;
      while (items.length <= limit) {
        const found = (await listed(scope, '', last, fewRows).next()).value as EntryInfo | undefined;
        if (found === undefined) break;
        items.push({ namespace: found.namespace });
        last = `${found.namespace}/\u{10fffe}`;
      }
      const more = items.length > limit;
      const shown = items.slice(0, limit);
      return { items: shown, next: more ? (shown.at(-1)?.namespace ?? null) : null };
    },
    async list(caller, { projectId, namespace, prefix, after, limit }) {
      const scope = await projectScope(store, caller, projectId);
      const from = after === undefined ? undefined : uniqueOf({ namespace, key: after });
      const items: EntryInfo[] = [];
      for await (const info of listed(scope, `${namespace}/${prefix}`, from)) {
        if (items.length === limit) return { items, next: items.at(-1)?.key ?? null };
        items.push(info);
      }
      return { items, next: null };
    },
    async *all(caller, projectId, namespace) {
      const scope = await projectScope(store, caller, projectId);
      yield* listed(scope, namespace === undefined ? '' : `${namespace}/`, undefined);
    },
    async get(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const record = await find(scope, input);
      if (record === undefined) throw entryNotFound(input);
      return viewEntry(scope.project, record);
    },
    async find(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const record = await find(scope, input);
      return record === undefined ? undefined : viewEntry(scope.project, record);
    },
    async read(caller, { projectId, keys }) {
      const scope = await projectScope(store, caller, projectId);
      const records = await Promise.all(keys.map((name) => find(scope, name)));
      return { items: records.map((record) => (record === undefined ? null : viewEntry(projectId, record))) };
    },
    set: (call, { projectId, ...rest }) => change(call, projectId, { op: 'set', ...rest }),
    increment: async (call, { projectId, ...rest }) =>
      viewEntry(projectId, await changed(call, projectId, { op: 'increment', ...rest })),
    append: (call, { projectId, ...rest }) => change(call, projectId, { op: 'append', ...rest }),
    async remove(call, { projectId, ...rest }) {
      const scope = await writable(call, projectId);
      const wish = { op: 'delete', ...rest } as const;
      const { namespace, key } = rest;
      const removed = await writer.write(call, scope, wish);
      return { namespace, key, deleted: removed !== undefined };
    },
    async write(call, { projectId, writes, atomic }) {
      const scope = await writable(call, projectId);
      if (!atomic && !areOne(writes)) return { items: await writeEach(writer, call, scope, writes) };
      const records = await writer.writeAll(call, scope, writes);
      return { items: writes.map((wish, at) => viewWrite(scope, wish, records[at])) };
    },
    ...createEntryHistory({ store, clock }, change),
  };
}

type WriteResult = Output<'writeEntries'>['items'][number];

function viewWrite(
  { project }: Required<Scope>,
  { op, namespace, key }: Wish,
  record: StoredRecord | undefined,
): WriteResult {
  if (record?.state !== 'active') return { namespace, key, entry: null };
  const sum = op === 'increment' ? { sum: viewEntry(project, record).value as number } : {};
  return { namespace, key, entry: viewWritten(project, record), ...sum };
}

/**
 * Whether writes that stand each by itself can go in one commit all the same, which costs a third of what many do: nothing
 * that only some of them could be refused for. It depends on the request alone, so that a repeat of it goes the same way.
 */
function areOne(writes: readonly Wish[]): boolean {
  if (new Set(writes.map(uniqueOf)).size < writes.length) return false;
  return writes.every(
    (wish) => wish.op === 'set' && wish.version === undefined && sizeOf(wish.value as Json) <= maxValueBytes,
  );
}

/** Each by itself: what one write is refused for says nothing about the others. */
function writeEach(
  writer: EntryWriter,
  call: Call,
  scope: Required<Scope>,
  writes: readonly Wish[],
): Promise<WriteResult[]> {
  const each = writes.map(async (wish, at) => {
    try {
      return viewWrite(scope, wish, await writer.write(numbered(call, at), scope, wish));
    } catch (error) {
      if (!(error instanceof KeepsakeError) || error.status >= 500) throw error;
      const { namespace, key } = wish;
      const { code, message, details } = error;
      return { namespace, key, error: { code, message, ...(details === undefined ? {} : { details }) } };
    }
  });
  return Promise.all(each);
}

/** Each write of a batch is a commit, so each has a repeat key of its own. */
function numbered(call: Call, at: number): Call {
  if (call.repeat === undefined) return call;
  return { ...call, repeat: { ...call.repeat, key: `${call.repeat.key} ${at}` } };
}
