/** How the owner proves to be the owner: with the owner token, or in a browser with a session that a one-time code began. */
import { KeepsakeError } from '../../contract/index.ts';
import { hashToken, newToken, readToken } from '../../local/tokens.ts';
import type { Put, Store } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type OwnerCaller } from './caller.ts';
import { sameHash } from './key-record.ts';
import { commitFor, typed, type Clock } from './records.ts';

export interface Owners {
  /** Lets a token act as the owner of an account from now on. */
  admit(account: string, token: string): Promise<void>;
  /** @throws KeepsakeError UNAUTHORIZED */
  authenticate(token: string): Promise<OwnerCaller>;
  /** A one-time code for a browser on this computer. */
  createPageCode(call: Call): Promise<{ code: string }>;
  /**
   * Exchanges a code, once, for a session's secret. A repeat of the exchange, whose answer may have been lost, gets a
   * session too.
   *
   * @throws KeepsakeError UNAUTHORIZED
   */
  openSession(code: string, repeatKey?: string): Promise<{ secret: string; maxAgeSeconds: number }>;
  /** The owner that a browser's session stands for. @throws KeepsakeError UNAUTHORIZED */
  resume(session: string): Promise<OwnerCaller>;
  /** Ends a session; one that has ended is nothing to end. */
  close(session: string): Promise<void>;
}

interface SecretPayload {
  readonly sha256: string;
  readonly expiresAt?: number;
  /** Of a code that was used: SHA-256 of the repeat key it was used with. */
  readonly usedWith?: string;
}

type SecretKind = 'owner-token' | 'page-code' | 'page-session';

const codeMs = 10 * 60_000;
const sessionMs = 30 * 24 * 3_600_000;

/** The service of owner tokens and page sessions. All are records, so any server of the store knows them. */
export function createOwners({ store, clock }: { store: Store; clock: Clock }): Owners {
  async function check(kind: SecretKind, secret: string, repeatKey?: string) {
    const token = readToken(secret);
    const located = token === undefined ? undefined : await store.locate(`${kind}:${token.id}`);
    const payload = located === undefined ? undefined : typed<SecretPayload>(located.record).payload;
    const valid =
      payload !== undefined &&
      sameHash(payload.sha256, hashToken(secret)) &&
      (located?.record.state === 'active' || isRepeat(payload, repeatKey));
    if (!valid || located === undefined || (payload.expiresAt ?? Infinity) <= clock()) throw refused(kind);
    return located;
  }

  return {
    async admit(account, token) {
      const id = readToken(token)?.id;
      if (id === undefined) throw new Error('the owner token is malformed');
      if ((await store.locate(`owner-token:${id}`)) !== undefined) return;
      const put = secretPut('owner-token', id, token);
      await store.commit(
        { account },
        { author: { type: 'server', id: account }, at: clock(), operations: [put] },
      );
    },
    async authenticate(token) {
      return { type: 'owner', account: (await check('owner-token', token)).account };
    },
    async createPageCode(call) {
      requireOwner(call.caller);
      const { id, secret } = newToken('ksp');
      // A repeat gets a new code: codes are cheap, and the first one's secret is not kept.
      const put = secretPut('page-code', id, secret, clock() + codeMs);
      await commitFor(store, clock, { caller: call.caller }, accountScope(call.caller), [put]);
      return { code: secret };
    },
    async openSession(code, repeatKey) {
      const { account, record } = await check('page-code', code, repeatKey);
      const { expiresAt } = typed<SecretPayload>(record).payload;
      const { id, secret } = newToken('kss');
      const used: Put = {
        ...secretPut('page-code', record.id, code, expiresAt, repeatKey),
        state: 'used',
        expect: { version: record.version },
      };
      const session = secretPut('page-session', id, secret, clock() + sessionMs);
      await store
        .commit(
          { account },
          { author: { type: 'owner', id: account }, at: clock(), operations: [used, session] },
        )
        .catch((error: unknown) => {
          throw error instanceof KeepsakeError && error.code === 'VERSION_CONFLICT'
            ? refused('page-code')
            : error;
        });
      return { secret, maxAgeSeconds: sessionMs / 1_000 };
    },
    async resume(session) {
      return { type: 'owner', account: (await check('page-session', session)).account };
    },
    async close(session) {
      const { account, record } = await check('page-session', session);
      const put: Put = { ...secretPut('page-session', record.id, session), state: 'closed' };
      await store.commit(
        { account },
        { author: { type: 'owner', id: account }, at: clock(), operations: [put] },
      );
    },
  };
}

function isRepeat({ usedWith }: SecretPayload, repeatKey: string | undefined): boolean {
  return usedWith !== undefined && repeatKey !== undefined && sameHash(usedWith, hashToken(repeatKey));
}

function secretPut(kind: string, id: string, secret: string, expiresAt?: number, repeatKey?: string): Put {
  const payload = {
    sha256: hashToken(secret),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(repeatKey === undefined ? {} : { usedWith: hashToken(repeatKey) }),
  };
  return { op: 'put', kind, id, locator: `${kind}:${id}`, state: 'active', payload, history: false };
}

function refused(kind: SecretKind): KeepsakeError {
  const why = {
    'owner-token': 'This owner token is not known here. Check that it belongs to this Keepsake server.',
    'page-code':
      'This sign-in address was used before or is too old. Run `keepsake serve --start` again for a new one.',
    'page-session':
      'This browser is not signed in any more. Open a new sign-in address (`keepsake serve --start` prints one).',
  };
  return new KeepsakeError('UNAUTHORIZED', why[kind]);
}
