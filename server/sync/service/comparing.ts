/** A device's records beside the server's heads: at first, after the server was restored to an earlier day, and to adopt what both have. */
import { driveKinds } from '../../../contract/operations/sync.ts';
import { erasedPartOf, erasedRevisionsKind } from '../../services/erasure/parts.ts';
import type { Operation, Scope, Store, StoredRecord } from '../../store/store.ts';
import { compare, type Comparison, type Held } from '../core/comparing.ts';
import type { Head } from '../core/exchange.ts';
import { itemFacts } from '../core/items.ts';
import type { Change, ErasedName, RecordName, StandIn } from '../core/version.ts';
import { baseRow } from './bases.ts';
import { clearOwing } from './owing.ts';
import { becameSpace } from './stand-ins.ts';
import { presentOf, toldOperations } from './taking.ts';
import { isOfOneSide, kindsOf, nameOf, toVersion, travelling } from './versions.ts';
import { asVersion } from './viewing.ts';
import { baseSpace } from '../../services/sync.ts';

const recordsAtOnce = 500;
/** Versions of one record that are sent again. */
const mostVersions = 1_000;
const mostRows = 1_000_000;

export interface Compared extends Pick<Comparison, 'resend' | 'fetch'> {
  /** To be deleted permanently after the commit: what the server erased out of histories, and is here. */
  readonly erase: readonly ErasedName[];
  /** What the server is known to have from now on, and no more; of one commit. */
  readonly operations: readonly Operation[];
}

/** @param heads every record that the server has @param seq where it was when the list began */
export async function compareAll(
  store: Store,
  scope: Scope,
  heads: readonly Head[],
  seq: number,
): Promise<Compared> {
  const held: Held[] = [];
  const said = new Map<string, Pick<StoredRecord, 'state' | 'payload'>>();
  for (const kind of kindsOf(scope))
    for await (const record of recordsOf(store, scope, kind)) {
      const version = asVersion(scope, record);
      if (version === undefined || version.state === 'root' || isOfOneSide(scope, version)) continue;
      const { id, revision } = version;
      held.push({ kind, id, revision, ...(kind === 'item' ? { parent: itemFacts(version).parent } : {}) });
      if (kind === 'conversation') said.set(id, { state: record.state, payload: travelling(record) });
    }
  const gone = {
    erased: await erasedHere(store, scope),
    parts: await partsErasedHere(store, scope),
    replaced: await replacedHere(store, scope),
  };
  const { bases, resend, fetch, ...told } = compare(heads, held, gone, seq);
  const erase = await presentOf(store, scope, told.erase);
  const rows = bases.map(({ base, ...name }) => {
    const { state = '', payload = null } = (name.kind === 'conversation' && said.get(name.id)) || {};
    return baseRow({ ...name, revision: base.revision, state, payload }, base.seq);
  });
  const cleared: Operation = { op: 'clear', space: baseSpace, prefix: '' };
  const operations = [cleared, ...clearOwing(), ...rows, ...erase.flatMap(toldOperations)];
  return { operations, resend, fetch, erase };
}

async function* recordsOf(store: Store, scope: Scope, kind: string): AsyncGenerator<StoredRecord> {
  const query = { kind, order: 'created', limit: recordsAtOnce } as const;
  for (let offset = 0; ; offset += recordsAtOnce) {
    const records = await store.list(scope, { ...query, offset });
    yield* records;
    if (records.length < recordsAtOnce) return;
  }
}

/** Everything that was deleted permanently on this device, and travelled. */
async function erasedHere(store: Store, scope: Scope): Promise<RecordName[]> {
  const kinds: readonly string[] = kindsOf(scope);
  const erased: RecordName[] = [];
  for await (const { id, payload } of recordsOf(store, scope, 'tombstone')) {
    const { kind } = payload as { kind: string };
    if (kinds.includes(kind)) erased.push({ kind, id });
  }
  if (scope.project !== undefined) return erased;
  for (const kind of driveKinds)
    for await (const { id, state } of recordsOf(store, scope, kind))
      if (state === 'purged') erased.push({ kind, id });
  return erased;
}

/** Records of whose histories parts were deleted permanently. */
async function partsErasedHere(store: Store, scope: Scope): Promise<ErasedName[]> {
  const names: ErasedName[] = [];
  for await (const record of recordsOf(store, scope, erasedRevisionsKind))
    names.push({ ...erasedPartOf(record), id: record.id });
  return names;
}

async function replacedHere(store: Store, scope: Scope): Promise<RecordName[]> {
  const rows = await store.rows(scope, becameSpace, { limit: mostRows });
  return rows.map(({ key }) => named(key));
}

function named(key: string): RecordName {
  const [kind = '', id = ''] = key.split(' ');
  return { kind, id };
}

/**
 * Everything of records, to be sent again: a change for each. What the server has of it is `known`. What was erased out of a
 * history is a change by itself, so that the versions stand when it is refused.
 */
export async function wholeOf(store: Store, scope: Scope, names: readonly RecordName[]): Promise<Change[]> {
  const all = await Promise.all(
    names.map(async (name): Promise<Change[]> => {
      const { kind, id } = name;
      const [record, tombstone, became, part] = await Promise.all([
        store.get(scope, kind, id),
        store.get(scope, 'tombstone', id),
        store.row(scope, becameSpace, nameOf(name)),
        store.get(scope, erasedRevisionsKind, id),
      ]);
      const isGone = record?.state === 'purged' || tombstone !== undefined;
      const revisions = isGone ? [] : await store.revisions(scope, kind, id, mostVersions);
      const versions = revisions.toReversed().map((one) => toVersion(scope, one));
      const standIns: StandIn[] =
        became === undefined ? [] : [{ kind, of: id, id: Buffer.from(became).toString() }];
      const whole = { versions: versions.filter(isSent), erased: isGone ? [{ kind, id }] : [], standIns };
      if (isGone || part === undefined) return [whole];
      return [whole, { versions: [], erased: [{ kind, id, revisions: erasedPartOf(part).revisions }] }];
    }),
  );
  return all.flat();
}

/** What retention took is no message to send. */
function isSent({ kind, state }: { readonly kind: string; readonly state: string }): boolean {
  return kind !== 'message' || state === 'active';
}
