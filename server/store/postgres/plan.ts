/**
 * Decides a group of commits without asking the database: from what was read of their scopes, locked, to answers and
 * rows to write. A refused commit leaves nothing; those before and after it stand.
 */
import { newId } from '../../../local/ids.ts';
import {
  assertChecked,
  assertExpected,
  assertProjectName,
  keyReused,
  locatorTaken,
  nameTaken,
  onlyInAccounts,
  onlyInProjects,
  projectExists,
} from '../refusals.ts';
import type {
  Commit,
  CommitResult,
  CreateProject,
  Dequeue,
  Enqueue,
  Erase,
  Put,
  Relay,
  Repeat,
} from '../store.ts';
import type { RecordState } from './facts.ts';
import { keyOf } from './overlay.ts';
import {
  addRevision,
  assertUnchanged,
  eraseRevisions,
  putOnBranch,
  type PutFacts,
  type PutRecord,
} from './plan-history.ts';
import type { GroupState, ScopeState } from './state.ts';

const keptMs = 24 * 3_600_000;

export type Outcome =
  | { readonly accepted: true; readonly answer: CommitResult }
  | { readonly accepted: false; readonly error: unknown };

/** Applies the commits to the state in order. `isAccount` says whether the scope is an account. */
export function planGroup(
  group: GroupState,
  scope: string,
  isAccount: boolean,
  commits: readonly Commit[],
): Outcome[] {
  return commits.map((commit) => {
    try {
      const answer = applyCommit(group, group.scope(scope), commit, isAccount);
      group.accept();
      return { accepted: true, answer };
    } catch (error) {
      group.reject();
      return { accepted: false, error };
    }
  });
}

function applyCommit(group: GroupState, state: ScopeState, commit: Commit, isAccount: boolean): CommitResult {
  const repeated = commit.repeat === undefined ? undefined : storedAnswer(state, commit.repeat, commit.at);
  if (repeated !== undefined) return repeated;
  const seq = state.nextSeq();
  const author = state.sealAuthor(commit.author);
  const records: PutRecord[] = [];
  for (const operation of commit.operations) {
    if (operation.op === 'put')
      records.push(put(group, state, operation, { commit, seq, author, isAccount }));
    else if (operation.op === 'check')
      assertChecked(operation, state.records.get(keyOf(operation.kind, operation.id)));
    else if (operation.op === 'unchanged') assertUnchanged(state, operation);
    else if (operation.op === 'erase') erase(group, state, operation);
    else if (operation.op === 'row' || operation.op === 'clear') state.rows.add(operation);
    else applyToAccount(group, state, operation, commit, isAccount);
  }
  state.commits.add({ seq, at: commit.at, author, records: JSON.stringify(records) });
  const results = records.map(({ kind, id, version, revision }) => ({ kind, id, version, revision }));
  if (commit.repeat !== undefined) keepAnswer(state, commit.repeat, commit.at, { seq, results });
  return { seq, results, replayed: false };
}

type AccountOperation = CreateProject | Relay | Enqueue | Dequeue;

function applyToAccount(
  group: GroupState,
  state: ScopeState,
  operation: AccountOperation,
  commit: Commit,
  isAccount: boolean,
): void {
  if (!isAccount) throw onlyInAccounts(`operation ${operation.op}`);
  switch (operation.op) {
    case 'create-project':
      assertProjectName(operation.project);
      if (group.isScope(operation.project)) throw projectExists(operation.project);
      return group.createScope(state.account, operation.project);
    case 'relay':
      return relay(group, state.account, operation, commit);
    default:
      return group.jobs.add({ account: state.account, at: commit.at, operation });
  }
}

/** Both scopes are in one database, so the project's part stands in the account's transaction. */
function relay(group: GroupState, account: string, { id, project, operations }: Relay, commit: Commit): void {
  const repeat = { principal: 'relay', key: id, bodyHash: '' };
  const { author, at } = commit;
  applyCommit(group, group.projectOf(account, project), { author, at, operations, repeat }, false);
}

function put(group: GroupState, state: ScopeState, operation: Put, facts: PutFacts): PutRecord {
  const { kind, id } = operation;
  if (typeof operation.state !== 'string') throw new TypeError(`a ${kind} was put without a state`);
  if (operation.locator !== undefined && !facts.isAccount) throw onlyInAccounts('locator');
  if (operation.branch !== undefined) {
    if (facts.isAccount) throw onlyInProjects('branch');
    return putOnBranch(state, operation, operation.branch, facts);
  }
  const { commit, seq, author } = facts;
  const place = keyOf(kind, id);
  const current = state.records.get(place);
  assertExpected(operation, current);
  const unique = operation.unique === undefined ? undefined : state.seal.word(operation.unique);
  takeUnique(state, operation, current, unique);
  takeLocator(group, state, operation, current);
  const version = (current?.version ?? 0) + 1;
  const revision = operation.revision ?? newId('rev');
  state.records.set(place, {
    kind,
    id,
    version,
    revision,
    state: operation.state,
    parent: operation.parent,
    names: { sort: operation.sort, unique: operation.unique },
    unique,
    locator: operation.locator,
    seq,
    createdAt: current?.createdAt ?? operation.at ?? commit.at,
    createdBy:
      current?.createdBy ?? (operation.author === undefined ? author : state.sealAuthor(operation.author)),
  });
  const forgetsEarlier = operation.history === false && current !== undefined;
  addRevision(state, operation, facts, { branch: 'main', version, revision, current, forgetsEarlier });
  return { kind, id, version, revision, state: operation.state };
}

/** Frees what the record held: its name, its locator, and its versions on branches. */
function erase(group: GroupState, state: ScopeState, { kind, id, revisions }: Erase): void {
  const place = keyOf(kind, id);
  const current = state.records.get(place);
  if (revisions !== undefined) {
    const gone = revisions.filter((revision) => revision !== current?.revision);
    return eraseRevisions(state, { kind, id }, gone);
  }
  if (current?.unique !== undefined) state.uniques.set(keyOf(kind, current.unique), undefined);
  if (current?.locator !== undefined) group.locators.set(current.locator, undefined);
  state.records.set(place, undefined);
  eraseRevisions(state, { kind, id }, undefined);
}

function takeUnique(
  state: ScopeState,
  { kind, id }: Put,
  current: RecordState | undefined,
  unique: string | undefined,
): void {
  if (unique !== undefined) {
    const holder = state.uniques.get(keyOf(kind, unique));
    if (holder !== undefined && holder !== id) throw nameTaken(kind, holder);
  }
  if (current?.unique === unique) return;
  if (current?.unique !== undefined) state.uniques.set(keyOf(kind, current.unique), undefined);
  if (unique !== undefined) state.uniques.set(keyOf(kind, unique), id);
}

function takeLocator(
  group: GroupState,
  { scope }: ScopeState,
  { kind, id, locator }: Put,
  current: RecordState | undefined,
): void {
  if (locator !== undefined) {
    const holder = group.locators.get(locator);
    const isOther =
      holder !== undefined && !(holder.scope === scope && holder.kind === kind && holder.id === id);
    if (isOther) throw locatorTaken(kind);
  }
  if (current?.locator === locator) return;
  if (current?.locator !== undefined) group.locators.set(current.locator, undefined);
  if (locator !== undefined) group.locators.set(locator, { scope, kind, id });
}

function storedAnswer(state: ScopeState, repeat: Repeat, at: number): CommitResult | undefined {
  const found = state.repeats.get(keyOf(repeat.principal, repeat.key));
  if (found === undefined || found.at < at - keptMs) return undefined;
  if (found.bodyHash !== repeat.bodyHash) throw keyReused();
  return { ...found.answer, replayed: true };
}

function keepAnswer(
  state: ScopeState,
  { principal, key, bodyHash }: Repeat,
  at: number,
  answer: Omit<CommitResult, 'replayed'>,
): void {
  state.repeats.set(keyOf(principal, key), { principal, key, bodyHash, at, answer });
}
