/** The inbox of a project's clashes: two versions of a record that do not go together, until a person decides. */
import { KeepsakeError, type SyncClash } from '../../../contract/index.ts';
import { settingsKind } from '../../../contract/operations/sync.ts';
import { authorOf, projectScope, requireOwner } from '../../services/caller.ts';
import { beginConflicts } from '../../services/memories/agreeing.ts';
import { changedRelay } from '../../services/project-changes.ts';
import { commitFor, listPage, retryOnConflict, typed, viewTime, type Clock } from '../../services/records.ts';
import type { Sync } from '../../services/sync.ts';
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import { closedPut, placeOf, sinceThen, takingOther, viewSide, type ClashPayload } from './clash-record.ts';
import { lastPuts, type WritingDependencies } from './lines.ts';
import { settingsPuts } from './settings-puts.ts';
import { versionOperations } from './writing.ts';

export function createClashes(
  dependencies: WritingDependencies & { readonly clock: Clock },
): Pick<Sync, 'clashes' | 'resolve'> {
  const { store, clock } = dependencies;

  async function require(scope: Scope, id: string): Promise<StoredRecord> {
    const record = await store.get(scope, 'clash', id);
    if (record !== undefined) return record;
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is no clash ${id} in this project. List them for current ids.`,
    );
  }

  return {
    async clashes(caller, input) {
      requireOwner(caller);
      const scope = await projectScope(store, caller, input.projectId);
      const query = { kind: 'clash', states: [input.status], order: 'changed', descending: true } as const;
      return listPage(store, scope, query, input, (record) => view(store, scope, record));
    },
    resolve: ({ caller }, { projectId, clashId, take }) =>
      retryOnConflict(async () => {
        requireOwner(caller);
        const scope = await projectScope(store, caller, projectId);
        const record = await require(scope, clashId);
        if (record.state === 'resolved') return view(store, scope, record);
        const at = clock();
        const { kind } = typed<ClashPayload>(record).payload;
        const place = placeOf(scope, kind);
        const unchanged = sinceThen(record, await store.head(place));
        const made = { author: authorOf(caller), at };
        const versions = take === 'current' ? [] : await takingOther(store, scope, record, made);
        const close = closedPut(record);
        if (kind === settingsKind) {
          const puts = await settingsPuts(store, place, versions);
          const operations = [unchanged, ...puts, changedRelay(projectId, [close])];
          await commitFor(store, () => at, { caller }, place, operations);
          return view(store, scope, await require(scope, clashId));
        }
        const operations = await versionOperations(dependencies, scope, versions, at);
        await commitFor(store, () => at, { caller }, scope, [unchanged, close, ...operations]);
        await beginConflicts({ store, clock }, { caller }, scope, lastPuts(operations));
        return view(store, scope, await require(scope, clashId));
      }),
  };
}

async function view(store: Store, scope: Required<Scope>, record: StoredRecord): Promise<SyncClash> {
  const { kind, record: id, base, current, other, fields, said } = typed<ClashPayload>(record).payload;
  const name = { kind, id };
  const wanted = [base ?? '', current, other].map((revision) => ({ ...name, revision }));
  const found = await store.revisionsNamed(placeOf(scope, kind), wanted);
  const [origin, ours, theirs] = found.map(viewSide);
  return {
    id: record.id,
    project_id: scope.project,
    status: record.state as SyncClash['status'],
    kind,
    record_id: id,
    fields: fields.map(({ field, path }) => [field, ...path].join('.')),
    base: origin ?? null,
    current: ours ?? viewSide(said?.current),
    other: theirs ?? viewSide(said?.other),
    created_at: viewTime(record.createdAt),
    updated_at: viewTime(record.updatedAt),
  };
}
