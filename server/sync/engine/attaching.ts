/** Attaching and detaching on either side of a linked project, as people do it; what is not there any more is passed over. */
import { createHash } from 'node:crypto';
import type { Client, Document } from '../../../contract/index.ts';
import type { Call } from '../../services/caller.ts';
import type { Documents } from '../../services/documents.ts';
import type { Scope } from '../../store/store.ts';
import type { Answers } from '../core/attaching.ts';
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
    /** @param key asked again under it, each file is answered with what became of it */
    attachThere(items: readonly string[], key: string): Promise<Answers> {
      return inGroups(items, async (item_ids) => {
        acted();
        const options = { idempotencyKey: hashOf([key, ...item_ids]) };
        return (await client.addDocuments({ ...there, item_ids: [...item_ids] }, options)).items;
      });
    },
    /** As `attachThere`. */
    attachHere(items: readonly string[], key: string): Promise<Answers> {
      return inGroups(items, async (item_ids) => {
        const asked = hashOf([key, ...item_ids]);
        const repeat = { principal: 'sync', key: asked, bodyHash: asked };
        return (await documents.add({ ...call, repeat }, { ...here, item_ids: [...item_ids] })).items;
      });
    },
    async attachFolderHere(folder: string): Promise<boolean> {
      const added = await documents.add(call, { ...here, item_ids: [folder] }).catch(unlessMissing);
      return added !== undefined;
    },
    async attachFolderThere(folder: string): Promise<boolean> {
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

/** Many at once; where one is in the way of the others, each by itself. What is not there is not among the answers. */
async function inGroups(
  items: readonly string[],
  attach: (group: string[]) => Promise<readonly Document[]>,
): Promise<Answers> {
  const answers = new Map<string, string | undefined>();
  const ask = async (group: string[]): Promise<boolean> => {
    const attached = await attach(group).catch(unlessMissing);
    const ids = new Map(attached?.map(({ item_id, id }) => [item_id, id]));
    if (attached !== undefined) for (const item of group) answers.set(item, ids.get(item));
    return attached !== undefined;
  };
  for (let at = 0; at < items.length; at += atOnce) {
    const group = items.slice(at, at + atOnce);
    if (!(await ask(group))) for (const item of group) await ask([item]);
  }
  return answers;
}

function hashOf(words: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('hex');
}
