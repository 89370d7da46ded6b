/** What either side of a linked project has attached. */
import type { Client } from '../../../contract/index.ts';
import type { Scope, Store } from '../../store/store.ts';
import type { Attached } from '../core/attaching.ts';
import { rootFolder } from '../core/version.ts';
import { attachmentsPage } from '../service/attachments.ts';
import type { RemoteProject } from './places.ts';

/** One side. Files that live folders attached come and go there by themselves. */
export interface AttachedSide {
  /** By somebody. */
  readonly own: Attached;
  /** Because a live folder holds it. */
  readonly byFolder: Attached;
  /** Detached by somebody, so that no folder attaches it again. */
  readonly never: Attached;
  /** Live folders; `root` for the top of the drive. */
  readonly folders: Attached;
  /** What the top of this side's drive is called. */
  readonly root: string;
}

type Page = Awaited<ReturnType<Client['listAttachments']>>;

export function attachedThere({ client, id: projectId }: RemoteProject): Promise<AttachedSide> {
  return sideOf((after) => client.listAttachments({ projectId, after }));
}

export function attachedHere(store: Store, { account, project }: Required<Scope>): Promise<AttachedSide> {
  return sideOf((after) => attachmentsPage(store, account, { projectId: project, after }));
}

async function sideOf(pageAfter: (after: number) => Promise<Page>): Promise<AttachedSide> {
  const by = {
    self: new Map<string, string>(),
    folder: new Map<string, string>(),
    never: new Map<string, string>(),
  };
  for (let after = 0; ;) {
    const { items, folders, root_item_id: root, next } = await pageAfter(after);
    for (const { item_id, document_id, by: because } of items) by[because].set(item_id, document_id);
    if (next !== null) after = next;
    else {
      const live = foldersOf(folders.map((id) => (id === root ? rootFolder : id)));
      return { own: by.self, byFolder: by.folder, never: by.never, folders: live, root };
    }
  }
}

/** Live folders as what is attached. */
export function foldersOf(ids: readonly string[]): Attached {
  return new Map(ids.map((id) => [id, id]));
}
