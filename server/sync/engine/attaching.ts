/** Attaching and detaching on either side of a linked project, as people do it; what is not there any more is passed over. */
import { createHash } from 'node:crypto';
import type { Client } from '../../../contract/index.ts';
import type { Call } from '../../services/caller.ts';
import type { Documents } from '../../services/documents.ts';
import type { Scope } from '../../store/store.ts';
import type { Answers } from '../core/attaching.ts';
import { unlessMissing } from './attached-there.ts';

export interface AttachingDependencies {
  readonly documents: Pick<Documents, 'add' | 'addedBefore' | 'remove' | 'removeFolder'>;
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
  const callUnder = (key: string, items: readonly string[]): Call => {
    const asked = hashOf([key, ...items]);
    return { ...call, repeat: { principal: 'sync', key: asked, bodyHash: asked } };
  };
  return {
    /** @param key asked again under it, each file is answered with what became of it */
    attachThere(items: readonly string[], key: string): Promise<Answers> {
      return inGroups(items, async (item_ids) => {
        acted();
        const options = { idempotencyKey: hashOf([key, ...item_ids]) };
        const added = await client.addDocuments({ ...there, item_ids: [...item_ids] }, options);
        return new Map(added.items.map(({ item_id, id }) => [item_id, id]));
      });
    },
    /** @param key what was attached under it can be asked for */
    attachHere(items: readonly string[], key: string): Promise<Answers> {
      return inGroups(items, async (item_ids) => {
        const added = await documents.add(callUnder(key, item_ids), { ...here, item_ids: [...item_ids] });
        return new Map(added.items.map(({ item_id, id }) => [item_id, id]));
      });
    },
    /** What became of files that were attached here under a key; those that were not are not among the answers. */
    attachedHere(items: readonly string[], key: string): Promise<Answers> {
      return inGroups(items, (item_ids) =>
        documents.addedBefore(callUnder(key, item_ids), { ...here, item_ids: [...item_ids] }),
      );
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

/** Many at once; where that finds nothing, each by itself. What is not found then is not among the answers. */
async function inGroups(
  items: readonly string[],
  ask: (group: readonly string[]) => Promise<ReadonlyMap<string, string> | undefined>,
): Promise<Answers> {
  const answers = new Map<string, string | undefined>();
  const isFound = async (group: readonly string[]): Promise<boolean> => {
    const documents = await ask(group).catch(unlessMissing);
    if (documents !== undefined) for (const item of group) answers.set(item, documents.get(item));
    return documents !== undefined;
  };
  for (let at = 0; at < items.length; at += atOnce) {
    const group = items.slice(at, at + atOnce);
    if (!(await isFound(group))) for (const item of group) await isFound([item]);
  }
  return answers;
}

function hashOf(words: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('hex');
}
