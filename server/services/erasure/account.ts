/** An account with all that it has is deleted permanently: asked for by who runs the server, in whose account the receipt stays. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { CommitAuthor, Operation, Put, Scope, Store } from '../../store/store.ts';
import { noQuotas } from '../accounts/limits.ts';
import { accountScope, requireStanding, type Call } from '../caller.ts';
import { serverCommit } from '../jobs.ts';
import { asJson, earlierAnswerTo, retryOnConflict, type Clock } from '../records.ts';
import { removeFilesOf } from '../sweeping.ts';
import { destroyProject, type ErasingDependencies } from './erasing.ts';
import type { Plan } from './plan.ts';

/** @throws KeepsakeError FORBIDDEN, STATE_NOT_READY for one's own account, NOT_FOUND, VALIDATION_ERROR unless confirmed */
export async function requireAccount(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  call: Call,
  { accountId, confirm }: { readonly accountId: string; readonly confirm: string },
): Promise<void> {
  requireStanding(call.caller, 'operator');
  // It may be gone because of this very call.
  if ((await earlierAnswerTo(store, clock, call, accountScope(call.caller))) !== undefined) return;
  if (accountId === call.caller.account)
    throw new KeepsakeError(
      'STATE_NOT_READY',
      'This is the account of the server itself, so it cannot be deleted. Delete its projects and files, or the whole server.',
    );
  if (!(await store.accounts()).includes(accountId))
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is no account ${accountId}. List the accounts to find its id; receipts of those that were deleted are in the list of deletions.`,
    );
  if ((await store.get({ account: accountId }, 'account', accountId))?.state === 'closing')
    throw new KeepsakeError(
      'STATE_NOT_READY',
      `${accountId} is being deleted already. Its receipt comes into the list of deletions.`,
    );
  if (confirm !== accountId)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `Nothing was deleted: "confirm" has to be exactly ${accountId}. A permanent deletion cannot be undone.`,
    );
}

/** Nobody comes in from then on. Closed already, or gone, it stays so. */
export async function closeAccount(
  store: Store,
  clock: Clock,
  account: string,
  author: CommitAuthor,
): Promise<void> {
  if (!(await store.accounts()).includes(account)) return;
  await retryOnConflict(async () => {
    const before = await store.get({ account }, 'account', account);
    if (before?.state === 'closing') return;
    const put: Put = {
      op: 'put',
      kind: 'account',
      id: account,
      state: 'closing',
      payload: before?.payload ?? asJson({ name: '', quotas: noQuotas }),
      expect: before === undefined ? 'absent' : { version: before.version },
    };
    await store.commit({ account }, { author, at: clock(), operations: [put] });
  });
}

/** Takes everything of an account that is closed; repeated after a crash, it goes on. */
export async function destroyAccount(
  dependencies: ErasingDependencies,
  account: string,
  { doomed }: Plan,
  signal: AbortSignal,
): Promise<void> {
  const { store } = dependencies;
  if (!(await store.accounts()).includes(account)) return store.destroyAccount(account);
  await removeFilesOf(dependencies, { account }, signal);
  for (const { kind, id } of doomed) {
    signal.throwIfAborted();
    if (kind === 'project') await destroyProject(dependencies, account, id);
  }
  await store.destroyAccount(account);
}

/** What stays of it: that there was one, by its id. */
export async function markDeleted(store: Store, clock: Clock, own: Scope, account: string): Promise<void> {
  const put: Operation = { op: 'put', kind: 'account-entry', id: account, state: 'deleted', payload: {} };
  await store.commit(own, serverCommit(own.account, clock(), [put]));
}
