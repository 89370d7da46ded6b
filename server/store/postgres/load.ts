/** Locks the scopes that a group of commits writes and reads what it is decided on. */
import { noAccount, noProject } from '../refusals.ts';
import type { Commit, CommitResult, Operation, Repeat, Scope } from '../store.ts';
import type { Statements } from './database.ts';
import type { Places } from './walled.ts';
import type { LocatorState, RecordState } from './facts.ts';
import { loadHistory } from './load-history.ts';
import { keyOf } from './overlay.ts';
import { pairs } from './pairs.ts';
import type { ScopeKeys, WrappedScope } from './sealing.ts';
import type { Scopes } from './scopes.ts';
import { planSql } from './sql.ts';
import { groupState, type GroupState, type ScopeContents } from './state.ts';

interface Wanted {
  readonly operations: readonly Operation[];
  readonly repeats: readonly Repeat[];
}

interface RecordRow {
  kind: string;
  id: string;
  version: number;
  revision: string;
  state: string;
  unique_key: string | null;
  locator: string | null;
  created_at: number;
  created_by: Buffer;
}

/**
 * The account is locked before its projects and these in the order of their names, so that two groups never wait for
 * each other.
 *
 * @throws KeepsakeError NOT_FOUND when the scope itself does not exist; projects that relays name may be missing.
 */
export async function loadGroup(
  places: Places,
  { scopes, keys }: { scopes: Scopes; keys: ScopeKeys },
  scope: Scope,
  commits: readonly Commit[],
): Promise<GroupState> {
  const operations = commits.flatMap((commit) => commit.operations);
  const relays = operations.filter((operation) => operation.op === 'relay');
  const own: Wanted = { operations, repeats: commits.flatMap(({ repeat }) => repeat ?? []) };
  const { wrapped, ...first } = await loadScope(places, scopes, scope, own);
  const loaded: ScopeContents[] = [first];
  const projects = [...new Set(relays.map(({ project }) => project))].toSorted();
  for (const project of projects) {
    const of = relays.filter((relay) => relay.project === project);
    const repeats = of.map(({ id }) => ({ principal: 'relay', key: id, bodyHash: '' }));
    const wanted = { operations: of.flatMap((relay) => relay.operations), repeats };
    const found = await loadScope(places, scopes, { account: scope.account, project }, wanted).catch(
      (error: unknown) => {
        if ((error as { code?: string }).code === 'NOT_FOUND') return undefined;
        throw error;
      },
    );
    if (found !== undefined) loaded.push(found);
  }
  return groupState({
    scopes: loaded,
    taken: await takenAmong(places.within({ across: 'scopes' }), operations),
    locators: await locatorsOf(places.within({ across: 'locators' }), operations, loaded),
    newScope(account, project) {
      const wrappedKey = keys.create(account, project, wrapped);
      return { wrappedKey, seal: keys.seal(wrappedKey, account, project) };
    },
  });
}

async function loadScope(
  places: Places,
  scopes: Scopes,
  { account, project }: Scope,
  { operations, repeats }: Wanted,
): Promise<ScopeContents & { wrapped: WrappedScope }> {
  const scope = project ?? account;
  const statements = places.within({ account, scope });
  const [locked] = await statements.query<{ account: string; wrapped_key: Buffer; seq: number }>(
    planSql.lockScope,
    [scope],
  );
  if (locked?.account !== account || (project !== undefined && project === account))
    throw project === undefined ? noAccount(account) : await missing(statements, account, project);
  const { seal } = scopes.known(scope, account, locked.wrapped_key);
  const records = operations.filter(
    (operation) => operation.op === 'put' || operation.op === 'check' || operation.op === 'erase',
  );
  const words = operations.flatMap((operation) =>
    operation.op === 'put' && operation.unique !== undefined
      ? [{ kind: operation.kind, word: seal.word(operation.unique) }]
      : [],
  );
  const [recordRows, holderRows, repeatRows, history] = await Promise.all([
    pairs<RecordRow>(
      statements,
      planSql.current,
      scope,
      records.map(({ kind, id }) => [kind, id]),
    ),
    pairs<{ kind: string; unique_key: string; id: string }>(
      statements,
      planSql.holders,
      scope,
      words.map(({ kind, word }) => [kind, word]),
    ),
    pairs<{ principal: string; key: string; body_hash: string; at: number; answer: string }>(
      statements,
      planSql.repeats,
      scope,
      repeats.map(({ principal, key }) => [principal, key]),
    ),
    loadHistory(statements, { scope, seal }, operations),
  ]);
  return {
    scope,
    account,
    seal,
    wrapped: { scope, account, wrapped_key: locked.wrapped_key },
    seq: locked.seq,
    ...history,
    records: new Map(recordRows.map((row) => [keyOf(row.kind, row.id), recordState(row)])),
    uniques: new Map(holderRows.map(({ kind, unique_key, id }) => [keyOf(kind, unique_key), id])),
    repeats: new Map(
      repeatRows.map(({ principal, key, body_hash: bodyHash, at, answer }) => [
        keyOf(principal, key),
        { principal, key, bodyHash, at, answer: JSON.parse(answer) as Omit<CommitResult, 'replayed'> },
      ]),
    ),
  };
}

async function missing(statements: Statements, account: string, project: string): Promise<Error> {
  const [found] = await statements.query(planSql.scopesAmong, [[account]]);
  return found === undefined ? noAccount(account) : noProject(project);
}

function recordState(row: RecordRow): RecordState {
  return {
    kind: row.kind,
    id: row.id,
    version: row.version,
    revision: row.revision,
    state: row.state,
    unique: row.unique_key ?? undefined,
    locator: row.locator ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}

async function takenAmong(statements: Statements, operations: readonly Operation[]): Promise<Set<string>> {
  const made = operations.flatMap((operation) =>
    operation.op === 'create-project' ? [operation.project] : [],
  );
  if (made.length === 0) return new Set();
  const rows = await statements.query<{ scope: string }>(planSql.scopesAmong, [made]);
  return new Set(rows.map(({ scope }) => scope));
}

/** Locators that are to be taken, and those that the records to be written hold. */
async function locatorsOf(
  statements: Statements,
  operations: readonly Operation[],
  loaded: readonly ScopeContents[],
): Promise<Map<string, LocatorState>> {
  const wanted = operations.flatMap((operation) =>
    operation.op === 'put' && operation.locator !== undefined ? [operation.locator] : [],
  );
  const held = loaded.flatMap(({ records }) =>
    [...records.values()].flatMap(({ locator }) => (locator === undefined ? [] : [locator])),
  );
  const all = [...new Set([...wanted, ...held])];
  if (all.length === 0) return new Map();
  const rows = await statements.query<LocatorState & { locator: string }>(planSql.located, [all]);
  return new Map(rows.map(({ locator, scope, kind, id }) => [locator, { scope, kind, id }]));
}
