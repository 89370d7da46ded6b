/** Who a key's secret stands for: looked up on every request, with whoever made the key. */
import { KeepsakeError } from '../../contract/index.ts';
import { hashToken, readToken } from '../../local/tokens.ts';
import type { Store } from '../store/store.ts';
import { typedMember } from './accounts/member-record.ts';
import type { KeyCaller } from './caller.ts';
import { locatorOf, matchingSecret, statusOf, type KeyPayload, type KeyRecord } from './key-record.ts';
import { typed, type Clock } from './records.ts';

/** The caller that a key's secret stands for. @throws KeepsakeError UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED */
export async function authenticateKey(store: Store, clock: Clock, secret: string): Promise<KeyCaller> {
  const token = readToken(secret);
  const located = token?.type === 'ksk' ? await store.locate(locatorOf(token.id)) : undefined;
  if (located === undefined) throw unknownSecret();
  const { account } = located;
  const record = typed<KeyPayload>(located.record);
  const { payload } = record;
  const now = clock();
  const matching = matchingSecret(payload, hashToken(secret));
  if (matching === undefined) throw unknownSecret();
  const status = statusOf(record, now);
  if (status === 'revoked') {
    throw new KeepsakeError(
      'KEY_REVOKED',
      `The key "${record.id}" was revoked. Make a new one under MCP Servers and give it to this client.`,
    );
  }
  if (status === 'expired') {
    throw new KeepsakeError(
      'KEY_EXPIRED',
      `The key "${record.id}" has expired. Make a new one under MCP Servers and give it to this client.`,
    );
  }
  if (matching.until !== undefined && matching.until <= now) {
    throw new KeepsakeError(
      'UNAUTHORIZED',
      `This secret of the key "${record.id}" was replaced by a newer one and has ended. Give this client the newer one.`,
    );
  }
  return withinMaker(store, keyCaller(account, record), record);
}

/** A key never may more than the member who made it may now. */
async function withinMaker(store: Store, caller: KeyCaller, { createdBy }: KeyRecord): Promise<KeyCaller> {
  if (createdBy.type !== 'owner' || createdBy.id === caller.account) return caller;
  const maker = typedMember(await store.get({ account: caller.account }, 'member', createdBy.id));
  if (maker?.state !== 'active') {
    throw new KeepsakeError(
      'KEY_REVOKED',
      `The key "${caller.keyId}" ended when the member who made it left the account. Ask for a new one.`,
    );
  }
  return maker.payload.role === 'reader' ? { ...caller, scope: 'read' } : caller;
}

/** A key as a caller. */
export function keyCaller(account: string, { id, payload }: KeyRecord): KeyCaller {
  return {
    type: 'key',
    account,
    keyId: id,
    name: payload.description,
    scope: payload.scope,
    projects: payload.projects,
    defaultProject: payload.defaultProject,
  };
}

function unknownSecret(): KeepsakeError {
  return new KeepsakeError(
    'UNAUTHORIZED',
    'This secret is not known here. Check that it was copied whole and belongs to this Keepsake server, or make a new key.',
  );
}
