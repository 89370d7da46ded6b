/** Bytes that a version names, before it is sent: which are here, and showing that one has those that the account has, too. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { KeepsakeError } from '../../../../contract/index.ts';
import type { NamedContent } from '../../../../contract/operations/sync-drive.ts';
import { accountScope, requireStanding } from '../../../services/caller.ts';
import type { Content } from '../../../services/content.ts';
import {
  contentCheck,
  isPurgedVersion,
  requireNew,
  waitingVersionPut,
} from '../../../services/file-versions.ts';
import type { Quota } from '../../../services/quota.ts';
import { commitFor, type Clock } from '../../../services/records.ts';
import type { Sync } from '../../../services/sync.ts';
import type { Scope, Store } from '../../../store/store.ts';
import { contentOf } from './files.ts';

export interface ProofDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly content: Content;
  readonly quota: Quota;
  /** Makes challenges that nobody foresees. */
  readonly challengeKey: Uint8Array;
}

/** HMAC-SHA-256 of bytes under a challenge, in hex. */
export async function proofOf(challenge: string, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hmac = createHmac('sha256', challenge);
  for await (const piece of bytes) hmac.update(piece);
  return hmac.digest('hex');
}

export function createContentProofs({
  store,
  clock,
  content,
  quota,
  challengeKey,
}: ProofDependencies): Pick<Sync, 'offerContents' | 'proveContent'> {
  /** The same whenever it is asked for: who answered it once had the bytes. */
  const challengeOf = (account: string, { version_id, sha256, size }: NamedContent) =>
    createHmac('sha256', challengeKey).update([account, version_id, sha256, size].join(' ')).digest('hex');

  async function isHere(scope: Scope, { version_id, sha256, size }: NamedContent): Promise<boolean> {
    const known = await contentOf(store, scope, version_id);
    if (known === undefined) return false;
    if (known.sha256 === sha256 && known.size === size) return true;
    throw new KeepsakeError(
      'VERSION_CONFLICT',
      `The version ${version_id} is here with other bytes. A version's bytes never change: make another version.`,
    );
  }

  return {
    async offerContents(caller, { contents }) {
      requireStanding(caller, 'member');
      const scope = accountScope(caller);
      const items = await Promise.all(
        contents.map(async (one) => {
          const { version_id } = one;
          if (await isHere(scope, one)) return { version_id, state: 'here' as const };
          if (await isPurgedVersion(store, scope, version_id)) return { version_id, state: 'gone' as const };
          if ((await content.known(scope.account, one)) === undefined)
            return { version_id, state: 'missing' as const };
          return { version_id, state: 'prove' as const, challenge: challengeOf(scope.account, one) };
        }),
      );
      return { items };
    },
    async proveContent(call, { proof, ...one }) {
      requireStanding(call.caller, 'member');
      const scope = accountScope(call.caller);
      const answer = { version_id: one.version_id, state: 'here' as const };
      if (await isHere(scope, one)) return answer;
      await requireNew(store, scope, one.version_id);
      const reference = await content.known(scope.account, one);
      if (reference === undefined) throw notHere(one);
      const expected = await proofOf(
        challengeOf(scope.account, one),
        await content.read(scope.account, reference),
      );
      if (!timingSafeEqual(Buffer.from(proof, 'hex'), Buffer.from(expected, 'hex'))) throw notShown(one);
      await quota.require(scope.account, one.size);
      const put = waitingVersionPut(one.version_id, reference);
      await commitFor(store, clock, { caller: call.caller }, scope, [put, contentCheck(reference)]);
      return answer;
    },
  };
}

function notHere({ version_id }: NamedContent): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    `The bytes of ${version_id} are not here any more. Upload them.`,
    { kind: 'content' },
  );
}

function notShown({ version_id }: NamedContent): KeepsakeError {
  return new KeepsakeError(
    'CHECKSUM_MISMATCH',
    `This does not show that you have the bytes of ${version_id}. Ask for the challenge again, or upload them.`,
    { what: 'proof' },
  );
}
