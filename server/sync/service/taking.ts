/** Versions of the server as a device writes them: what the rules decided, in one commit with what the server then is known to have. */
import { entryOperations, knownEntry, type EntryPayload } from '../../services/entry-record.ts';
import { typed } from '../../services/records.ts';
import type { Operation, Scope, Store, StoredRecord } from '../../store/store.ts';
import { tipOf, type Line } from '../core/lines.ts';
import { take, type Incoming, type Taking } from '../core/taking.ts';
import type { ErasedName, RecordName, StandIn } from '../core/version.ts';
import { baseRow, withoutBase } from './bases.ts';
import { onceEach, purgeNote } from './drive/notes.ts';
import { leaveOperations as leaveItem, purgeOperations } from './drive/purging.ts';
import { handOver, handOverMarks } from './drive/standing-in.ts';
import { itemOperations, type DriveWriting } from './drive/writing.ts';
import { layOperations } from './layout.ts';
import type { WritingDependencies } from './lines.ts';
import { owingOperations, type Owing } from './owing.ts';
import { erasedKey, erasedSpace } from './pending.ts';
import { becameSpace, standInPuts } from './stand-ins.ts';
import { isSynced, nameOf } from './versions.ts';
import { asVersion, decideHere } from './viewing.ts';
import { versionOperations } from './writing.ts';

export interface TakingDependencies extends WritingDependencies, DriveWriting {}

export interface TakingWay {
  readonly at: number;
  /** Kinds that do not travel: what is said so about an item goes over to the one that stands for it. */
  readonly staying: readonly string[];
}

/** What comes of taking something. */
export interface Taken extends Owing {
  /** Of one commit, which changes nothing the second time. */
  readonly operations: readonly Operation[];
  /** Of a project, to be deleted permanently after the commit. */
  readonly erase: readonly ErasedName[];
}

export async function takingOperations(
  dependencies: TakingDependencies,
  scope: Scope,
  incoming: Incoming,
  owing: Owing,
  { at, staying }: TakingWay,
): Promise<Taken> {
  const { store } = dependencies;
  const about = { incoming, owed: owing.owed };
  const since = await store.head(scope);
  const taking = await decideHere(store, scope, about, (view) => take(incoming, owing.owed, view));
  const { owed, waiting } = taking;
  const erase = await presentOf(store, scope, taking.erase);
  const puts = { ...taking, puts: await unknownOf(store, scope, taking.puts) };
  const written =
    scope.project === undefined
      ? await itemsTaken(dependencies, scope, puts, erase, { at, staying })
      : await recordsTaken(dependencies, scope, puts, at);
  const operations = [
    ...unchangedSince([...taking.drop, ...taking.leave], since),
    ...written,
    ...taking.bases.map(({ version, seq }) => baseRow(version, seq)),
    ...(await becameOperations(store, scope, taking)),
    ...erase.flatMap(toldOperations),
    ...owingOperations(owing, taking),
  ];
  return { operations, owed, waiting, erase: scope.project === undefined ? [] : erase };
}

/** Whoever edits meanwhile what is to go, decides it again. */
function unchangedSince(drop: readonly Pick<RecordName, 'kind'>[], since: number): Operation[] {
  const kinds = [...new Set(drop.flatMap(({ kind }) => (kind === 'item' ? [kind, ...noteKinds] : [kind])))];
  return kinds.length === 0 ? [] : [{ op: 'unchanged', kinds, since }];
}

const noteKinds = ['comment', 'attributes', 'favourite'];

/** Without the versions that the device has. */
async function unknownOf(store: Store, scope: Scope, lines: readonly Line[]): Promise<Line[]> {
  const all = lines.flatMap(({ versions }) => versions);
  const known = await store.revisionsNamed(scope, all);
  const here = new Set(all.filter((_, n) => known[n] !== undefined).map(({ revision }) => revision));
  return lines.map((line) => ({
    ...line,
    versions: line.versions.filter(({ revision }) => !here.has(revision)),
  }));
}

async function recordsTaken(
  dependencies: TakingDependencies,
  scope: Scope,
  { drop, puts, moved }: Taking,
  at: number,
): Promise<Operation[]> {
  const kinds = Map.groupBy(puts, ({ versions: [first] }) => first?.kind);
  const newest = (kind: string) => (kinds.get(kind) ?? []).map(tipOf);
  const others = [...kinds].filter(([kind]) => kind !== 'conversation' && kind !== 'message');
  const versions = others.flatMap(([, lines]) => lines.flatMap((line) => line.versions));
  const laid = { conversations: newest('conversation'), messages: newest('message'), moved };
  return [
    ...(
      await Promise.all(drop.map((one) => leaveOperations(dependencies, scope, nameOfReplaced(one), at)))
    ).flat(),
    ...(await versionOperations(dependencies, scope, versions, at)),
    ...(await layOperations(dependencies, scope, laid, at)),
  ];
}

async function itemsTaken(
  dependencies: TakingDependencies,
  scope: Scope,
  { drop, leave, puts }: Taking,
  erase: readonly RecordName[],
  { at, staying }: TakingWay,
): Promise<Operation[]> {
  const { store } = dependencies;
  const [items, notes] = parted(puts.flatMap((line) => line.versions));
  const [dropped, replaced] = parted(drop);
  const tips = new Map(items.map((version) => [version.id, version]));
  const itemNow = async (id: string) => tips.get(id) ?? asVersion(scope, await store.get(scope, 'item', id));
  const handed = await handOver(store, scope, dropped, itemNow);
  const marks = staying.includes('favourite') ? await handOverMarks(store, scope, dropped) : [];
  const left = await Promise.all([
    ...dropped.map((one) => leaveItem(dependencies, scope, one)),
    ...[...replaced.map(nameOfReplaced), ...leave].map((one) =>
      leaveOperations(dependencies, scope, one, at),
    ),
  ]);
  const purged = await Promise.all(
    erase.map((name) =>
      name.kind === 'item'
        ? purgeOperations(dependencies, scope, name.id, 'named')
        : purgeNote(store, scope, name),
    ),
  );
  return [
    ...handed,
    ...marks,
    ...left.flat(),
    ...onceEach(purged.flat()),
    ...(await itemOperations(dependencies, scope, items, 'remote')),
    ...(await versionOperations(dependencies, scope, notes, at)),
  ];
}

/** Files and folders, and what is said about them. */
function parted<N extends RecordName>(all: readonly N[]): [N[], N[]] {
  return [all.filter(({ kind }) => kind === 'item'), all.filter(({ kind }) => kind !== 'item')];
}

function nameOfReplaced({ kind, of }: StandIn): RecordName {
  return { kind, id: of };
}

/** Takes away a record that became another one at the server, which has its versions now, or that went with one. */
async function leaveOperations(
  { store, search }: WritingDependencies,
  scope: Scope,
  { kind, id }: RecordName,
  at: number,
): Promise<Operation[]> {
  const record = await store.get(scope, kind, id);
  if (record === undefined) return [];
  const gone: Operation[] = [{ op: 'erase', kind, id }, withoutBase({ kind, id })];
  if (kind === 'entry') return [...withoutEntry(record), ...gone];
  if (kind !== 'conversation') return gone;
  return [...gone, ...search.indexRecord({ id, type: 'message', title: '', updatedAt: at, pieces: [] })];
}

/** The rows by which an entry is found. */
function withoutEntry(record: StoredRecord): Operation[] {
  const { id } = record;
  const before = knownEntry(record);
  const payload = { ...typed<EntryPayload>(record).payload, value: null, bytes: 0, expiresAt: null };
  const [, ...rows] = entryOperations({ id, before, state: 'deleted', payload, expect: 'present' }, 0);
  return rows;
}

/** What became what is remembered until the record is there again: a server that went back may have to be told. */
async function becameOperations(store: Store, scope: Scope, { drop, puts }: Taking): Promise<Operation[]> {
  const keys = puts.map((line) => nameOf(tipOf(line)));
  const known = await store.rowsOf(scope, becameSpace, keys);
  const back = keys.filter((_, n) => known[n] !== undefined);
  return [
    ...standInPuts(drop, becameSpace),
    ...back.map((key): Operation => ({ op: 'row', space: becameSpace, key, value: null })),
  ];
}

/** What travels, and of histories what is here. */
export async function presentOf(
  store: Store,
  scope: Scope,
  erased: readonly ErasedName[],
): Promise<ErasedName[]> {
  const own = erased.filter(({ kind }) => isSynced(scope, kind));
  const here = await Promise.all(
    own.map(async ({ kind, id, revisions: told }): Promise<ErasedName[]> => {
      if (told === undefined) return [{ kind, id }];
      const found = await store.revisionsNamed(
        scope,
        told.map((revision) => ({ kind, id, revision })),
      );
      const revisions = told.filter((_, n) => found[n] !== undefined);
      return revisions.length === 0 ? [] : [{ kind, id, revisions }];
    }),
  );
  return here.flat();
}

/** Deleted because the server said so: not told back. Parts of a history are known revision by revision. */
export function toldOperations({ kind, id, revisions }: ErasedName): Operation[] {
  const parts = revisions?.map((revision): ErasedName => ({ kind, id, revisions: [revision] }));
  const told = (parts ?? [{ kind, id }]).map((name): Operation => ({
    op: 'row',
    space: erasedSpace,
    key: erasedKey(name),
    value: new Uint8Array(0),
  }));
  return revisions === undefined ? [...told, withoutBase({ kind, id })] : told;
}
