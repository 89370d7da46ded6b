/** The inbox of the drive's clashes: two files that were one, or what two said about one, until a person decides. */
import { KeepsakeError, type DriveClash } from '../../../../contract/index.ts';
import { newId } from '../../../../local/ids.ts';
import { accountScope, authorOf, requireOwner } from '../../../services/caller.ts';
import {
  asJson,
  commitFor,
  listPage,
  retryOnConflict,
  typed,
  viewTime,
  type Clock,
} from '../../../services/records.ts';
import type { Sync } from '../../../services/sync.ts';
import type { Operation, Scope, Store, StoredRecord, StoredRevision } from '../../../store/store.ts';
import { itemFacts } from '../../core/items.ts';
import type { Version } from '../../core/version.ts';
import { closedPut, gone, sinceThen, takingOther, viewSide, type ClashPayload } from '../clash-record.ts';
import type { WritingDependencies } from '../lines.ts';
import { toVersion, type DriveKind } from '../versions.ts';
import { versionOperations } from '../writing.ts';
import { itemOperations, sweepOperation, type DriveWriting } from './writing.ts';

type Dependencies = WritingDependencies & DriveWriting & { readonly clock: Clock };
type Made = Pick<Version, 'author' | 'at'>;
type Take = Parameters<Sync['resolveOfDrive']>[1]['take'];

export function createDriveClashes(
  dependencies: Dependencies,
): Pick<Sync, 'driveClashes' | 'resolveOfDrive'> {
  const { store, clock } = dependencies;

  async function require(scope: Scope, id: string): Promise<StoredRecord> {
    const record = await store.get(scope, 'clash', id);
    if (record !== undefined && record.state !== 'purged') return record;
    throw new KeepsakeError('NOT_FOUND', `There is no clash ${id} in the drive. List them for current ids.`);
  }

  return {
    async driveClashes(caller, input) {
      requireOwner(caller);
      const scope = accountScope(caller);
      const query = { kind: 'clash', states: [input.status], order: 'changed', descending: true } as const;
      return listPage(store, scope, query, input, (record) => view(store, scope, record));
    },
    resolveOfDrive: ({ caller }, { clashId, take }) =>
      retryOnConflict(async () => {
        requireOwner(caller);
        const scope = accountScope(caller);
        const record = await require(scope, clashId);
        if (record.state === 'resolved') return view(store, scope, record);
        const at = clock();
        const unchanged = sinceThen(record, await store.head(scope));
        const made = { author: authorOf(caller), at };
        const isFile = payloadOf(record).kind === 'item';
        const operations = isFile
          ? await fileOperations(dependencies, scope, record, { take, made })
          : await noteOperations(dependencies, scope, record, { take, made });
        await commitFor(store, () => at, { caller }, scope, [unchanged, closedPut(record), ...operations]);
        return view(store, scope, await require(scope, clashId));
      }),
  };
}

function payloadOf(record: StoredRecord): ClashPayload<DriveKind> {
  return typed<ClashPayload<DriveKind>>(record).payload;
}

interface Decided {
  readonly take: Take;
  readonly made: Made;
}

/** What was said about an item has no second record to keep. */
async function noteOperations(
  dependencies: Dependencies,
  scope: Scope,
  record: StoredRecord,
  { take, made }: Decided,
): Promise<Operation[]> {
  if (take !== 'other') return [];
  const versions = await takingOther(dependencies.store, scope, record, made);
  return versionOperations(dependencies, scope, versions, made.at);
}

/** One of two files is kept under the first one's name and id; the one beside it goes to the trash. Its bytes stay versions. */
async function fileOperations(
  dependencies: Dependencies,
  scope: Scope,
  record: StoredRecord,
  { take, made }: Decided,
): Promise<Operation[]> {
  if (take === 'both') return [];
  const { store } = dependencies;
  const { record: id, copy: beside } = payloadOf(record);
  const copy = beside === undefined ? undefined : await newest(store, scope, beside);
  const versions: Version[] = [];
  if (take === 'other') versions.push(await takingBytes(store, scope, record, copy, made));
  if (copy?.state === 'active') versions.push(trashed(copy, made));
  const known = versions.filter(({ id: one }) => one === id || one === beside);
  return [...(await itemOperations(dependencies, scope, known, 'check')), sweepOperation()];
}

/** The file with the bytes that its other version has, or the file beside it by now. */
async function takingBytes(
  store: Store,
  scope: Scope,
  record: StoredRecord,
  copy: Version | undefined,
  made: Made,
): Promise<Version> {
  const { record: id, other } = payloadOf(record);
  const [now, lost] = await Promise.all([newest(store, scope, id), store.revision(scope, 'item', id, other)]);
  const from = copy?.state === 'active' ? copy : lost && toVersion(scope, lost);
  if (now === undefined || from === undefined) throw gone(record.id);
  const { mediaType: _mediaType, ...kept } = itemFacts(now);
  const { mediaType, versionId, content } = itemFacts(from);
  const payload = asJson({ ...kept, versionId, content, ...(mediaType === undefined ? {} : { mediaType }) });
  const { state, revision } = now;
  return { kind: 'item', id, state, payload, revision: newId('rev'), parents: [revision, other], ...made };
}

function trashed({ id, payload, revision }: Version, made: Made): Version {
  const next = { ...(payload as object), trashedAt: made.at };
  const parents = [revision];
  return { kind: 'item', id, state: 'trashed', payload: next, revision: newId('rev'), parents, ...made };
}

/** An item as it is, unless it was deleted for good. */
async function newest(store: Store, scope: Scope, id: string): Promise<Version | undefined> {
  const [found] = await store.revisions(scope, 'item', id, 1);
  return found === undefined || found.state === 'purged' ? undefined : toVersion(scope, found);
}

async function view(store: Store, scope: Scope, record: StoredRecord): Promise<DriveClash> {
  const { kind, record: id, base, current, other, fields, copy } = payloadOf(record);
  const wanted = [base ?? '', current, other].map((revision) => ({ kind, id, revision }));
  const [origin, ours, theirs] = (await store.revisionsNamed(scope, wanted)).map((one) => sideOf(scope, one));
  return {
    id: record.id,
    status: record.state as DriveClash['status'],
    kind,
    record_id: id,
    item_id: record.parent ?? id,
    copy_id: copy ?? null,
    fields: fields.map(({ field, path }) => [field, ...path].join('.')),
    base: origin ?? null,
    current: ours ?? null,
    other: theirs ?? null,
    created_at: viewTime(record.createdAt),
    updated_at: viewTime(record.updatedAt),
  };
}

/** As it travels: without where its bytes lie. */
function sideOf(scope: Scope, found: StoredRevision | undefined): DriveClash['current'] {
  return found === undefined ? null : viewSide({ ...found, ...toVersion(scope, found) });
}
