/** Clashes as records: which versions of what do not go together, and what a record is when the one that lost is taken. */
import { isDeepStrictEqual } from 'node:util';
import { KeepsakeError, type SyncClash } from '../../../contract/index.ts';
import { settingsKind } from '../../../contract/operations/sync.ts';
import { newId } from '../../../local/ids.ts';
import { asJson, typed, viewAuthor, viewTime } from '../../services/records.ts';
import type { Json, Operation, Put, Scope, Store, StoredRecord, StoredRevision } from '../../store/store.ts';
import type { Clash, Decision, Version } from '../core/version.ts';
import { toVersion, type ClashingKind, type SyncedKind } from './versions.ts';

/** Ids and names of fields alone: what the versions say is read from the record's history, if it has one. */
export interface ClashPayload<K extends SyncedKind = ClashingKind> {
  readonly kind: K;
  readonly record: string;
  readonly base?: string | undefined;
  readonly current: string;
  readonly other: string;
  readonly fields: readonly ClashField[];
  /** Of two files: the one beside it. */
  readonly copy?: string | undefined;
  /** What the two versions of a conversation said, of which only the newest is kept. */
  readonly said?: { readonly current: SaidVersion; readonly other: SaidVersion } | undefined;
}

type SaidVersion = Pick<Version, 'revision' | 'state' | 'payload' | 'author' | 'at'>;

interface ClashField {
  readonly field: string;
  /** Into its value. */
  readonly path: readonly string[];
}

/**
 * Clashes hang from the record they are about, so that they go with it.
 *
 * @param parentOf of what is said about an item, the item
 */
export async function clashPuts(
  store: Store,
  scope: Scope,
  { clashes, writes }: Pick<Decision, 'clashes' | 'writes'>,
  parentOf = ({ id }: Clash) => id,
): Promise<Put[]> {
  return Promise.all(
    clashes.map(async (clash) => clashPut(clash, parentOf(clash), await saidIn(store, scope, clash, writes))),
  );
}

/** Both versions of a conversation, while the one that the server had is still there. */
async function saidIn(
  store: Store,
  scope: Scope,
  { kind, id, current, other }: Clash,
  writes: Decision['writes'],
): Promise<ClashPayload['said']> {
  if (kind !== 'conversation') return undefined;
  const versionOf = async (revision: string): Promise<SaidVersion | undefined> => {
    const written = writes.find(({ version }) => version.id === id && version.revision === revision);
    if (written !== undefined) return saidBy(written.version);
    const kept = await store.revision(scope, kind, id, revision);
    return kept === undefined ? undefined : saidBy(toVersion(scope, kept));
  };
  const [ours, theirs] = await Promise.all([versionOf(current), versionOf(other)]);
  return ours === undefined || theirs === undefined ? undefined : { current: ours, other: theirs };
}

function saidBy({ revision, state, payload, author, at }: Version): SaidVersion {
  return { revision, state, payload, author, at };
}

function clashPut(clash: Clash, parent: string, said: ClashPayload['said']): Put {
  const { kind, id, base, current, other, fields, copy } = clash;
  const payload: ClashPayload<SyncedKind> = {
    kind: kind as SyncedKind,
    record: id,
    ...(base === undefined ? {} : { base }),
    current,
    other,
    fields: fields.map(({ field, path }) => ({ field, path })),
    ...(copy === undefined ? {} : { copy }),
    ...(said === undefined ? {} : { said }),
  };
  const name = newId('cla');
  return {
    op: 'put',
    kind: 'clash',
    id: name,
    parent,
    state: 'open',
    expect: 'absent',
    payload: asJson(payload),
  };
}

/** Refuses a commit with VERSION_CONFLICT when what a clash is about was written since it was looked at. */
export function sinceThen(record: StoredRecord, since: number): Operation {
  return { op: 'unchanged', kinds: [typed<ClashPayload<SyncedKind>>(record).payload.kind], since };
}

/** The clash as it is once somebody decided. The commit is refused with VERSION_CONFLICT when somebody else did meanwhile. */
export function closedPut({ id, parent = '', version, payload }: StoredRecord): Put {
  return { op: 'put', kind: 'clash', id, parent, state: 'resolved', expect: { version }, payload };
}

/** The record as it is now, with the fields that clashed as the other version has them. */
export async function takingOther(
  store: Store,
  scope: Scope,
  record: StoredRecord,
  made: Pick<Version, 'author' | 'at'>,
): Promise<Version[]> {
  const { kind, record: id, other, fields, said } = typed<ClashPayload>(record).payload;
  const place = placeOf(scope, kind);
  const [[now], kept] = await Promise.all([
    store.revisions(place, kind, id, 1),
    store.revision(place, kind, id, other),
  ]);
  const taken = kept ?? said?.other;
  if (now === undefined || taken === undefined) throw gone(record.id);
  const from = valuesOf(taken);
  const { status, ...payload } = fields.reduce<Fields>((next, { field, path }) => {
    return withValue(next, [field, ...path], valueAt(from, [field, ...path])) as Fields;
  }, valuesOf(now));
  const next = { state: status as string, payload: payload as Json };
  if (next.state === now.state && isDeepStrictEqual(next.payload, now.payload)) return [];
  return [{ kind, id, revision: newId('rev'), parents: [now.revision, other], ...next, ...made }];
}

/** A project's settings are kept in its account. */
export function placeOf({ account, ...project }: Scope, kind: SyncedKind): Scope {
  return kind === settingsKind ? { account } : { account, ...project };
}

type Fields = { readonly [name: string]: Json | undefined };

function valuesOf({ state, payload }: Pick<Version, 'state' | 'payload'>): Fields {
  return { ...(payload as Fields), status: state };
}

function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, name) => {
    const isObject = typeof at === 'object' && at !== null && !Array.isArray(at);
    return isObject && Object.hasOwn(at, name) ? (at as Fields)[name] : undefined;
  }, value);
}

function withValue(
  value: Json | undefined,
  path: readonly string[],
  next: Json | undefined,
): Json | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return next;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const { [name]: old, ...others } = (isObject ? value : {}) as Fields;
  const inner = withValue(old, rest, next);
  return inner === undefined ? others : { ...others, [name]: inner };
}

export function viewSide(found: StoredRevision | SaidVersion | undefined): SyncClash['current'] {
  if (found === undefined) return null;
  const { revision, state: status, payload, at, author } = found;
  return {
    revision,
    status,
    payload: payload as NonNullable<SyncClash['current']>['payload'],
    time: viewTime(at),
    written_by: viewAuthor(author),
  };
}

export function gone(id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `What clash ${id} is about is not kept any more. Resolve it with "current".`,
  );
}
