/** The epoch of an account's store: another one after it was restored from a backup, so that no cursor of before fits. */
import { randomUUID } from 'node:crypto';
import { KeepsakeError } from '../../../contract/index.ts';
import { serverCommit } from '../../services/jobs.ts';
import { asJson, typed, type Clock } from '../../services/records.ts';
import { epochKind } from '../../services/sync.ts';
import type { Store } from '../../store/store.ts';

/** The account's epoch; the first who asks makes it. */
export async function epochOf(store: Store, clock: Clock, account: string): Promise<string> {
  const known = await store.get({ account }, epochKind, 'current');
  if (known !== undefined) return typed<{ epoch: string }>(known).payload.epoch;
  const epoch = randomUUID();
  try {
    await store.commit(
      { account },
      serverCommit(account, clock(), [
        {
          op: 'put',
          kind: epochKind,
          id: 'current',
          state: 'active',
          expect: 'absent',
          payload: asJson({ epoch }),
        },
      ]),
    );
    return epoch;
  } catch (error) {
    // Somebody else made it at the same moment.
    if (!(error instanceof KeepsakeError) || error.code !== 'VERSION_CONFLICT') throw error;
    return epochOf(store, clock, account);
  }
}
