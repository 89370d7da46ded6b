/** Deletes a value, with the way back. */
import { t } from '@lingui/core/macro';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useNotices } from '../parts/notices.tsx';
import type { EntryName } from './place.ts';

/** @param onGone is called once it is deleted */
export function useRemoveEntry(projectId: string, onGone: () => void = () => undefined) {
  const { show } = useNotices();
  const undo = useChange((back: () => Promise<unknown>) => back());
  return useChange(async ({ namespace, key }: EntryName) => {
    const { value, revision, expires_at } = await client.getEntry({ projectId, namespace, key });
    await client.deleteEntry({ projectId, namespace, key });
    onGone();
    show(t`Deleted “${key}”.`, () =>
      undo.mutate(() => {
        if (expires_at === null) return client.restoreEntry({ projectId, namespace, key, revision });
        // What is restored has no end, so a value with one is written anew.
        const ttl = Math.max(1, (new Date(expires_at).getTime() - Date.now()) / 1_000);
        return client.setEntry({ projectId, namespace, key, value, ttl });
      }),
    );
  });
}
