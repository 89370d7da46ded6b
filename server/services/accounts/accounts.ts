/** Accounts: each sees its own; who runs the server makes, limits and suspends them. */
import type { z } from 'zod';
import { KeepsakeError, type operations } from '../../../contract/index.ts';
import type { Account, Quotas } from '../../../contract/operations/accounts.ts';
import { newId } from '../../../local/ids.ts';
import type { CommitAuthor, Put, Store } from '../../store/store.ts';
import { accountScope, authorOf, requireStanding, type Call, type Caller } from '../caller.ts';
import type { Originals } from '../originals.ts';
import { asJson, commitFor, retryOnConflict, viewTime, type Clock } from '../records.ts';
import { welcomedPut } from '../setup.ts';
import { linkOf, newInvitation, viewInvitation } from './invitation-record.ts';
import { noQuotas, type AccountLimits, type AccountPayload, type Limits } from './limits.ts';
import { openAccount } from './opening.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Accounts {
  get(caller: Caller): Promise<Output<'getAccount'>>;
  rename(call: Call, input: Input<'renameAccount'>): Promise<Account>;
  list(caller: Caller, input: Input<'listAccounts'>): Promise<Output<'listAccounts'>>;
  create(call: Call, input: Input<'createAccount'>): Promise<Output<'createAccount'>>;
  update(call: Call, input: Input<'updateAccount'>): Promise<Account>;
}

interface AccountsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly originals: Originals;
  readonly pageUrl: () => string;
}

interface Change {
  readonly name?: string | undefined;
  readonly status?: Account['status'] | undefined;
  readonly quotas?: { readonly [Name in keyof Quotas]?: Quotas[Name] | undefined } | undefined;
}

const firstOwnerMs = 7 * 24 * 3_600_000;

export function createAccounts(dependencies: AccountsDependencies): Accounts {
  const { store, clock, limits, originals } = dependencies;

  async function view(id: string): Promise<Account> {
    const [{ name, status, quotas }, members, record] = await Promise.all([
      limits.of(id),
      store.count({ account: id }, { kind: 'member', states: ['active'] }),
      store.get({ account: id }, 'account', id),
    ]);
    return {
      id,
      name,
      status,
      quotas,
      members,
      created_at: record === undefined ? null : viewTime(record.createdAt),
    };
  }

  async function change(id: string, wish: Change, author: CommitAuthor): Promise<Account> {
    await retryOnConflict(async () => {
      const before = await limits.of(id);
      if (before.status === 'closing') throw notFound(id);
      const put = accountPut(id, before, wish);
      await store.commit({ account: id }, { author, at: clock(), operations: [put] });
    });
    return view(id);
  }

  return {
    async get(caller) {
      const { account } = caller;
      const [shown, { bytes }, memories] = await Promise.all([
        view(account),
        originals.of(account),
        limits.memoriesOf(account),
      ]);
      return { ...shown, used: { bytes, memories } };
    },
    async rename(call, { name }) {
      requireStanding(call.caller, 'owner');
      return change(call.caller.account, { name }, authorOf(call.caller));
    },
    async list(caller, { page, page_size }) {
      requireStanding(caller, 'operator');
      const all = await store.accounts();
      const shown = all.slice((page - 1) * page_size, page * page_size);
      const pagination = {
        page,
        page_size,
        total: all.length,
        total_pages: Math.ceil(all.length / page_size),
      };
      return { items: await Promise.all(shown.map(view)), pagination };
    },
    async create(call, input) {
      requireStanding(call.caller, 'operator');
      const { id, invitation } = await createAccount(dependencies, call, input);
      return { account: await view(id), invitation };
    },
    async update(call, { accountId, ...wish }) {
      requireStanding(call.caller, 'operator');
      if (accountId === call.caller.account && wish.status === 'suspended') throw ownAccount();
      if (!(await store.accounts()).includes(accountId)) throw notFound(accountId);
      return change(accountId, wish, operatorOf(call.caller));
    },
  };
}

/** Each step is found done when the call is repeated, also after a crash between two. */
async function createAccount(
  { store, clock, pageUrl }: AccountsDependencies,
  call: Call,
  { name, quotas }: Input<'createAccount'>,
): Promise<{ id: string; invitation: Output<'createAccount'>['invitation'] }> {
  const at = clock();
  const entry: Put = {
    op: 'put',
    kind: 'account-entry',
    id: newId('acc'),
    state: 'made',
    payload: {},
    expect: 'absent',
  };
  const { results } = await commitFor(store, () => at, call, accountScope(call.caller), [entry]);
  const id = results[0]?.id ?? entry.id;
  // A repeat does not bring back an account that was deleted since.
  const made = await store.get(accountScope(call.caller), 'account-entry', id);
  if (made?.state === 'deleted') throw notFound(id);
  const unnamed: AccountLimits = { name: '', quotas: noQuotas, status: 'active', version: 0 };
  await openAccount(store, clock, id, [accountPut(id, unnamed, { name, quotas }), welcomedPut()]);
  const { put, code } = newInvitation({
    role: 'owner',
    note: name,
    memberId: null,
    expiresAt: at + firstOwnerMs,
  });
  const commit = { author: operatorOf(call.caller), at, operations: [put] };
  const repeat = call.repeat === undefined ? {} : { repeat: call.repeat };
  const invited = await store.commit({ account: id }, { ...commit, ...repeat });
  const record = await store.get({ account: id }, 'invitation', invited.results[0]?.id ?? put.id);
  if (record === undefined) throw new Error('the invitation of the new account is missing');
  const shown = viewInvitation(record, at);
  const invitation = invited.replayed
    ? { ...shown, secret_already_shown: true as const }
    : { ...shown, code, link: linkOf(pageUrl(), code) };
  return { id, invitation };
}

function accountPut(id: string, before: AccountLimits, { name, status, quotas }: Change): Put {
  const limited = Object.entries(quotas ?? {}).filter(([, value]) => value !== undefined);
  const payload: AccountPayload = {
    name: name ?? before.name,
    quotas: { ...before.quotas, ...Object.fromEntries(limited) },
  };
  const expect = before.version === 0 ? 'absent' : { version: before.version };
  return { op: 'put', kind: 'account', id, state: status ?? before.status, payload: asJson(payload), expect };
}

/** Who runs the server is no member of other accounts: their logs call them what they are. */
function operatorOf(caller: Caller): CommitAuthor {
  return { type: 'owner', id: caller.account, name: 'operator' };
}

function notFound(id: string): KeepsakeError {
  return new KeepsakeError('NOT_FOUND', `There is no account ${id}. List the accounts to find its id.`);
}

function ownAccount(): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    'This is your own account: suspended, it could not be resumed by anybody.',
  );
}
