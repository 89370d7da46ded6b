/** The trash of the drive. */
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { useChange, useTrash } from '../data/queries.ts';
import { ListState } from '../parts/list-state.tsx';
import { useTitle } from '../parts/title.ts';
import { FileName, RowAction, RowMain } from '../parts/row.tsx';
import { count, sizeInWords, When } from '../parts/words.tsx';

export function TrashScreen() {
  const trash = useTrash();
  useTitle('Trash');
  return (
    <>
      <nav className="path" aria-label="Folders above this one">
        <a href="#/drive">Drive</a>
      </nav>
      <header>
        <h1>Trash</h1>
      </header>
      <output className="summary">{trash.total > 0 && count(trash.total, 'item')}</output>
      <ListState
        list={trash}
        empty={
          <>
            <strong>The trash is empty</strong>
            <p>Files and folders that you delete wait here, and can be brought back.</p>
          </>
        }
      >
        <ul className="rows">
          {trash.items.map((item) => (
            <TrashRow key={item.id} item={item} />
          ))}
        </ul>
      </ListState>
    </>
  );
}

function TrashRow({ item }: { item: Item }) {
  const [asked, setAsked] = useState(false);
  const restore = useChange(() => client.restoreItem({ itemId: item.id }));
  const purge = useChange(() => client.purgeItem({ itemId: item.id }), { inDialog: true });
  return (
    <li>
      <RowMain icon={item.type}>
        <FileName name={item.name} />
        <small>
          {item.type === 'file' ? sizeInWords(item.size) : 'Folder'} · deleted{' '}
          <When time={item.trashed_at ?? item.modified_at} />
        </small>
      </RowMain>
      <div className="row-actions">
        <RowAction
          label="Restore"
          of={item.name}
          isBusy={restore.isPending}
          onClick={() => restore.mutate(undefined)}
        />
        <RowAction label="Delete for good" of={item.name} onClick={() => setAsked(true)} />
      </div>
      {asked && (
        <FormDialog
          title={`Delete “${item.name}” for good?`}
          submit="Delete for good"
          isDanger
          change={purge}
          onClose={() => setAsked(false)}
        >
          <p>Its versions and comments go too, and none of it can be brought back.</p>
        </FormDialog>
      )}
    </li>
  );
}
