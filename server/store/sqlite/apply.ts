/** Applies one commit to the tables of its scope, inside a transaction that the caller began. */
import { KeepsakeError } from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import type { Check, CommitResult, PutResult } from '../store.ts';
import type { ScopeFile } from './files.ts';
import { rangeEnd } from './reads.ts';
import { keepAnswer, storedAnswer } from './repeats.ts';
import { recordSql } from './sql.ts';
import type { AccountOperation, RecordOperation, WireCommit, WireOperation, WirePut } from './wire.ts';

/** What only an account's commit may hold; undefined for a project's. */
export type ApplyAccountOperation = (operation: AccountOperation, commit: WireCommit) => void;

interface Current {
  readonly version: number;
  readonly revision: string;
  readonly state: string;
  readonly created_at: number;
  readonly created_by: string;
}

type CommitRecord = PutResult & { readonly state: string };

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
  for (const operation of commit.operations) {
    if (operation.op === 'put') records.push(put(file, operation, { seq, at: commit.at, author }));
    else if (isRecordOperation(operation)) applyOther(file, operation);
    else if (accountOperation === undefined) throw onlyInAccounts(`operation ${operation.op}`);
    else accountOperation(operation, commit);
  }
  connection.run(recordSql.putCommit, scope, seq, commit.at, author, JSON.stringify(records));
  const results = records.map(({ kind, id, version, revision }) => ({ kind, id, version, revision }));
  if (commit.repeat !== undefined) keepAnswer(file, commit.repeat, commit.at, { seq, results });
  return { seq, results, replayed: false };
}

function isRecordOperation(operation: WireOperation): operation is RecordOperation {
  return (
    operation.op === 'put' || operation.op === 'check' || operation.op === 'row' || operation.op === 'clear'
  );
}

function applyOther(file: ScopeFile, operation: Exclude<RecordOperation, WirePut>): void {
  if (operation.op === 'check') return check(file, operation);
  const { connection, scope } = file;
  const { space } = operation;
  if (operation.op === 'clear') {
    connection.run(recordSql.clearRows, scope, space, operation.prefix, rangeEnd(operation.prefix));
  } else if (operation.value === null) connection.run(recordSql.removeRow, scope, space, operation.key);
  else connection.run(recordSql.putRow, scope, space, operation.key, operation.value);
}

function put(
  file: ScopeFile,
  operation: WirePut,
  commit: { seq: number; at: number; author: string },
): CommitRecord {
  const { connection, scope } = file;
  const { kind, id, state } = operation;
  const current = connection.get<Current>(recordSql.current, scope, kind, id);
  assertExpected(operation, current);
  assertFree(file, operation);
  const version = (current?.version ?? 0) + 1;
  const revision = newId('rev');
  connection.run(
    recordSql.putRecord,
    scope,
    kind,
    id,
    operation.parent ?? null,
    state,
    operation.sort ?? null,
    operation.unique ?? null,
    operation.locator ?? null,
    version,
    revision,
    commit.seq,
    commit.at,
    commit.author,
  );
  if (operation.history === false && current !== undefined)
    connection.run(recordSql.forgetRevisions, scope, kind, id);
  const parents = operation.parents ?? (current === undefined ? [] : [current.revision]);
  connection.run(
    recordSql.putRevision,
    scope,
    kind,
    id,
    revision,
    JSON.stringify(parents),
    version,
    commit.seq,
    commit.at,
    commit.author,
    state,
    operation.message ?? null,
    operation.payload,
  );
  return { kind, id, version, revision, state };
}

function assertNoLocators({ operations }: WireCommit): void {
  const located = operations.some((operation) => operation.op === 'put' && operation.locator !== undefined);
  if (located) throw onlyInAccounts('locator');
}

function assertExpected({ kind, id, expect }: WirePut, current: Current | undefined): void {
  if (expect === undefined) return;
  const fits =
    expect === 'absent'
      ? current === undefined
      : expect === 'present'
        ? current !== undefined
        : current?.version === expect.version;
  if (!fits) throw versionConflict(kind, id, current?.version ?? 0);
}

function assertFree({ connection, scope }: ScopeFile, { kind, id, unique, locator }: WirePut): void {
  const holder =
    unique === undefined
      ? undefined
      : connection.get<{ id: string }>(recordSql.holderOfUnique, scope, kind, unique, id);
  if (holder !== undefined) {
    throw new KeepsakeError(
      'DRIVE_ITEM_CONFLICT',
      `Another ${kind} (${holder.id}) has this name in the same place. Choose another name, or change that one.`,
      { kind, id: holder.id },
    );
  }
  if (locator === undefined) return;
  const located = connection.get<{ scope: string; kind: string; id: string }>(
    recordSql.holderOfLocator,
    locator,
  );
  if (located !== undefined && !(located.scope === scope && located.kind === kind && located.id === id)) {
    throw new KeepsakeError(
      'DRIVE_ITEM_CONFLICT',
      `Another ${kind} is found by the same locator. Make a new one.`,
      { kind },
    );
  }
}

function check({ connection, scope }: ScopeFile, { kind, id, states, version }: Check): void {
  const current = connection.get<Current>(recordSql.current, scope, kind, id);
  if (current === undefined)
    throw new KeepsakeError('NOT_FOUND', `No ${kind} ${id}. List them to find its id.`, { kind, id });
  if (states !== undefined && !states.includes(current.state)) {
    const wanted = states.join(' or ');
    throw new KeepsakeError(
      'STATE_NOT_READY',
      `The ${kind} ${id} is ${current.state}, and has to be ${wanted}.`,
      { kind, id, state: current.state },
    );
  }
  if (version !== undefined && current.version !== version) throw versionConflict(kind, id, current.version);
}

function versionConflict(kind: string, id: string, current: number): KeepsakeError {
  const what = current === 0 ? 'does not exist' : `is at version ${current}`;
  return new KeepsakeError(
    'VERSION_CONFLICT',
    `The ${kind} ${id} ${what}, which is not what this change was made for. Read it again, then repeat the change.`,
    { kind, id, current_version: current },
  );
}

function onlyInAccounts(part: string): KeepsakeError {
  return new KeepsakeError('VALIDATION_ERROR', `The ${part} can stand only in an account's commit.`);
}
