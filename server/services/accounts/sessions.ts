/** Browsers that a member's token signed in: good as long as the token is. */
import { KeepsakeError } from '../../../contract/index.ts';
import { hashToken, newToken } from '../../../local/tokens.ts';
import type { Put, Store } from '../../store/store.ts';
import { accountScope, type OwnerCaller } from '../caller.ts';
import { asJson, commitAs, typed, type Clock } from '../records.ts';
import { authenticateToken, callerOfToken, locateSecret } from './token-record.ts';

interface SessionPayload {
  readonly sha256: string;
  readonly expiresAt: number;
  readonly tokenId: string;
}

export interface MemberSessions {
  /** Exchanges a token for a session. @throws KeepsakeError UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED */
  open(token: string): Promise<{ secret: string; maxAgeSeconds: number }>;
  /** The member whom a session stands for. @throws KeepsakeError UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED */
  resume(session: string): Promise<OwnerCaller>;
  /** Ends a session; one that has ended is nothing to end. */
  close(session: string): Promise<void>;
}

const sessionMs = 30 * 24 * 3_600_000;

export function createMemberSessions({ store, clock }: { store: Store; clock: Clock }): MemberSessions {
  async function sessionOf(session: string) {
    const found = await locateSecret(store, 'member-session', session);
    const isOpen =
      found?.record.state === 'open' && typed<SessionPayload>(found.record).payload.expiresAt > clock();
    return found !== undefined && isOpen ? found : undefined;
  }

  return {
    async open(token) {
      const caller = await authenticateToken(store, clock, token);
      const { id, secret } = newToken('ksm');
      const tokenId = caller.member?.tokenId ?? '';
      const payload: SessionPayload = { sha256: hashToken(secret), expiresAt: clock() + sessionMs, tokenId };
      await commitAs(store, clock, { caller }, accountScope(caller), [sessionPut(id, 'open', payload)]);
      return { secret, maxAgeSeconds: sessionMs / 1_000 };
    },
    async resume(session) {
      const found = await sessionOf(session);
      if (found === undefined) throw noSession();
      const { tokenId } = typed<SessionPayload>(found.record).payload;
      const token = await store.get({ account: found.account }, 'token', tokenId);
      if (token === undefined) throw noSession();
      return callerOfToken(store, clock, found.account, token);
    },
    async close(session) {
      const found = await sessionOf(session);
      if (found === undefined) return;
      const { account, record } = found;
      const put = sessionPut(record.id, 'closed', typed<SessionPayload>(record).payload);
      const author = { type: 'server', id: account } as const;
      await store.commit({ account }, { author, at: clock(), operations: [put] });
    },
  };
}

function sessionPut(id: string, state: 'open' | 'closed', payload: SessionPayload): Put {
  const locator = `member-session:${id}`;
  return { op: 'put', kind: 'member-session', id, locator, state, payload: asJson(payload), history: false };
}

function noSession(): KeepsakeError {
  return new KeepsakeError(
    'UNAUTHORIZED',
    'This browser is not signed in any more. Sign in with your token again.',
  );
}
