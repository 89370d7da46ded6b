/**
 * Contradictions that are found without a model: another active memory, or a newer document, states another value of the
 * same attribute of the same subject. They become conflicts, which a person resolves.
 */
import { newId } from '../../../local/ids.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../../store/store.ts';
import { asJson, typed } from '../records.ts';
import { contradict, statementsOf, topicOf, type Statement } from './statements.ts';

export const topicSpace = 'topics';
/** `MEMORY CONFLICT` for each side of an open conflict. */
export const conflictSpace = 'conflicts';
/** Memories on one topic that are compared. */
const mostPerTopic = 16;
const nothing = new Uint8Array(0);

export interface ConflictSide {
  readonly memory?: string;
  readonly document?: string;
  readonly value: string;
  /** What a document said; of a memory it is read from the memory. */
  readonly text?: string;
}

export interface ConflictPayload {
  readonly subject: string;
  readonly attribute: string;
  /** The older one first. */
  readonly sides: readonly [ConflictSide, ConflictSide];
  readonly resolution?: 'keep' | 'both' | 'edit';
}

/** Rows that let statements of a memory be found by their topic; no word of it stands in them. */
export function topicRows(id: string, content: string, isActive: boolean): Operation[] {
  const topics = new Set(statementsOf(content).map(topicOf));
  const value = isActive ? nothing : null;
  return [...topics].map((topic) => ({ op: 'row', space: topicSpace, key: `${topic} ${id}`, value }));
}

/** Active memories that say something else than the statement, with what they say. */
async function against(store: Store, scope: Scope, statement: Statement, except: readonly string[]) {
  const topic = topicOf(statement);
  const rows = await store.rows(scope, topicSpace, { prefix: `${topic} `, limit: mostPerTopic });
  const ids = rows.map(({ key }) => key.slice(topic.length + 1)).filter((id) => !except.includes(id));
  const records = await Promise.all(ids.map((id) => store.get(scope, 'memory', id)));
  return records.flatMap((record) => {
    if (record?.state !== 'active') return [];
    const { content } = record.payload as { content: string };
    const other = statementsOf(content).find(
      (one) => topicOf(one) === topic && contradict(one.value, statement.value),
    );
    return other === undefined ? [] : [{ record, other }];
  });
}

/** Conflicts that a memory begins when it is written with this content. */
export async function conflictsOfMemory(
  store: Store,
  scope: Scope,
  memory: { id: string; content: string; except: readonly string[] },
): Promise<Operation[]> {
  const operations: Operation[] = [];
  for (const statement of statementsOf(memory.content)) {
    const found = await against(store, scope, statement, [memory.id, ...memory.except]);
    for (const { record, other } of found)
      operations.push(
        ...(await conflictOperations(store, scope, statement, [
          { memory: record.id, value: other.value },
          { memory: memory.id, value: statement.value },
        ])),
      );
  }
  return operations;
}

/** A document as far as conflicts need it. */
export interface StatingDocument {
  readonly id: string;
  /** Milliseconds since 1970: when this version of the file came. Memories written later are not questioned. */
  readonly at: number;
  readonly texts: Iterable<string>;
}

/** Statements of one document that are compared; a table of values is no set of statements about memories. */
const mostOfDocument = 500;

/** Conflicts of memories with what a newer document states. */
export async function conflictsOfDocument(
  store: Store,
  scope: Scope,
  document: StatingDocument,
): Promise<Operation[]> {
  const anyTopic = await store.rows(scope, topicSpace, { limit: 1 });
  if (anyTopic.length === 0) return [];
  const operations: Operation[] = [];
  let compared = 0;
  for (const text of document.texts) {
    for (const statement of statementsOf(text)) {
      if (++compared > mostOfDocument) return operations;
      for (const { record, other } of await against(store, scope, statement, [])) {
        if (record.updatedAt >= document.at) continue;
        const said = { document: document.id, value: statement.value, text: text.slice(0, 500) };
        const sides = [{ memory: record.id, value: other.value }, said] as const;
        operations.push(...(await conflictOperations(store, scope, statement, sides)));
      }
    }
  }
  return operations;
}

/** A conflict, unless there is one already, or a person decided that both values may stand. */
async function conflictOperations(
  store: Store,
  scope: Scope,
  { subject, attribute }: Statement,
  sides: readonly [ConflictSide, ConflictSide],
): Promise<Operation[]> {
  const ids = sides.map(({ memory, document }) => memory ?? document ?? '').toSorted();
  const unique = `${ids.join(' ')} ${topicOf({ subject, attribute, value: '' })}`;
  const known = await store.find(scope, 'conflict', unique);
  if (known?.state === 'open') return [];
  if (known !== undefined && isDecided(known, sides)) return [];
  const payload: ConflictPayload = { subject, attribute, sides };
  const put: Put = {
    op: 'put',
    kind: 'conflict',
    id: known?.id ?? newId('cfl'),
    expect: known === undefined ? 'absent' : { version: known.version },
    state: 'open',
    unique,
    payload: asJson(payload),
  };
  return [put, ...sideRows(put.id, payload, true)];
}

/** Whether a person has decided on the same values before, and what was decided still holds. */
function isDecided(known: StoredRecord, sides: readonly ConflictSide[]): boolean {
  const { sides: before, resolution } = typed<ConflictPayload>(known).payload;
  const values = before.map(({ value }) => value);
  const lasts = resolution === 'both' || sides.some(({ document }) => document !== undefined);
  return known.state === 'resolved' && lasts && sides.every(({ value }) => values.includes(value));
}

/** Memories and documents that a conflict is between. */
export function idsOfConflict(record: StoredRecord): string[] {
  return typed<ConflictPayload>(record).payload.sides.flatMap(
    ({ memory, document }) => memory ?? document ?? [],
  );
}

/** Takes away the rows by which a conflict is found. */
export function withoutConflictRows(record: StoredRecord): Operation[] {
  return sideRows(record.id, typed<ConflictPayload>(record).payload, false);
}

/** Rows by which the conflicts of a memory are found. */
function sideRows(id: string, { sides }: ConflictPayload, isOpen: boolean): Operation[] {
  return sides.flatMap(({ memory }) =>
    memory === undefined
      ? []
      : [{ op: 'row', space: conflictSpace, key: `${memory} ${id}`, value: isOpen ? nothing : null }],
  );
}

/** Closes a conflict, keeping what it was about. */
export function closeConflict(
  record: StoredRecord,
  state: 'resolved' | 'settled',
  resolution?: ConflictPayload['resolution'],
): Operation[] {
  const { payload } = typed<ConflictPayload>(record);
  const ids = payload.sides.map(({ memory, document }) => memory ?? document ?? '').toSorted();
  const unique = `${ids.join(' ')} ${topicOf({ ...payload, value: '' })}`;
  const put: Put = {
    op: 'put',
    kind: 'conflict',
    id: record.id,
    expect: { version: record.version },
    state,
    unique,
    payload: asJson({ ...payload, ...(resolution === undefined ? {} : { resolution }) }),
  };
  return [put, ...sideRows(record.id, payload, false)];
}

/** The open conflicts that a memory is a side of. */
export async function openConflictsOf(store: Store, scope: Scope, memory: string): Promise<StoredRecord[]> {
  const rows = await store.rows(scope, conflictSpace, { prefix: `${memory} `, limit: 100 });
  const ids = rows.map(({ key }) => key.slice(memory.length + 1));
  const records = await Promise.all(ids.map((id) => store.get(scope, 'conflict', id)));
  return records.filter((record): record is StoredRecord => record?.state === 'open');
}

/** Closes those open conflicts of a memory that what it now says, or that it is gone, leaves without ground. */
export async function settledConflicts(
  store: Store,
  scope: Scope,
  memory: { id: string; content: string; isActive: boolean },
  except?: string,
): Promise<Operation[]> {
  const open = await openConflictsOf(store, scope, memory.id);
  return open.flatMap((record) => {
    const { payload } = typed<ConflictPayload>(record);
    const other = payload.sides.find((side) => side.memory !== memory.id);
    const topic = topicOf({ ...payload, value: '' });
    const stands =
      memory.isActive &&
      statementsOf(memory.content).some(
        (one) => topicOf(one) === topic && contradict(one.value, other?.value ?? ''),
      );
    return stands || record.id === except ? [] : closeConflict(record, 'settled');
  });
}
