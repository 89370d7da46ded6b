/** Personal access tokens of members, and the browsers that they sign in. */
import type { z } from 'zod';
import { KeepsakeError, type operations } from '../../../contract/index.ts';
import type { AccessToken, CreatedToken } from '../../../contract/operations/tokens.ts';
import { mayAs } from '../../../contract/roles.ts';
import type { Store, StoredRecord } from '../../store/store.ts';
import {
  accountScope,
  requireOwner,
  requireStanding,
  standingOf,
  type Call,
  type CallingMember,
  type Caller,
  type OwnerCaller,
} from '../caller.ts';
import {
  commitAs,
  listPage,
  retryOnConflict,
  typed,
  viewTime,
  writtenRecord,
  type Clock,
} from '../records.ts';
import type { Usage } from '../usage.ts';
import { requireMember, type MemberPayload } from './member-record.ts';
import { authenticateToken, newAccessToken, statusOf, tokenPut, type TokenPayload } from './token-record.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface AccessTokens {
  list(caller: Caller, input: Input<'listTokens'>): Promise<Output<'listTokens'>>;
  create(call: Call, input: Input<'createToken'>): Promise<CreatedToken>;
  revoke(call: Call, input: Input<'revokeToken'>): Promise<Output<'revokeToken'>>;
  /** The member whom a token stands for. @throws KeepsakeError UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED */
  authenticate(secret: string): Promise<OwnerCaller>;
}

interface TokensDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly usage: Usage;
}

export function createAccessTokens({ store, clock, usage }: TokensDependencies): AccessTokens {
  const view = async (account: string, record: StoredRecord): Promise<AccessToken> => {
    const { description, scope, suffix, expiresAt } = typed<TokenPayload>(record).payload;
    const lastUse = await usage.lastUse(account, record.id);
    return {
      id: record.id,
      member_id: record.parent ?? '',
      description,
      scope,
      secret_suffix: suffix,
      status: statusOf(record, clock()),
      expires_at: expiresAt === null ? null : viewTime(expiresAt),
      last_used_at: lastUse === undefined ? null : viewTime(lastUse),
      created_at: viewTime(record.createdAt),
    };
  };

  return {
    async list(caller, { member_id, ...page }) {
      const own = ownId(caller);
      const parent = member_id ?? own;
      if (parent !== own) requireStanding(caller, 'admin');
      if (parent === undefined) throw noTokens();
      const query = { kind: 'token', parent, order: 'created', descending: true } as const;
      return listPage(store, accountScope(caller), query, page, (record) => view(caller.account, record));
    },
    async create(call, { description, scope, expires_at }) {
      const member = requireManaging(call.caller);
      const at = clock();
      const expiresAt = expires_at === null ? null : Date.parse(expires_at);
      const { put, secret } = newAccessToken(member.id, { description, scope, expiresAt });
      const own = accountScope(call.caller);
      const commit = await commitAs(store, () => at, call, own, [put]);
      const written = await writtenRecord(store, own, { call, at, commit, put });
      const token = await view(call.caller.account, written);
      return commit.replayed ? { ...token, secret_already_shown: true } : { ...token, secret };
    },
    async revoke(call, { tokenId }) {
      const scope = accountScope(call.caller);
      await retryOnConflict(async () => {
        const before = await store.get(scope, 'token', tokenId);
        if (before === undefined || !(await mayEnd(store, call.caller, before.parent ?? '')))
          throw notFound(tokenId);
        if (before.state === 'revoked') return;
        const put = tokenPut(
          tokenId,
          before.parent ?? '',
          typed<TokenPayload>(before).payload,
          before.version,
        );
        await commitAs(store, clock, call, scope, [{ ...put, state: 'revoked' }]);
      });
      return { deleted: true, id: tokenId };
    },
    authenticate: (secret) => authenticateToken(store, clock, secret),
  };
}

function ownId(caller: Caller): string | undefined {
  requireOwner(caller);
  return (caller as OwnerCaller).member?.id;
}

/** A token that ends, or may little, makes no other that lasts, or may more. */
function requireManaging(caller: Caller): CallingMember {
  requireOwner(caller);
  const { member } = caller as OwnerCaller;
  if (member === undefined) throw noTokens();
  if (member.scope === 'manage') return member;
  throw new KeepsakeError(
    'FORBIDDEN',
    `Your token has the scope "${member.scope}", and making tokens needs "manage". Use a token with that scope.`,
    { required_scope: 'manage' },
  );
}

/** Their own, or those of somebody not above them. */
async function mayEnd(store: Store, caller: Caller, memberId: string): Promise<boolean> {
  if (ownId(caller) === memberId) return true;
  if (caller.type !== 'owner' || !mayAs(standingOf(caller), 'admin')) return false;
  const { payload } = typed<MemberPayload>(await requireMember(store, caller.account, memberId));
  return mayAs(standingOf(caller), payload.role);
}

function notFound(id: string): KeepsakeError {
  return new KeepsakeError('NOT_FOUND', `There is no token ${id} of yours. List the tokens to find its id.`);
}

function noTokens(): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    'Who runs the server has the owner token, and no personal ones. Invite yourself to the account and accept: members have tokens.',
  );
}
