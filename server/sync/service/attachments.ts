/** Which files are attached to a project and because of what, and which folders are live in it: what two sides compare. */
import { accountScope, projectScope, requireStanding } from '../../services/caller.ts';
import type { AttachmentPayload } from '../../services/attachments.ts';
import { rootItem } from '../../services/items.ts';
import { readLiveFolders } from '../../services/live-folders.ts';
import { typed } from '../../services/records.ts';
import type { Sync } from '../../services/sync.ts';
import type { Store, StoredRecord } from '../../store/store.ts';

type Page = Awaited<ReturnType<Sync['attachments']>>;

const atOnce = 1_000;

/** A page of one project; looks at as many attachments of the account. */
export async function attachmentsPage(
  store: Store,
  account: string,
  { projectId, after }: Parameters<Sync['attachments']>[1],
): Promise<Page> {
  const query = { kind: 'attachment', states: ['active', 'excluded'], order: 'created' } as const;
  const records = await store.list({ account }, { ...query, offset: after, limit: atOnce });
  const { folders } = await readLiveFolders(store, account);
  return {
    items: records.filter((record) => payloadOf(record).projectId === projectId).map(view),
    folders: Object.keys(folders).filter((id) => folders[id]?.includes(projectId) === true),
    root_item_id: rootItem(account),
    next: records.length < atOnce ? null : after + atOnce,
  };
}

export function createAttachmentsListing({ store }: { readonly store: Store }): Pick<Sync, 'attachments'> {
  return {
    async attachments(caller, input) {
      requireStanding(caller, 'member');
      await projectScope(store, caller, input.projectId);
      return attachmentsPage(store, accountScope(caller).account, input);
    },
  };
}

function payloadOf(record: StoredRecord): AttachmentPayload {
  return typed<AttachmentPayload>(record).payload;
}

function view(record: StoredRecord): Page['items'][number] {
  const { itemId, own } = payloadOf(record);
  const because = own === false ? 'folder' : 'self';
  return { item_id: itemId, document_id: record.id, by: record.state === 'excluded' ? 'never' : because };
}
