/** The keys of the scopes used last; a scope's account and key never change while it exists. */
import { noAccount, noProject } from '../refusals.ts';
import type { Scope } from '../store.ts';
import type { Walled } from './walled.ts';
import type { ScopeKeys, Seal, WrappedScope } from './sealing.ts';
import { readSql } from './read-sql.ts';
import type { Place } from './wall.ts';

export interface KnownScope {
  readonly scope: string;
  readonly account: string;
  readonly seal: Seal;
}

export interface Scopes {
  /** @throws KeepsakeError NOT_FOUND when the account has no such project. */
  of(scope: Scope): Promise<KnownScope>;
  /** The account of a scope as the database has it now. */
  accountOf(scope: string): Promise<string | undefined>;
  forget(scope: string): void;
  /** @throws KeepsakeError DATA_FOLDER_UNREADABLE when what is there was written under another master key. */
  assertReadable(): Promise<void>;
  /** Any scope, always the same while it is there; none in an empty store. */
  first(): Promise<WrappedScope | undefined>;
  /** The same as `of` from a row that was read already. */
  known(scope: string, account: string, wrappedKey: Uint8Array): KnownScope;
}

const mostKnown = 10_000;
// Another server may destroy a project: its key is not used, nor kept in memory, for longer than this.
const keptMs = 10_000;

export function createScopes(database: Walled, keys: ScopeKeys): Scopes {
  const all = new Map<string, { readonly scope: KnownScope; readonly readAt: number }>();

  function known(scope: string, account: string, wrappedKey: Uint8Array): KnownScope {
    const made = all.get(scope)?.scope ?? { scope, account, seal: keys.seal(wrappedKey, account, scope) };
    all.delete(scope);
    if (all.size >= mostKnown) all.delete(all.keys().next().value as string);
    all.set(scope, { scope: made, readAt: Date.now() });
    return made;
  }

  function rowOf(scope: string, place: Place) {
    return database.within(place).query<{ account: string; wrapped_key: Buffer }>(readSql.scope, [scope]);
  }

  async function first(): Promise<WrappedScope | undefined> {
    return (await database.within({ across: 'scopes' }).query<WrappedScope>(readSql.anyScope))[0];
  }

  async function read(account: string, scope: string): Promise<KnownScope | undefined> {
    const before = all.get(scope);
    if (before !== undefined && Date.now() - before.readAt < keptMs) return before.scope;
    const [row] = await rowOf(scope, { account });
    if (row === undefined) all.delete(scope);
    return row && known(scope, row.account, row.wrapped_key);
  }

  return {
    known,
    async assertReadable() {
      const row = await first();
      if (row !== undefined) known(row.scope, row.account, row.wrapped_key);
    },
    first,
    forget: (scope) => void all.delete(scope),
    accountOf: async (scope) => (await rowOf(scope, { across: 'scopes' }))[0]?.account,
    async of({ account, project }) {
      const found = await read(account, project ?? account);
      if (project === undefined && found?.account !== found?.scope) throw noAccount(account);
      if (found?.account === account) return found;
      throw project === undefined ? noAccount(account) : noProject(project);
    },
  };
}
