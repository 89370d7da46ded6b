/** What an account has from its first moment on. */
import type { Put, Store } from '../../store/store.ts';
import { rootPut } from '../items.ts';
import { liveFoldersPut } from '../live-folders.ts';
import type { Clock } from '../records.ts';

/** Makes an account and its drive unless they are there; what a crash left out is made good. */
export async function openAccount(
  store: Store,
  clock: Clock,
  account: string,
  more: readonly Put[] = [],
): Promise<void> {
  await store.createAccount(account);
  for (const put of [rootPut(account), liveFoldersPut(account, { folders: {}, version: 0 }, {}), ...more]) {
    if ((await store.get({ account }, put.kind, put.id)) !== undefined) continue;
    const author = { type: 'server', id: account } as const;
    await store.commit({ account }, { author, at: clock(), operations: [put] });
  }
}
