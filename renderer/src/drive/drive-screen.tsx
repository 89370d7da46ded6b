/** The drive: folders and files. */
import { useState } from 'react';
import { KeepsakeError, type Item } from '../../../contract/index.ts';
import { useChildren, useFolderPath, useRootFolder } from '../data/queries.ts';
import { hashOf } from '../data/route.ts';
import { Failure, ListState, Skeleton } from '../parts/list-state.tsx';
import { useTitle } from '../parts/title.ts';
import { count } from '../parts/words.tsx';
import { DropArea, FileButton } from '../uploads/file-input.tsx';
import { UploadRow } from '../uploads/upload-row.tsx';
import { useUploads } from '../uploads/uploads.tsx';
import { ItemRow } from './item-row.tsx';
import { NameItem } from './name-item.tsx';

export function DriveScreen({ folderId }: { folderId: string | undefined }) {
  const root = useRootFolder();
  const id = folderId ?? root.data;
  if (id === undefined)
    return root.error === null ? (
      <Skeleton />
    ) : (
      <Failure error={root.error} retry={() => void root.refetch()} />
    );
  return <Folder key={id} folderId={id} />;
}

function Folder({ folderId }: { folderId: string }) {
  const path = useFolderPath(folderId);
  const children = useChildren(folderId);
  const { queue, uploads } = useUploads();
  const [creating, setCreating] = useState(false);
  const parents = path.data?.slice(0, -1) ?? [];
  const folder = path.data?.at(-1);
  const name = folder === undefined || folder.parent_id === null ? 'Drive' : folder.name;
  const add = (files: readonly File[]) => queue.add(files, { folderId });
  useTitle(name);
  if (path.data === undefined && path.error !== null)
    return <NoFolder error={path.error} retry={() => void path.refetch()} />;
  const coming = uploads.filter(({ to }) => to.folderId === folderId);
  const rows = (
    <ul className="rows">
      {coming.map((upload) => (
        <UploadRow key={upload.id} upload={upload} queue={queue} />
      ))}
      {children.items.map((item) => (
        <ItemRow key={item.id} item={item} />
      ))}
    </ul>
  );
  return (
    <DropArea onFiles={add}>
      <Path folders={parents} />
      <header>
        <h1>{name}</h1>
        <div className="actions">
          <a className="button secondary" href="#/trash">
            Trash
          </a>
          <button type="button" className="secondary" onClick={() => setCreating(true)}>
            New folder
          </button>
          <FileButton label="Upload" onFiles={add} />
        </div>
      </header>
      {creating && <NameItem parentId={folderId} onClose={() => setCreating(false)} />}
      <output className="summary">{children.total > 0 && count(children.total, 'item')}</output>
      {coming.length > 0 && children.items.length === 0 ? (
        rows
      ) : (
        <ListState
          list={children}
          empty={
            <>
              <strong>This folder is empty</strong>
              <p>Drop files here or use “Upload”. AI clients see a file once you add it to a project.</p>
            </>
          }
        >
          {rows}
        </ListState>
      )}
    </DropArea>
  );
}

/** The folders above the one that is open. */
function Path({ folders }: { folders: readonly Item[] }) {
  if (folders.length === 0) return null;
  return (
    <nav className="path" aria-label="Folders above this one">
      {folders.map(({ id, name, parent_id }) => (
        <a key={id} href={hashOf({ page: 'drive', folderId: parent_id === null ? undefined : id })}>
          {parent_id === null ? 'Drive' : name}
        </a>
      ))}
    </nav>
  );
}

function NoFolder({ error, retry }: { error: unknown; retry: () => void }) {
  const gone = error instanceof KeepsakeError && ['NOT_FOUND', 'VALIDATION_ERROR'].includes(error.code);
  return (
    <>
      <header>
        <h1>{gone ? 'No such folder' : 'This folder cannot be opened'}</h1>
      </header>
      {gone ? (
        <div className="empty">
          <p>It may have been moved to the trash. Everything else is where it was.</p>
          <div className="actions">
            <a className="button secondary" href="#/drive">
              To the drive
            </a>
            <a className="button secondary" href="#/trash">
              To the trash
            </a>
          </div>
        </div>
      ) : (
        <Failure error={error} retry={retry} />
      )}
    </>
  );
}
