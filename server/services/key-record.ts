/** The record of a key: what is stored of it and its secrets, and how it is found, written and compared. */
import { timingSafeEqual } from 'node:crypto';
import { KeepsakeError, type Key } from '../../contract/index.ts';
import { mayAs } from '../../contract/roles.ts';
import type { Put, Store, StoredRecord } from '../store/store.ts';
import { accountScope, standingOf, type Caller } from './caller.ts';
import { asJson, typed, type RecordOf } from './records.ts';

export interface KeyPayload {
  readonly description: string;
  readonly scope: 'read' | 'write';
  readonly projects: readonly string[];
  readonly defaultProject: string;
  readonly expiresAt: number | null;
  /** Oldest first; the last one is the key's secret, the one before it may be live for a while. */
  readonly secrets: readonly StoredSecret[];
  /** When the last secret took the place of another. */
  readonly rotatedAt?: number;
}

export interface StoredSecret {
  readonly sha256: string;
  readonly suffix: string;
  /** When it ends; without it, when the key does. */
  readonly until?: number;
}

export type KeyRecord = RecordOf<KeyPayload>;

/** Which of an account's keys; where a project is named, only if the key reaches it. */
export interface WhichKey {
  readonly keyId: string;
  readonly projectId?: string;
}

/** @throws KeepsakeError NOT_FOUND, also for a key of somebody else that the caller does not manage */
export async function requireKey(
  store: Store,
  caller: Caller,
  { keyId, projectId }: WhichKey,
): Promise<StoredRecord> {
  const key = await store.get(accountScope(caller), 'key', keyId);
  const reaches = (project: string): boolean =>
    key !== undefined && typed<KeyPayload>(key).payload.projects.includes(project);
  if (key !== undefined && managesKey(caller, key) && (projectId === undefined || reaches(projectId)))
    return key;
  throw new KeepsakeError('NOT_FOUND', `There is no key ${keyId}. List the keys to find its id.`);
}

/** Whether a person may see and change a key: members those that they made, admins all. */
export function managesKey(caller: Caller, key: StoredRecord): boolean {
  if (caller.type !== 'owner') return false;
  return mayAs(standingOf(caller), 'admin') || key.createdBy.id === caller.member?.id;
}

/** A version of a key. @param version the one before; left out for the first */
export function putKey(id: string, state: string, payload: KeyPayload, version?: number): Put {
  return {
    op: 'put',
    kind: 'key',
    id,
    locator: locatorOf(tokenIdOf(id)),
    state,
    payload: asJson(payload),
    expect: version === undefined ? 'absent' : { version },
  };
}

/** What a key's secrets carry to be found by; it stays the same when they are replaced. */
export function tokenIdOf(keyId: string): string {
  return keyId.slice('key_'.length);
}

export function locatorOf(tokenId: string): string {
  return `key:${tokenId}`;
}

export function statusOf({ state, payload }: KeyRecord, now: number): Key['status'] {
  if (state === 'revoked') return 'revoked';
  return payload.expiresAt !== null && payload.expiresAt <= now ? 'expired' : 'active';
}

/** Until when the secret before the present one is accepted, where it still is. */
export function oldSecretUntil({ secrets }: KeyPayload, now: number): number | undefined {
  const until = secrets.at(-2)?.until;
  return until !== undefined && until > now ? until : undefined;
}

/** The secret of this hash, live or ended. All are compared, whichever fits. */
export function matchingSecret({ secrets }: KeyPayload, sha256: string): StoredSecret | undefined {
  return secrets.filter((secret) => sameHash(secret.sha256, sha256))[0];
}

/** Whether two SHA-256 hashes in hex are equal, in constant time. */
export function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
