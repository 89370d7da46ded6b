/** Commits of services: how a call becomes a commit, and how its answer is found again when the call is repeated. */
import { KeepsakeError, type Author } from '../../contract/index.ts';
import type {
  Commit,
  CommitAuthor,
  CommitResult,
  Json,
  Operation,
  Put,
  PutResult,
  Scope,
  Store,
  StoredRecord,
} from '../store/store.ts';
import { authorOf, requireStanding, type Call } from './caller.ts';
import { commitKeeping } from './kept-contents.ts';

/** A stored record whose payload has the given type; services write their own payloads, so they know it. */
export type RecordOf<P> = Omit<StoredRecord, 'payload'> & { readonly payload: P };

/** Names the type of a record's payload. */
export function typed<P>(record: StoredRecord): RecordOf<P> {
  return record as unknown as RecordOf<P>;
}

/** A payload as JSON; interfaces have no index signature, which `Json` asks for. */
export function asJson(payload: object): Json {
  return payload as unknown as Json;
}

export interface Clock {
  (): number;
}

/** Commits for a caller. @throws KeepsakeError FORBIDDEN for a person who only reads, whatever they asked for */
export async function commitFor(
  store: Store,
  clock: Clock,
  call: Call,
  scope: Scope,
  operations: readonly Operation[],
): Promise<CommitResult> {
  if (call.caller.type === 'owner') requireStanding(call.caller, 'member');
  return commitAs(store, clock, call, scope, operations);
}

/** Commits what a caller may do whatever their role, such as ending a token of their own. */
export function commitAs(
  store: Store,
  clock: Clock,
  call: Call,
  scope: Scope,
  operations: readonly Operation[],
): Promise<CommitResult> {
  const commit = { author: authorOf(call.caller), at: clock(), operations };
  return commitKeeping(store, scope, call.repeat === undefined ? commit : { ...commit, repeat: call.repeat });
}

/** A commit whose first put is the one to answer with. */
interface Write {
  readonly call: Call;
  readonly at: number;
  readonly commit: CommitResult;
  readonly put: Put;
  /** The record before. */
  readonly before?: StoredRecord | undefined;
}

/** The record as the commit left it: `put` applied to what was there. */
function applied({ call, at, commit, put, before }: Write, result: PutResult): StoredRecord {
  const writer = authorOf(call.caller);
  return {
    kind: put.kind,
    id: put.id,
    ...(put.parent === undefined ? {} : { parent: put.parent }),
    state: put.state,
    version: result.version,
    revision: result.revision,
    seq: commit.seq,
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
    createdBy: before?.createdBy ?? writer,
    updatedBy: writer,
    payload: put.payload,
  };
}

/**
 * What a repeat was answered the first time; undefined when it is none. For what refuses a call, or finds nothing to do,
 * before it commits: the call itself may have made it so, and lost its answer.
 */
export async function earlierAnswer(
  store: Pick<Store, 'commit'>,
  scope: Scope,
  commit: Omit<Commit, 'operations'>,
): Promise<CommitResult | undefined> {
  if (commit.repeat === undefined) return undefined;
  // The store looks for repeats before it looks at operations, and this one is always refused.
  const never = { op: 'check', kind: 'repeat', id: 'never' } as const;
  try {
    return await store.commit(scope, { ...commit, operations: [never] });
  } catch (error) {
    if (error instanceof KeepsakeError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** The same for a caller. */
export function earlierAnswerTo(store: Store, clock: Clock, call: Call, scope: Scope) {
  const { caller, repeat } = call;
  return earlierAnswer(store, scope, { author: authorOf(caller), at: clock(), ...(repeat && { repeat }) });
}

/** The record as it was right after an earlier commit, for the answer to a repeat. */
export async function recordAt(store: Store, scope: Scope, result: PutResult): Promise<StoredRecord> {
  const [current, then] = await Promise.all([
    store.get(scope, result.kind, result.id),
    store.revision(scope, result.kind, result.id, result.revision),
  ]);
  if (current === undefined)
    throw new KeepsakeError(
      'NOT_FOUND',
      `${result.id} was written by this call earlier and has been removed since.`,
    );
  if (then === undefined) return current;
  const { state, version, revision, seq, at, author, payload } = then;
  return { ...current, state, version, revision, seq, updatedAt: at, updatedBy: author, payload };
}

/**
 * The record that the first put of a commit wrote, also when the commit was a repeat of an earlier one.
 */
export async function writtenRecord(store: Store, scope: Scope, write: Write): Promise<StoredRecord> {
  const result = write.commit.results[0];
  if (result === undefined) throw new Error('the commit has no result for the put');
  if (write.commit.replayed) return recordAt(store, scope, result);
  return applied(write, result);
}

/** An author as the API shows it. */
export function viewAuthor(author: CommitAuthor): Author {
  return {
    type: author.type,
    ...(author.type === 'key' ? { key_id: author.id } : {}),
    ...(author.type === 'owner' && author.id.startsWith('mbr_') ? { member_id: author.id } : {}),
    ...(author.name === undefined ? {} : { name: author.name }),
    ...(author.client === undefined ? {} : { client: author.client }),
  };
}

/** Milliseconds since 1970 as the API writes times. */
export function viewTime(at: number): string {
  return new Date(at).toISOString();
}

/** Runs a read-change-write again when somebody else wrote in between, a few times. */
export async function retryOnConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries >= 8 || !(error instanceof KeepsakeError) || error.code !== 'VERSION_CONFLICT') throw error;
    }
  }
}

/** One page of a list. */
export async function listPage<T>(
  store: Store,
  scope: Scope,
  query: {
    kind: string;
    parent?: string;
    states?: readonly string[];
    order: 'created' | 'changed' | 'sort';
    descending?: boolean;
  },
  input: { page: number; page_size: number },
  view: (record: StoredRecord) => T | Promise<T>,
): Promise<{
  items: T[];
  pagination: { page: number; page_size: number; total: number; total_pages: number };
}> {
  const { page, page_size } = input;
  const [records, total] = await Promise.all([
    store.list(scope, { ...query, offset: (page - 1) * page_size, limit: page_size }),
    store.count(scope, query),
  ]);
  const items = await Promise.all(records.map(view));
  return { items, pagination: { page, page_size, total, total_pages: Math.ceil(total / page_size) } };
}
