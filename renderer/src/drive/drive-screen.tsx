/** The drive: folders and files, and the trash. */
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { client, uploadWithProgress } from '../data/client.ts';
import { useChange, useChildren, useItem, useRootFolder, useTrash } from '../data/queries.ts';
import { hashOf } from '../data/route.ts';
import { ListState, When, sizeInWords } from '../parts/pieces.tsx';
import { ItemRow } from './item-row.tsx';

export function DriveScreen({ folderId }: { folderId: string | undefined }) {
  const root = useRootFolder();
  const folder = useItem(folderId ?? root.data);
  const children = useChildren(folderId ?? root.data);
  const [trash, setTrash] = useState(false);
  const upload = useChange((file: File) =>
    uploadWithProgress(folder.data?.id ?? '', file, { on_conflict: 'rename' }, () => undefined),
  );
  const create = useChange(() =>
    client.createFolder({ itemId: folder.data?.id ?? '', name: 'New folder', on_conflict: 'rename' }),
  );
  const parent = folder.data?.parent_id;
  return (
    <>
      <header>
        <h1>
          {parent !== null && parent !== undefined && (
            <a href={hashOf({ page: 'drive', folderId: parent === root.data ? undefined : parent })}>
              ‹ Back
            </a>
          )}{' '}
          {folder.data?.name ?? 'Drive'}
        </h1>
        <div className="actions">
          <button type="button" className="secondary" aria-pressed={trash} onClick={() => setTrash(!trash)}>
            Trash
          </button>
          <button
            type="button"
            className="secondary"
            disabled={create.isPending}
            onClick={() => create.mutate(undefined)}
          >
            New folder
          </button>
          <label className="button">
            Upload
            <input
              type="file"
              multiple
              onChange={(event) => (
                [...(event.target.files ?? [])].forEach((file) => upload.mutate(file)),
                (event.target.value = '')
              )}
            />
          </label>
        </div>
      </header>
      {trash ? (
        <Trash />
      ) : (
        <ListState
          query={children}
          empty={<p>This folder is empty. Upload files, or drop them into a project.</p>}
        >
          <ul className="rows">
            {children.data?.map((item) => (
              <ItemRow key={item.id} item={item} siblings={children.data ?? []} />
            ))}
          </ul>
        </ListState>
      )}
    </>
  );
}

function Trash() {
  const trash = useTrash();
  return (
    <section aria-label="Trash">
      <ListState query={trash} empty={<p>The trash is empty.</p>}>
        <ul className="rows">
          {trash.data?.map((item) => (
            <TrashRow key={item.id} item={item} />
          ))}
        </ul>
      </ListState>
    </section>
  );
}

function TrashRow({ item }: { item: Item }) {
  const restore = useChange(() => client.restoreItem({ itemId: item.id }));
  return (
    <li>
      <div className="grow">
        <strong>{item.name}</strong>
        <small>
          {item.type === 'file' ? sizeInWords(item.size) : 'Folder'} · deleted{' '}
          <When time={item.trashed_at ?? item.modified_at} />
        </small>
      </div>
      <button
        type="button"
        className="secondary"
        disabled={restore.isPending}
        onClick={() => restore.mutate(undefined)}
      >
        Restore
      </button>
    </li>
  );
}
