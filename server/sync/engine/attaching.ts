/** Attaching and detaching on either side of a linked project, as people do it; what is not there any more is passed over. */
import type { Client } from '../../../contract/index.ts';
import type { Call } from '../../services/caller.ts';
import type { Documents } from '../../services/documents.ts';
import type { Scope } from '../../store/store.ts';
import { unlessMissing } from './attached-there.ts';

export interface AttachingDependencies {
  readonly documents: Pick<Documents, 'add' | 'remove' | 'removeFolder'>;
  readonly client: Client;
  readonly scope: Required<Scope>;
  /** The project at the remote server. */
  readonly remote: string;
}

const atOnce = 100;

/** @param acted called before anything is done at the remote server */
export function createAttaching(
  { documents, client, scope, remote }: AttachingDependencies,
  acted: () => void,
) {
  const call: Call = { caller: { type: 'owner', account: scope.account, client: 'sync' } };
  const here = { projectId: scope.project };
  const there = { projectId: remote };
  return {
    /** @returns files that are attached now, each with its document */
    attachThere(items: readonly string[]): Promise<[string, string][]> {
      return inGroups(items, async (item_ids) => {
        acted();
        const added = await client.addDocuments({ ...there, item_ids: [...item_ids] });
        return added.items.map(({ item_id, id }): [string, string] => [item_id, id]);
      });
    },
    /** @returns files and folders that are attached now, each file with its document */
    attachHere(items: readonly string[]): Promise<[string, string][]> {
      return inGroups(items, async (item_ids) => {
        const added = await documents.add(call, { ...here, item_ids: [...item_ids] });
        const ids = new Map(added.items.map(({ item_id, id }) => [item_id, id]));
        return item_ids.map((item): [string, string] => [item, ids.get(item) ?? '']);
      });
    },
    async isAttachedThere(folder: string): Promise<boolean> {
      acted();
      const added = await client.addDocuments({ ...there, item_ids: [folder] }).catch(unlessMissing);
      return added !== undefined;
    },
    async detachThere(documentId: string): Promise<void> {
      acted();
      await client.removeDocument({ ...there, documentId }).catch(unlessMissing);
    },
    async detachHere(documentId: string): Promise<void> {
      await documents.remove(call, { ...here, documentId }).catch(unlessMissing);
    },
    async detachFolderThere(itemId: string): Promise<void> {
      acted();
      await client.removeAttachedFolder({ ...there, itemId }).catch(unlessMissing);
    },
    async detachFolderHere(itemId: string): Promise<void> {
      await documents.removeFolder(call, { ...here, itemId }).catch(unlessMissing);
    },
  };
}

/** Many at once; where one is in the way of the others, each by itself. */
async function inGroups<T>(
  items: readonly string[],
  work: (group: readonly string[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const done: T[] = [];
  for (let at = 0; at < items.length; at += atOnce) {
    const group = items.slice(at, at + atOnce);
    const all = await work(group).catch(unlessMissing);
    if (all !== undefined) done.push(...all);
    else for (const item of group) done.push(...((await work([item]).catch(unlessMissing)) ?? []));
  }
  return done;
}
