/** Applies one commit to the tables of its scope, inside a transaction that the caller began. */
import { newId } from '../../../local/ids.ts';
import {
  assertChecked,
  assertExpected,
  locatorTaken,
  nameTaken,
  onlyInAccounts,
  onlyInProjects,
} from '../refusals.ts';
import type { CommitResult, Erase } from '../store.ts';
import { assertUnchanged, eraseOnBranches, putOnBranch } from './branching.ts';
import type { ScopeFile } from './files.ts';
import {
  putRevision,
  type CommitFacts,
  type CommitRecord,
  type Current,
  type CurrentRecord,
} from './putting.ts';
import { rangeEnd } from './reads.ts';
import { keepAnswer, storedAnswer } from './repeats.ts';
import { recordSql } from './sql.ts';
import type { AccountOperation, RecordOperation, WireCommit, WireOperation, WirePut } from './wire.ts';

/** What only an account's commit may hold; undefined for a project's. */
export type ApplyAccountOperation = (operation: AccountOperation, commit: WireCommit) => void;

/** @throws KeepsakeError as `Store.commit` does; the caller then rolls back. */
export function applyCommit(
  file: ScopeFile,
  commit: WireCommit,
  accountOperation?: ApplyAccountOperation,
): CommitResult {
  const { connection, scope } = file;
  const repeated = commit.repeat === undefined ? undefined : storedAnswer(file, commit.repeat, commit.at);
  if (repeated !== undefined) return repeated;
  const seq = connection.get<{ seq: number }>(recordSql.nextSeq, scope)?.seq as number;
  const author = JSON.stringify(commit.author);
  const records: CommitRecord[] = [];
  if (accountOperation === undefined) assertNoLocators(commit);
  else assertNoBranches(commit);
  for (const operation of commit.operations) {
    if (operation.op === 'put')
      records.push(put(file, operation, factsOf(operation, { seq, at: commit.at, author })));
    else if (operation.op === 'erase') {
      erase(file, operation);
      if (accountOperation === undefined) eraseOnBranches(file, operation);
    } else if (isRecordOperation(operation)) applyOther(file, operation);
    else if (accountOperation === undefined) throw onlyInAccounts(`operation ${operation.op}`);
    else accountOperation(operation, commit);
  }
  connection.run(recordSql.putCommit, scope, seq, commit.at, author, JSON.stringify(records));
  const results = records.map(({ kind, id, version, revision }) => ({ kind, id, version, revision }));
  if (commit.repeat !== undefined) keepAnswer(file, commit.repeat, commit.at, { seq, results });
  return { seq, results, replayed: false };
}

/** A version that was made elsewhere has an author and a time of its own. */
function factsOf({ author, at }: WirePut, commit: CommitFacts): CommitFacts {
  return {
    ...commit,
    ...(author === undefined ? {} : { author: JSON.stringify(author) }),
    ...(at === undefined ? {} : { at }),
  };
}

function isRecordOperation(operation: WireOperation): operation is RecordOperation {
  return (
    operation.op === 'put' ||
    operation.op === 'check' ||
    operation.op === 'unchanged' ||
    operation.op === 'row' ||
    operation.op === 'clear' ||
    operation.op === 'erase'
  );
}

function applyOther(file: ScopeFile, operation: Exclude<RecordOperation, WirePut | Erase>): void {
  if (operation.op === 'unchanged') return assertUnchanged(file, operation);
  const { connection, scope } = file;
  if (operation.op === 'check') {
    const { kind, id } = operation;
    return assertChecked(operation, connection.get<Current>(recordSql.current, scope, kind, id));
  }
  const { space } = operation;
  if (operation.op === 'clear') {
    connection.run(recordSql.clearRows, scope, space, operation.prefix, rangeEnd(operation.prefix));
  } else if (operation.value === null) connection.run(recordSql.removeRow, scope, space, operation.key);
  else connection.run(recordSql.putRow, scope, space, operation.key, operation.value);
}

function put(file: ScopeFile, operation: WirePut, commit: CommitFacts): CommitRecord {
  if (operation.branch !== undefined) return putOnBranch(file, operation, operation.branch, commit);
  const { connection, scope } = file;
  const { kind, id, state } = operation;
  const current = connection.get<CurrentRecord>(recordSql.current, scope, kind, id);
  assertExpected(operation, current);
  const version = (current?.version ?? 0) + 1;
  const revision = operation.revision ?? newId('rev');
  if (current !== undefined && isInPlace(operation, current))
    connection.run(recordSql.changeRecord, state, version, revision, commit.seq, scope, kind, id);
  else placeRecord(file, operation, { version, revision, ...commit });
  if (operation.history === false && current !== undefined)
    connection.run(recordSql.forgetRevisions, scope, kind, id);
  putRevision(file, operation, { ...commit, branch: 'main', version, revision, current });
  return { kind, id, version, revision, state };
}

/** Whether a put leaves the record where it is found. */
function isInPlace({ parent, sort, unique, locator }: WirePut, current: CurrentRecord): boolean {
  return (
    current.parent === (parent ?? null) &&
    current.sort === (sort ?? null) &&
    current.unique_key === (unique ?? null) &&
    current.locator === (locator ?? null)
  );
}

function placeRecord(
  file: ScopeFile,
  operation: WirePut,
  { version, revision, seq, at, author }: CommitFacts & { version: number; revision: string },
): void {
  assertFree(file, operation);
  const { kind, id, parent, state, sort, unique, locator } = operation;
  file.connection.run(
    recordSql.putRecord,
    file.scope,
    kind,
    id,
    parent ?? null,
    state,
    sort ?? null,
    unique ?? null,
    locator ?? null,
    version,
    revision,
    seq,
    at,
    author,
  );
}

function assertNoBranches({ operations }: WireCommit): void {
  const branched = operations.some((operation) => operation.op === 'put' && operation.branch !== undefined);
  if (branched) throw onlyInProjects('branch');
}

function assertNoLocators({ operations }: WireCommit): void {
  const located = operations.some((operation) => operation.op === 'put' && operation.locator !== undefined);
  if (located) throw onlyInAccounts('locator');
}

function assertFree({ connection, scope }: ScopeFile, { kind, id, unique, locator }: WirePut): void {
  const holder =
    unique === undefined
      ? undefined
      : connection.get<{ id: string }>(recordSql.holderOfUnique, scope, kind, unique, id);
  if (holder !== undefined) throw nameTaken(kind, holder.id);
  if (locator === undefined) return;
  const located = connection.get<{ scope: string; kind: string; id: string }>(
    recordSql.holderOfLocator,
    locator,
  );
  if (located !== undefined && !(located.scope === scope && located.kind === kind && located.id === id))
    throw locatorTaken(kind);
}

function erase({ connection, scope }: ScopeFile, { kind, id, revisions }: Erase): void {
  if (revisions !== undefined) {
    const list = JSON.stringify(revisions);
    connection.run(recordSql.eraseRevisions, scope, kind, id, list, scope, kind, id);
    return;
  }
  connection.run(recordSql.eraseRecord, scope, kind, id);
  connection.run(recordSql.forgetRevisions, scope, kind, id);
}
