/** What an account may: whether it is in use, and how much it may hold and ask; memories are counted where commits pass. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { Quotas } from '../../../contract/operations/accounts.ts';
import type { Commit, Put, Scope, Store } from '../../store/store.ts';
import { earlierAnswer, typed } from '../records.ts';
import { countOf, createTallies } from '../tallies.ts';

/** What is stored of an account; one that nobody named or limited has no record. */
export interface AccountPayload {
  readonly name: string;
  readonly quotas: Quotas;
}

export interface AccountLimits {
  readonly name: string;
  readonly quotas: Quotas;
  readonly status: 'active' | 'suspended' | 'closing';
  /** Of the record; 0 when there is none. */
  readonly version: number;
}

export interface Limits {
  of(account: string): Promise<AccountLimits>;
  /** The same, of an account in use. @throws KeepsakeError ACCOUNT_SUSPENDED */
  ofActive(account: string): Promise<AccountLimits>;
  /** Active memories of all projects. */
  memoriesOf(account: string): Promise<number>;
}

export const noQuotas: Quotas = { bytes: null, memories: null, requests_per_minute: null };

/** The limits of accounts, and the store with its commits watched. */
export function createLimits(unwatched: Store): { limits: Limits; store: Store } {
  const tallies = createTallies(unwatched);

  async function of(account: string): Promise<AccountLimits> {
    const record = await unwatched.get({ account }, 'account', account);
    if (record === undefined) return { name: '', quotas: noQuotas, status: 'active', version: 0 };
    const { name, quotas } = typed<AccountPayload>(record).payload;
    return { name, quotas, status: record.state as AccountLimits['status'], version: record.version };
  }

  async function memoriesOf(account: string): Promise<number> {
    const query = { kind: 'project', order: 'created', limit: 10_000 } as const;
    const projects = await unwatched.list({ account }, query);
    const counts = await Promise.all(
      projects.map(async ({ id }) =>
        countOf(await tallies.of({ account, project: id }), 'memory', ['active']),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** The refusal of a commit that adds more memories than the account may hold. */
  async function refusal(scope: Scope, commit: Commit): Promise<KeepsakeError | undefined> {
    const puts = memoryPuts(scope, commit);
    if (puts.length === 0) return undefined;
    const { memories: most } = (await of(scope.account)).quotas;
    if (most === null) return undefined;
    const before = await Promise.all(
      puts.map(({ project, id }) => unwatched.get({ ...scope, project }, 'memory', id)),
    );
    const added = before.filter((record) => record?.state !== 'active').length;
    if (added === 0) return undefined;
    const used = await memoriesOf(scope.account);
    return used + added > most ? overQuota('memories', most, used) : undefined;
  }

  const limits: Limits = {
    of,
    async ofActive(account) {
      const found = await of(account);
      if (found.status === 'active') return found;
      throw new KeepsakeError(
        'ACCOUNT_SUSPENDED',
        found.status === 'closing'
          ? 'This account is being deleted permanently, with all that it holds.'
          : 'This account is suspended. What it holds is kept; ask who runs the server.',
      );
    },
    memoriesOf,
  };
  const store: Store = {
    ...unwatched,
    async commit(scope, commit) {
      const refused = await refusal(scope, commit);
      if (refused === undefined) return unwatched.commit(scope, commit);
      return repeatOnly(unwatched, scope, commit, refused);
    },
  };
  return { limits, store };
}

/** Answers what was committed before the account was full, and refuses everything else. */
async function repeatOnly(store: Store, scope: Scope, commit: Commit, refused: KeepsakeError) {
  const earlier = await earlierAnswer(store, scope, commit);
  if (earlier === undefined) throw refused;
  return earlier;
}

/** What becomes an active memory on the main line of a project, each once: several of its versions may stand in one commit. */
function memoryPuts({ project }: Scope, { operations }: Commit): { project: string; id: string }[] {
  const puts = operations.flatMap((operation) => {
    if (operation.op === 'relay')
      return operation.operations
        .filter(isActiveMemory)
        .map(({ id }) => ({ project: operation.project, id }));
    return project !== undefined && isActiveMemory(operation) ? [{ project, id: operation.id }] : [];
  });
  return [...new Map(puts.map((put) => [`${put.project} ${put.id}`, put])).values()];
}

function isActiveMemory(operation: { readonly op: string }): operation is Put {
  const put = operation as Put;
  return put.op === 'put' && put.kind === 'memory' && put.state === 'active' && put.branch === undefined;
}

const quotaWords = { bytes: 'bytes of files', memories: 'memories' } as const;

/** @param used what the account holds now */
export function overQuota(quota: keyof typeof quotaWords, limit: number, used: number): KeepsakeError {
  return new KeepsakeError(
    'QUOTA_EXCEEDED',
    `This account may hold ${limit} ${quotaWords[quota]}, and holds ${used}. Delete some for good, or ask who runs the server for more.`,
    { quota, limit, used },
  );
}
