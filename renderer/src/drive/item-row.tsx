/** One file or folder of the drive, and what can be done with it. */
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/queries.ts';
import { hashOf } from '../data/route.ts';
import { useNotices } from '../parts/notices.tsx';
import { MoreActions } from '../parts/more-actions.tsx';
import { FileName, RowAction, RowMain } from '../parts/row.tsx';
import { count, sizeInWords, When } from '../parts/words.tsx';
import { AttachItem } from './attach-item.tsx';
import { ItemVersions } from './item-versions.tsx';
import { MoveItem } from './move-item.tsx';
import { NameItem } from './name-item.tsx';

export function ItemRow({ item }: { item: Item }) {
  const [open, setOpen] = useState<'rename' | 'move' | 'copy' | 'attach' | 'versions'>();
  const { show } = useNotices();
  const restore = useChange(() => client.restoreItem({ itemId: item.id }));
  const remove = useChange(async () => {
    const { detached_from } = await client.deleteItem({ itemId: item.id });
    const projects =
      detached_from.length === 0 ? '' : ` It was removed from ${count(detached_from.length, 'project')}.`;
    show(`Moved “${item.name}” to the trash.${projects}`, () => restore.mutate(undefined));
  });
  const star = useChange(() => {
    const one = { itemId: item.id };
    return item.favourite === true ? client.removeFavourite(one) : client.addFavourite(one);
  });
  const close = () => setOpen(undefined);
  return (
    <li>
      <RowMain icon={item.type}>
        {item.type === 'folder' ? (
          <a className="name" title={item.name} href={hashOf({ page: 'drive', folderId: item.id })}>
            {item.name}
          </a>
        ) : (
          <FileName name={item.name} />
        )}
        <small>
          {item.type === 'file' ? sizeInWords(item.size) : 'Folder'} · <When time={item.modified_at} />
        </small>
      </RowMain>
      <div className="row-actions">
        <button
          type="button"
          className="ghost"
          aria-pressed={item.favourite === true}
          aria-label={`Favourite ${item.name}`}
          disabled={star.isPending}
          onClick={() => star.mutate(undefined)}
        >
          {item.favourite === true ? '★' : '☆'}
        </button>
        <RowAction label="Add to project" of={item.name} onClick={() => setOpen('attach')} />
        <a
          className="button ghost"
          href={`/api/v1/drives/items/${item.id}/${item.type === 'file' ? 'binary' : 'zip'}`}
          aria-label={`Download ${item.name}`}
        >
          Download
        </a>
        <MoreActions of={item.name}>
          {item.type === 'file' && (
            <RowAction label="Versions" of={item.name} onClick={() => setOpen('versions')} />
          )}
          <RowAction label="Rename" of={item.name} onClick={() => setOpen('rename')} />
          <RowAction label="Move" of={item.name} onClick={() => setOpen('move')} />
          <RowAction label="Copy" of={item.name} onClick={() => setOpen('copy')} />
          <RowAction
            label="Delete"
            of={item.name}
            isBusy={remove.isPending}
            onClick={() => remove.mutate(undefined)}
          />
        </MoreActions>
      </div>
      {open === 'rename' && <NameItem item={item} parentId={item.parent_id ?? ''} onClose={close} />}
      {(open === 'move' || open === 'copy') && <MoveItem item={item} as={open} onClose={close} />}
      {open === 'versions' && <ItemVersions item={item} onClose={close} />}
      {open === 'attach' && <AttachItem item={item} onClose={close} />}
    </li>
  );
}
