/** Folders as a window shows them: any stretch of a folder, sorted; and the projects an item is attached to. */
import type { z } from 'zod';
import type { operations } from '../../contract/index.ts';
import type { ListQuery, Store } from '../store/store.ts';
import { createAncestry } from './ancestry.ts';
import { attachmentsOf } from './attachments.ts';
import { favouritesAmong } from './attributes.ts';
import { accountScope, requireOwner, type Caller } from './caller.ts';
import { itemPayload, requireFolder, requireItem, viewItem } from './items.ts';
import { projectsAbove, readLiveFolders } from './live-folders.ts';
import { typed } from './records.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface FolderListing {
  list(caller: Caller, input: Input<'listFolder'>): Promise<Output<'listFolder'>>;
  projectsOf(caller: Caller, itemId: string): Promise<Output<'listItemProjects'>>;
}

const orders: Record<Input<'listFolder'>['sort'], Pick<ListQuery, 'order' | 'by'>> = {
  name: { order: 'sort' },
  changed: { order: 'changed' },
  size: { order: 'sort', by: { path: ['content', 'size'] } },
  kind: { order: 'sort', by: 'ending' },
};

/** The service of what a folder's window shows. Only the owner calls it. */
export function createFolderListing({ store }: { store: Store }): FolderListing {
  return {
    async list(caller, { itemId, sort, direction, offset, limit }) {
      requireOwner(caller);
      const scope = accountScope(caller);
      await requireFolder(store, scope, itemId);
      // What is in the trash names no parent, so the index alone counts what is here.
      const query = { kind: 'item', parent: itemId };
      const [records, total] = await Promise.all([
        store.list(scope, { ...query, ...orders[sort], descending: direction === 'desc', offset, limit }),
        store.count(scope, query),
      ]);
      const ids = records.map(({ id }) => id);
      const favourites = await favouritesAmong(store, scope, ids);
      const items = records.map((record) => ({ ...viewItem(record), favourite: favourites.has(record.id) }));
      return { items, offset, total };
    },
    async projectsOf(caller, itemId) {
      requireOwner(caller);
      const scope = accountScope(caller);
      const record = await requireItem(store, scope, itemId);
      const live = await readLiveFolders(store, caller.account);
      const own = live.folders[itemId] ?? [];
      const above = await projectsAbove(live, createAncestry(store, scope), itemPayload(record).parent);
      const attachments = await attachmentsOf(store, caller.account, itemId);
      const attached = [
        ...attachments.map(({ id, payload }) => ({
          project_id: payload.projectId,
          document_id: id,
          inherited: payload.own === false,
        })),
        ...own.map((project_id) => ({ project_id, inherited: false })),
        // Of a file, what a live folder attaches is an attachment too.
        ...(itemPayload(record).type === 'folder' ? above : [])
          .filter((project_id) => !own.includes(project_id))
          .map((project_id) => ({ project_id, inherited: true })),
      ];
      const items = await Promise.all(
        attached.map(async (one) => {
          const project = await store.get(scope, 'project', one.project_id);
          if (project?.state !== 'active') return undefined;
          return { ...one, name: typed<{ name: string }>(project).payload.name };
        }),
      );
      return { items: items.filter((one) => one !== undefined) };
    },
  };
}
