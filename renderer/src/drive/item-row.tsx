/** One file or folder of the drive, and what can be done with it. */
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useProjects } from '../data/queries.ts';
import { hashOf } from '../data/route.ts';
import { useNotices } from '../parts/notices.tsx';
import { Dialog, Field, When, sizeInWords } from '../parts/pieces.tsx';

type Open = 'rename' | 'move' | 'attach';

export function ItemRow({ item, siblings }: { item: Item; siblings: readonly Item[] }) {
  const [open, setOpen] = useState<Open>();
  const { show } = useNotices();
  const restore = useChange(() => client.restoreItem({ itemId: item.id }));
  const remove = useChange(async () => {
    const { detached_from } = await client.deleteItem({ itemId: item.id });
    const projects =
      detached_from.length === 0
        ? ''
        : ` It was removed from ${detached_from.length} project${detached_from.length === 1 ? '' : 's'}.`;
    show(`Moved ${item.name} to the trash.${projects}`, () => restore.mutate(undefined));
  });
  return (
    <li>
      <div className="grow">
        {item.type === 'folder' ? (
          <a href={hashOf({ page: 'drive', folderId: item.id })}>
            <strong>
              <FolderIcon />
              {item.name}
            </strong>
          </a>
        ) : (
          <strong>{item.name}</strong>
        )}
        <small>
          {item.type === 'file' ? sizeInWords(item.size) : 'Folder'} · <When time={item.modified_at} />
        </small>
      </div>
      {item.type === 'file' && (
        <button
          type="button"
          className="secondary"
          onClick={() => setOpen('attach')}
          aria-label={`Add to project: ${item.name}`}
        >
          Add to project
        </button>
      )}
      {item.type === 'file' && (
        <a
          className="button secondary"
          href={`/api/v1/drives/items/${item.id}/binary`}
          aria-label={`Download ${item.name}`}
        >
          Download
        </a>
      )}
      <button
        type="button"
        className="secondary"
        onClick={() => setOpen('rename')}
        aria-label={`Rename ${item.name}`}
      >
        Rename
      </button>
      <button
        type="button"
        className="secondary"
        onClick={() => setOpen('move')}
        aria-label={`Move ${item.name}`}
      >
        Move
      </button>
      <button
        type="button"
        className="secondary"
        disabled={remove.isPending}
        onClick={() => remove.mutate(undefined)}
        aria-label={`Delete ${item.name}`}
      >
        Delete
      </button>
      {open === 'rename' && <Rename item={item} onClose={() => setOpen(undefined)} />}
      {open === 'move' && <Move item={item} siblings={siblings} onClose={() => setOpen(undefined)} />}
      {open === 'attach' && <Attach item={item} onClose={() => setOpen(undefined)} />}
    </li>
  );
}

function Rename({ item, onClose }: { item: Item; onClose: () => void }) {
  const [name, setName] = useState(item.name);
  const rename = useChange(async () => {
    await client.renameItem({ itemId: item.id, name });
    onClose();
  });
  return (
    <Dialog title={`Rename ${item.name}`} onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), rename.mutate(undefined))}>
        <Field label="New name">
          <input value={name} onChange={(event) => setName(event.target.value)} required />
        </Field>
        <div className="actions">
          <button type="button" className="secondary" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" disabled={rename.isPending}>
            Rename
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Move({ item, siblings, onClose }: { item: Item; siblings: readonly Item[]; onClose: () => void }) {
  const folders = siblings.filter(({ id, type }) => type === 'folder' && id !== item.id);
  const move = useChange(async (parent_id: string) => {
    await client.moveItem({ itemId: item.id, parent_id });
    onClose();
  });
  const up = useChange(async () => {
    const folder = await client.getItem({ itemId: item.parent_id ?? '' });
    if (folder.parent_id !== null) await client.moveItem({ itemId: item.id, parent_id: folder.parent_id });
    onClose();
  });
  return (
    <Dialog title={`Move ${item.name}`} onClose={onClose}>
      <div className="choices">
        <button type="button" className="secondary" onClick={() => up.mutate(undefined)}>
          Up one folder
        </button>
        {folders.map(({ id, name }) => (
          <button key={id} type="button" className="secondary" onClick={() => move.mutate(id)}>
            Into {name}
          </button>
        ))}
      </div>
      <div className="actions">
        <button type="button" className="secondary" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function Attach({ item, onClose }: { item: Item; onClose: () => void }) {
  const projects = useProjects();
  const attach = useChange(async (projectId: string) => {
    await client.addDocuments({ projectId, item_ids: [item.id] });
    onClose();
  });
  return (
    <Dialog title={`Add ${item.name} to a project`} onClose={onClose}>
      <div className="choices">
        {projects.data?.map(({ id, name }) => (
          <button key={id} type="button" className="secondary" onClick={() => attach.mutate(id)}>
            {name}
          </button>
        ))}
      </div>
      <div className="actions">
        <button type="button" className="secondary" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function FolderIcon() {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M1 3.5A1.5 1.5 0 0 1 2.5 2h3l1.6 2h6.4A1.5 1.5 0 0 1 15 5.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 1 12.5z" />
    </svg>
  );
}
