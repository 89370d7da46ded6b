/** Moves or copies a file or folder: walks through the folders to the one it should stand in. */
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useChildren, useFolderPath } from '../data/queries.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { ListState } from '../parts/list-state.tsx';

interface MoveItemProps {
  readonly item: Item;
  readonly as: 'move' | 'copy';
  readonly onClose: () => void;
}

export function MoveItem({ item, as, onClose }: MoveItemProps) {
  const [folderId, setFolderId] = useState(item.parent_id ?? '');
  const path = useFolderPath(folderId).data ?? [];
  const children = useChildren(folderId);
  const folders = children.items.filter(({ id, type }) => type === 'folder' && id !== item.id);
  const above = path.at(-2);
  const move = useChange(
    async () => {
      const place = { itemId: item.id, parent_id: folderId };
      if (as === 'copy') await client.copyItem({ ...place, on_conflict: 'rename' });
      else if (folderId !== item.parent_id) await client.moveItem(place);
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog
      title={`${as === 'copy' ? 'Copy' : 'Move'} “${item.name}”`}
      submit={as === 'copy' ? 'Copy here' : 'Move here'}
      change={move}
      onClose={onClose}
    >
      <output className="here">
        {path.length === 0
          ? '…'
          : path.map(({ name, parent_id }) => (parent_id === null ? 'Drive' : name)).join(' › ')}
        {path.length > 0 && folderId === item.parent_id && <small> (where it is now)</small>}
      </output>
      <div className="choices">
        {above !== undefined && (
          <button type="button" className="secondary" onClick={() => setFolderId(above.id)}>
            <Icon name="back" /> <span>Up to {above.parent_id === null ? 'Drive' : above.name}</span>
          </button>
        )}
        <ListState list={{ ...children, items: folders }} empty={<p>There are no folders in here.</p>}>
          {folders.map(({ id, name }) => (
            <button key={id} type="button" className="secondary" title={name} onClick={() => setFolderId(id)}>
              <Icon name="folder" /> <span>{name}</span>
            </button>
          ))}
        </ListState>
      </div>
    </FormDialog>
  );
}
