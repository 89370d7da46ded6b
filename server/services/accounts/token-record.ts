/** The record of a personal access token, and whom it stands for. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { AccessToken } from '../../../contract/operations/tokens.ts';
import type { TokenScope } from '../../../contract/roles.ts';
import { hashToken, newToken, readToken } from '../../../local/tokens.ts';
import type { Put, Store, StoredRecord } from '../../store/store.ts';
import type { OwnerCaller } from '../caller.ts';
import { sameHash } from '../key-record.ts';
import { asJson, typed, type Clock } from '../records.ts';
import { memberCaller, typedMember } from './member-record.ts';

export interface TokenPayload {
  readonly description: string;
  readonly scope: TokenScope;
  readonly expiresAt: number | null;
  readonly sha256: string;
  readonly suffix: string;
}

/** A new token of a member, with its secret. */
export function newAccessToken(
  memberId: string,
  wish: Pick<TokenPayload, 'description' | 'scope' | 'expiresAt'>,
): { put: Put; secret: string } {
  const { id, secret } = newToken('kst');
  const payload = { ...wish, sha256: hashToken(secret), suffix: secret.slice(-4) };
  return { put: tokenPut(`tok_${id}`, memberId, payload), secret };
}

/** A version of a token. @param version the one before; left out for the first */
export function tokenPut(id: string, memberId: string, payload: TokenPayload, version?: number): Put {
  return {
    op: 'put',
    kind: 'token',
    id,
    parent: memberId,
    locator: `token:${id.slice('tok_'.length)}`,
    state: 'active',
    payload: asJson(payload),
    expect: version === undefined ? 'absent' : { version },
  };
}

export function statusOf(record: StoredRecord, now: number): AccessToken['status'] {
  if (record.state === 'revoked') return 'revoked';
  const { expiresAt } = typed<TokenPayload>(record).payload;
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}

/** The record that a secret is of, found by its id and compared in constant time; undefined for any other secret. */
export async function locateSecret(store: Store, kind: 'token' | 'member-session', secret: string) {
  const token = readToken(secret);
  const found = token === undefined ? undefined : await store.locate(`${kind}:${token.id}`);
  const { sha256 = '' } = found === undefined ? {} : typed<{ sha256: string }>(found.record).payload;
  return found !== undefined && sameHash(sha256, hashToken(secret)) ? found : undefined;
}

/** The member whom a secret stands for. @throws KeepsakeError UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED */
export async function authenticateToken(store: Store, clock: Clock, secret: string): Promise<OwnerCaller> {
  const found = await locateSecret(store, 'token', secret);
  if (found === undefined) throw unknownToken();
  return callerOfToken(store, clock, found.account, found.record);
}

/** The member of a token's record, while both are in use. @throws KeepsakeError KEY_REVOKED, KEY_EXPIRED */
export async function callerOfToken(
  store: Store,
  clock: Clock,
  account: string,
  record: StoredRecord,
): Promise<OwnerCaller> {
  const status = statusOf(record, clock());
  if (status !== 'active') throw ended(status);
  const member = typedMember(await store.get({ account }, 'member', record.parent ?? ''));
  if (member?.state !== 'active') throw noMember();
  const { scope } = typed<TokenPayload>(record).payload;
  return memberCaller(account, member, { scope, tokenId: record.id });
}

function unknownToken(): KeepsakeError {
  return new KeepsakeError(
    'UNAUTHORIZED',
    'This token is not known here. Check that it was copied whole and belongs to this Keepsake server.',
  );
}

function ended(status: 'expired' | 'revoked'): KeepsakeError {
  return status === 'revoked'
    ? new KeepsakeError(
        'KEY_REVOKED',
        'This personal access token was revoked. Make another, or ask for a new invitation.',
      )
    : new KeepsakeError(
        'KEY_EXPIRED',
        'This personal access token has expired. Ask an admin of the account for a new invitation.',
      );
}

function noMember(): KeepsakeError {
  return new KeepsakeError('KEY_REVOKED', 'The member whom this token belongs to has left the account.');
}
