/** Puts on a branch: a revision beside the main line, and the branch's newest one of each record. */
import { newId } from '../../../local/ids.ts';
import type { BranchPlace, Erase, Unchanged } from '../store.ts';
import { assertExpected, changedMeanwhile, nameTaken } from '../refusals.ts';
import { putRevision, type CommitFacts, type CommitRecord, type Current } from './putting.ts';
import type { ScopeFile } from './files.ts';
import { historySql, recordSql } from './sql.ts';
import type { WirePut } from './wire.ts';

/** @throws KeepsakeError VERSION_CONFLICT, DRIVE_ITEM_CONFLICT */
export function putOnBranch(
  file: ScopeFile,
  put: WirePut,
  { id: branch, base }: BranchPlace,
  commit: CommitFacts,
): CommitRecord {
  const { connection, scope } = file;
  const { kind, id, state, unique } = put;
  const current =
    connection.get<Current>(historySql.head, scope, branch, kind, id) ??
    connection.get<Current>(historySql.newestAt, scope, kind, id, base);
  assertExpected(put, current);
  const holder =
    unique === undefined
      ? undefined
      : connection.get<{ id: string }>(historySql.holderOfUnique, scope, branch, kind, unique, id);
  if (holder !== undefined) throw nameTaken(kind, holder.id);
  const version = (current?.version ?? 0) + 1;
  const revision = put.revision ?? newId('rev');
  connection.run(
    historySql.putHead,
    scope,
    branch,
    kind,
    id,
    state,
    unique ?? null,
    version,
    revision,
    commit.seq,
  );
  putRevision(file, put, { ...commit, branch, version, revision, current });
  return { kind, id, version, revision, state, branch };
}

/** @throws KeepsakeError VERSION_CONFLICT */
export function assertUnchanged({ connection, scope }: ScopeFile, { kinds, since, branch }: Unchanged): void {
  const changed = kinds.find((kind) =>
    branch === undefined
      ? connection.get(recordSql.changedAfter, scope, kind, since) !== undefined
      : connection.get(historySql.changedAfter, scope, branch, kind, since) !== undefined,
  );
  if (changed !== undefined) throw changedMeanwhile(changed, since);
}

/** After revisions went: branches lose the record too, or go back to the newest version that is left to them. */
export function eraseOnBranches({ connection, scope }: ScopeFile, { kind, id, revisions }: Erase): void {
  if (revisions === undefined) connection.run(historySql.forgetHeads, scope, kind, id);
  else {
    connection.run(historySql.dropHeads, scope, kind, id);
    connection.run(historySql.renewHeads, scope, kind, id);
  }
}
