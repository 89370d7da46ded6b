/** The versions of a file: each can be downloaded, and made the newest again. */
import type { Item } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useVersions } from '../data/queries.ts';
import { Dialog, Problem } from '../parts/dialog.tsx';
import { ListState } from '../parts/list-state.tsx';
import { sizeInWords, When } from '../parts/words.tsx';

export function ItemVersions({ item, onClose }: { item: Item; onClose: () => void }) {
  const versions = useVersions(item.id);
  const restore = useChange(
    async (versionId: string) => {
      await client.restoreVersion({ itemId: item.id, versionId });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <Dialog title={`Versions of “${item.name}”`} onClose={onClose}>
      <div className="dialog-body">
        <Problem error={restore.error} />
        <ListState list={versions} empty={<p>This file has no versions.</p>}>
          <ol className="history">
            {versions.items.map(({ id, size, current, created_at }, at) => {
              const name = `version ${versions.total - at}`;
              return (
                <li key={id}>
                  <div className="line">
                    <strong>Version {versions.total - at}</strong>
                    {current ? (
                      <span className="status okay">Current</span>
                    ) : (
                      <button
                        type="button"
                        className="ghost"
                        aria-label={`Restore ${name}`}
                        disabled={restore.isPending}
                        onClick={() => restore.mutate(id)}
                      >
                        Restore
                      </button>
                    )}
                  </div>
                  <small>
                    {sizeInWords(size)} · <When time={created_at} /> ·{' '}
                    <a
                      href={`/api/v1/drives/items/${item.id}/versions/${id}/binary`}
                      aria-label={`Download ${name}`}
                    >
                      Download
                    </a>
                  </small>
                </li>
              );
            })}
          </ol>
        </ListState>
      </div>
    </Dialog>
  );
}
