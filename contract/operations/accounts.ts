/** Accounts: what belongs together and apart from everything else, and how much of it there may be. */
import { z } from 'zod';
import { idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';
import { createdInvitation } from './invitations.ts';

const limit = z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable();

/** Null is no limit. */
export const quotas = z.object({
  bytes: limit.describe('of all versions of its files'),
  memories: limit.describe('active ones, over all projects'),
  requests_per_minute: limit.describe('of all callers together'),
});

export type Quotas = z.infer<typeof quotas>;

export const account = z.object({
  id: idOf('account'),
  name: z.string(),
  /** One that is being deleted is `closing`: refused everything, and never active again. */
  status: z.enum(['active', 'suspended', 'closing']),
  quotas,
  members: z.int(),
  created_at: time.nullable(),
});

export type Account = z.infer<typeof account>;

const used = z.object({ bytes: z.int(), memories: z.int() });
const accountName = z.string().trim().min(1).max(100);
const changes = {
  name: accountName.optional(),
  status: z.enum(['active', 'suspended']).optional(),
  quotas: quotas.partial().optional(),
};

export const accountOperations = {
  getAccount: operation({
    method: 'GET',
    path: '/account',
    summary: 'The account, its limits and what it uses of them.',
    access: 'owner',
    input: z.object({}),
    output: account.extend({ used }),
  }),
  renameAccount: operation({
    method: 'PATCH',
    path: '/account',
    summary: 'Give the account another name.',
    access: 'owner',
    input: z.object({ name: accountName }),
    output: account,
  }),
  listAccounts: operation({
    method: 'GET',
    path: '/accounts',
    summary: 'Every account of the server, oldest first. For who runs it.',
    access: 'owner',
    input: z.object(pageQuery),
    output: pageOf(account),
  }),
  createAccount: operation({
    method: 'POST',
    path: '/accounts',
    summary: 'Make an account, with an invitation for its first owner. For who runs the server.',
    access: 'owner',
    status: 201,
    input: z.object({ name: accountName, quotas: quotas.partial().default({}) }),
    output: z.object({ account, invitation: createdInvitation }),
  }),
  updateAccount: operation({
    method: 'PATCH',
    path: '/accounts/{accountId}',
    summary: 'Name, limit, suspend or resume an account. For who runs the server.',
    access: 'owner',
    input: z.object({ accountId: idOf('account'), ...changes }),
    output: account,
  }),
};
