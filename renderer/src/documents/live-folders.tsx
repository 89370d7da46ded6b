/** The folders that a project follows: what comes into them becomes a document, what leaves them is none any more. */
import { Trans, useLingui } from '@lingui/react/macro';
import { client } from '../data/client.ts';
import { useChange } from '../data/change.ts';
import { hashOf } from '../data/route.ts';
import { useNotices } from '../parts/notices.tsx';
import { RowAction, RowMain } from '../parts/row.tsx';
import { useAttachedFolders } from './queries.ts';

export function LiveFolders({ projectId }: { projectId: string }) {
  const { t } = useLingui();
  const folders = useAttachedFolders(projectId).data ?? [];
  const { show } = useNotices();
  const attach = useChange((itemId: string) => client.addDocuments({ projectId, item_ids: [itemId] }));
  const detach = useChange(async ({ item_id: itemId, name }: { item_id: string; name: string }) => {
    await client.removeAttachedFolder({ projectId, itemId });
    show(t`“${name}” is no longer followed. Its files stay in the drive.`, () => attach.mutate(itemId));
  });
  if (folders.length === 0) return null;
  return (
    <section className="live-folders" aria-label={t`Folders that are followed`}>
      <ul className="rows">
        {folders.map((folder) => (
          <li key={folder.item_id}>
            <RowMain icon="folder">
              <a className="name" href={hashOf({ page: 'drive', folderId: folder.item_id })}>
                {folder.name}
              </a>
              <small>
                <Trans>Follows the drive: new files in it are added by themselves.</Trans>
              </small>
            </RowMain>
            <div className="row-actions">
              <RowAction
                label={t`Stop following`}
                of={folder.name}
                isBusy={detach.isPending}
                onClick={() => detach.mutate(folder)}
              />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
