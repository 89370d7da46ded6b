/** Rotation: a key gets a new secret and stays the same key, so that its repeats, history and projects stay, too. */
import { KeepsakeError, type CreatedKey, type Key } from '../../contract/index.ts';
import { hashToken, newToken } from '../../local/tokens.ts';
import type { Store, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Call } from './caller.ts';
import {
  oldSecretUntil,
  putKey,
  requireKey,
  statusOf,
  tokenIdOf,
  type KeyPayload,
  type KeyRecord,
  type StoredSecret,
  type WhichKey,
} from './key-record.ts';
import { commitFor, retryOnConflict, typed, writtenRecord, type Clock } from './records.ts';

/** Those that have ended are kept so that who still sends one is told; older ones are unknown. */
const keptSecrets = 4;

export interface KeyRotation {
  /** @throws KeepsakeError NOT_FOUND; STATE_NOT_READY for a key that was revoked or has expired */
  rotate(call: Call, input: WhichKey & { overlap_seconds: number }): Promise<CreatedKey>;
  /** @throws KeepsakeError NOT_FOUND */
  endOldSecret(call: Call, input: WhichKey): Promise<Key>;
}

export interface KeyRotationDependencies {
  store: Store;
  clock: Clock;
  view: (account: string, stored: StoredRecord) => Promise<Key>;
}

export function createKeyRotation({ store, clock, view }: KeyRotationDependencies): KeyRotation {
  /** Writes what `change` makes of the key's payload, if anything. */
  async function write(
    call: Call,
    which: WhichKey,
    change: (before: KeyRecord, at: number) => KeyPayload | undefined,
  ): Promise<{ key: Key; replayed: boolean }> {
    requireOwner(call.caller);
    const scope = accountScope(call.caller);
    const { account } = call.caller;
    return retryOnConflict(async () => {
      const stored = await requireKey(store, call.caller, which);
      const at = clock();
      const payload = change(typed<KeyPayload>(stored), at);
      if (payload === undefined) return { key: await view(account, stored), replayed: false };
      const put = putKey(stored.id, stored.state, payload, stored.version);
      const commit = await commitFor(store, () => at, call, scope, [put]);
      const written = await writtenRecord(store, scope, { call, at, commit, put, before: stored });
      return { key: await view(account, written), replayed: commit.replayed };
    });
  }

  return {
    async rotate(call, input) {
      const { secret } = newToken('ksk', tokenIdOf(input.keyId));
      const { key, replayed } = await write(call, input, (before, at) => {
        requireUsable(before, at);
        const { payload } = before;
        const old = ending(payload.secrets, at, at + input.overlap_seconds * 1_000);
        const added = { sha256: hashToken(secret), suffix: secret.slice(-4) };
        return { ...payload, secrets: [...old, added].slice(-keptSecrets), rotatedAt: at };
      });
      return replayed ? { ...key, secret_already_shown: true } : { ...key, secret };
    },
    async endOldSecret(call, input) {
      const { key } = await write(call, input, ({ payload }, at) => {
        if (oldSecretUntil(payload, at) === undefined) return undefined;
        const { secrets } = payload;
        return { ...payload, secrets: [...ending(secrets.slice(0, -1), at, at), ...secrets.slice(-1)] };
      });
      return key;
    },
  };
}

/** The present secret goes on until then, and those before it end now: two at most are live. */
function ending(secrets: readonly StoredSecret[], now: number, until: number): StoredSecret[] {
  const present = secrets.length - 1;
  return secrets.map((secret, index) => ({
    ...secret,
    until: Math.min(secret.until ?? Infinity, index === present ? until : now),
  }));
}

function requireUsable(key: KeyRecord, now: number): void {
  const status = statusOf(key, now);
  if (status === 'active') return;
  const why = status === 'revoked' ? 'was revoked' : 'has expired';
  throw new KeepsakeError(
    'STATE_NOT_READY',
    `The key ${key.id} ${why}, and a new secret would not bring it back. Create a new key in its place.`,
  );
}
