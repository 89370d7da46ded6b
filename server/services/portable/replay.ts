/** The history of an exported project written again, commit by commit: what is there already stays as it is. */
import type { HistoryCommit, HistoryRecord } from './history.ts';
import {
  conversationPut,
  messagePut,
  messageRows,
  type ConversationPayload,
  type MessagePayload,
} from '../appending.ts';
import { entryOperations, isOver, knownEntry, uniqueOf, type EntryPayload } from '../entry-record.ts';
import { memoryRows } from '../memories/record.ts';
import type { Clock } from '../records.ts';
import type { SearchEngine } from '../../search/search.ts';
import type { Json, Operation, Put, Scope, Store } from '../../store/store.ts';
import { sorted } from './history.ts';
import type { Counted, Reporting } from './report.ts';

export interface ReplayDependencies {
  store: Store;
  search: SearchEngine;
  clock: Clock;
}

export interface Replaying {
  /** Undefined in a dry run of a project that does not exist yet. */
  readonly scope: Required<Scope> | undefined;
  readonly isDryRun: boolean;
  readonly reporting: Reporting;
}

const counted: Record<HistoryRecord['kind'], Counted> = {
  memory: 'memories',
  conversation: 'conversations',
  message: 'messages',
  entry: 'values',
};

/** Revisions that are compared, of a record that is there already. */
const comparedRevisions = 10_000;

/** What is known of a record that the history names: how many of its revisions are there, or that it differs. */
type Standing = { left: readonly string[]; differs: boolean; isNew: boolean };

export function createReplay({ store, search, clock }: ReplayDependencies, replaying: Replaying) {
  const { scope, isDryRun, reporting } = replaying;
  const standings = new Map<string, Standing>();
  /** Conversations that are there already, whose messages are not mixed with others. */
  const closed = new Set<string>();

  async function standingOf(record: HistoryRecord): Promise<Standing> {
    const known = standings.get(record.id);
    if (known !== undefined) return known;
    const standing = scope === undefined ? fresh() : await standingIn(scope, record);
    standings.set(record.id, standing);
    return standing;
  }

  async function standingIn(known: Required<Scope>, { kind, id, payload }: HistoryRecord): Promise<Standing> {
    const revisions = await store.revisions(known, kind, id, comparedRevisions);
    if (revisions.length > 0) {
      const left = revisions.toReversed().map(({ at, state, payload: was }) => printOf(at, state, was));
      return { left, differs: false, isNew: false };
    }
    const unique = uniqueNameOf(kind, payload);
    if (kind === 'message' && closed.has((payload as unknown as MessagePayload).conversation))
      return { left: [], differs: true, isNew: false };
    const other = unique === undefined ? undefined : await store.find(known, kind, unique);
    return other === undefined ? fresh() : { left: [], differs: true, isNew: false };
  }

  /** Whether the revision is still to be written. */
  async function isWanted(record: HistoryRecord, at: number): Promise<boolean> {
    const standing = await standingOf(record);
    if (standing.isNew) return true;
    const [next, ...left] = standing.left;
    if (!standing.differs && next === undefined) return true;
    if (!standing.differs && next === printOf(at, record.state, record.payload)) {
      standings.set(record.id, { ...standing, left });
      return false;
    }
    standings.set(record.id, { left: [], differs: true, isNew: false });
    return false;
  }

  async function operationsOf(record: HistoryRecord, { at, author }: HistoryCommit): Promise<Operation[]> {
    if (record.kind === 'memory') {
      const before = scope === undefined ? undefined : await store.get(scope, 'memory', record.id);
      return memoryOperations(search, record, at, { before, writer: author });
    }
    if (record.kind === 'message') return messageOperations(record);
    if (record.kind === 'conversation') return [conversationOperation(record)];
    return entryOperation(record, at);
  }

  async function entryOperation(record: HistoryRecord, at: number): Promise<Operation[]> {
    const payload = record.payload as unknown as EntryPayload;
    if (isOver(payload.expiresAt, clock())) return [];
    const before =
      scope === undefined ? undefined : knownEntry(await store.find(scope, 'entry', uniqueOf(payload)));
    const state = record.state === 'deleted' ? 'deleted' : 'active';
    const expect = before === undefined ? 'absent' : { version: before.version };
    const message = record.message;
    return entryOperations({ id: record.id, before, state, payload, expect, message }, at);
  }

  return {
    /** Before any `write`: which conversations are there. */
    async look({ records }: HistoryCommit): Promise<void> {
      if (scope === undefined) return;
      for (const { kind, id, payload } of records) {
        if (kind !== 'conversation') continue;
        const unique = uniqueNameOf(kind, payload);
        const known =
          (await store.get(scope, kind, id)) ??
          (unique === undefined ? undefined : await store.find(scope, kind, unique));
        if (known !== undefined) closed.add(id);
      }
    },
    /** Writes what of a commit is not there, with its own author and time. */
    async write(commit: HistoryCommit): Promise<void> {
      const { at, author, records } = commit;
      const operations: Operation[] = [];
      const begun: { operations: Operation[]; record: HistoryRecord }[] = [];
      for (const record of records) {
        const isFirst = !standings.has(record.id);
        const wanted = await isWanted(record, at);
        if (isFirst) reporting.count(counted[record.kind], outcomeOf(wanted, standings.get(record.id)));
        if (!wanted || isDryRun) continue;
        if (isFirst && record.created !== undefined)
          begun.push({ record, operations: [conversationOperation(record)] });
        operations.push(...(await operationsOf(record, commit)));
      }
      if (scope === undefined || isDryRun) return;
      for (const { record, operations: first } of begun)
        if (record.created !== undefined) await store.commit(scope, { ...record.created, operations: first });
      if (operations.length > 0) await store.commit(scope, { at, author, operations });
    },
    /** Makes the messages of conversations findable, once all are there; and tells of what differs. */
    async finish(): Promise<void> {
      for (const [id, { differs }] of standings) {
        if (differs) reporting.problem(id, 'It is there already in another form, which stays as it is.');
        if (id.startsWith('conv_') && scope !== undefined && !isDryRun)
          await indexConversation({ store, search, clock }, scope, id);
      }
    },
  };
}

const messagesAtOnce = 2_000;

async function indexConversation(
  { store, search, clock }: ReplayDependencies,
  known: Required<Scope>,
  id: string,
): Promise<void> {
  const record = await store.get(known, 'conversation', id);
  if (record?.state !== 'active') return;
  const { title, messages, first = 0 } = record.payload as unknown as ConversationPayload;
  for (let offset = first; offset < messages; offset += messagesAtOnce) {
    const query = { kind: 'message', parent: id, order: 'sort', offset: offset - first } as const;
    const page = await store.list(known, { ...query, states: ['active'], limit: messagesAtOnce });
    const rows = messageRows(
      search,
      { id, title, from: offset, append: offset > first },
      page,
      record.updatedAt,
    );
    if (rows.length > 0)
      await store.commit(known, {
        at: clock(),
        author: { type: 'server', id: known.account },
        operations: rows,
      });
  }
}

function fresh(): Standing {
  return { left: [], differs: false, isNew: true };
}

function outcomeOf(wanted: boolean, standing: Standing | undefined): 'added' | 'known' | 'skipped' {
  if (standing?.differs === true) return 'skipped';
  return wanted ? 'added' : 'known';
}

function printOf(at: number, state: string, payload: Json): string {
  return `${at} ${state} ${JSON.stringify(sorted(payload))}`;
}

function uniqueNameOf(kind: string, payload: Json): string | undefined {
  if (kind === 'entry') return uniqueOf(payload as unknown as EntryPayload);
  return kind === 'conversation' ? (payload as unknown as ConversationPayload).externalId : undefined;
}

function memoryOperations(
  search: SearchEngine,
  record: HistoryRecord,
  at: number,
  rows: Parameters<typeof memoryRows>[3],
): Operation[] {
  const { id, state, message, payload } = record;
  const put: Put = {
    op: 'put',
    kind: 'memory',
    id,
    state,
    payload,
    ...(message === undefined ? {} : { message }),
  };
  return [put, ...memoryRows(search, put, at, rows)];
}

function messageOperations({ id, payload }: HistoryRecord): Operation[] {
  return [messagePut(id, payload as unknown as MessagePayload)];
}

function conversationOperation({ id, state, payload }: HistoryRecord): Operation {
  const { expect: _, ...put } = conversationPut(id, payload as unknown as ConversationPayload, 'present');
  return { ...put, state };
}
