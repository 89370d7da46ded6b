/** Moves or copies files and folders: walks through the folders to the one they should stand in. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ArrowLeft, Folder } from 'lucide-react';
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { ListState } from '../parts/list-state.tsx';
import type { ItemActions } from './actions.ts';
import { useFolderPath, useFolders } from './queries.ts';

interface MoveItemsProps {
  readonly items: readonly Item[];
  readonly as: 'move' | 'copy';
  readonly actions: ItemActions;
  readonly onClose: () => void;
}

export function MoveItems({ items, as, actions, onClose }: MoveItemsProps) {
  const { t } = useLingui();
  const [first] = items;
  const [folderId, setFolderId] = useState(first?.parent_id ?? '');
  const path = useFolderPath(folderId).data ?? [];
  const inside = useFolders(folderId);
  const moving = new Set(items.map(({ id }) => id));
  const folders = inside.data?.folders.filter(({ id }) => !moving.has(id)) ?? [];
  const above = path.at(-2);
  const drive = t`Document Drive`;
  const nameOf = ({ name, parent_id }: Item) => (parent_id === null ? drive : name);
  const here = path.at(-1);
  const send = useChange(
    async () => {
      if (here === undefined) return;
      onClose();
      const place = { id: here.id, name: nameOf(here) };
      await (as === 'copy' ? actions.copy(items, place) : actions.move(items, place));
    },
    { inDialog: true },
  );
  const isCopy = as === 'copy';
  const title =
    items.length === 1 && first !== undefined
      ? isCopy
        ? t`Copy “${first.name}”`
        : t`Move “${first.name}”`
      : isCopy
        ? t`Copy what is chosen`
        : t`Move what is chosen`;
  const list = {
    isPending: inside.isPending,
    error: inside.error,
    items: folders,
    retry: () => void inside.refetch(),
  };
  return (
    <FormDialog title={title} submit={isCopy ? t`Copy here` : t`Move here`} change={send} onClose={onClose}>
      {items.length > 1 && (
        <p className="quiet">
          <Plural value={items.length} one="# item" other="# items" />
        </p>
      )}
      <output className="here">
        {path.length === 0 ? '…' : path.map(nameOf).join(' › ')}
        {here !== undefined && here.id === first?.parent_id && (
          <small>
            {' '}
            <Trans>(where it is now)</Trans>
          </small>
        )}
      </output>
      <div className="choices">
        {above !== undefined && (
          <button type="button" className="secondary" onClick={() => setFolderId(above.id)}>
            <ArrowLeft className="icon mirrored" size={16} aria-hidden />
            <span>
              <Trans>Up to {nameOf(above)}</Trans>
            </span>
          </button>
        )}
        <ListState
          list={list}
          empty={
            <p className="quiet">
              <Trans>There are no folders in here.</Trans>
            </p>
          }
        >
          {folders.map(({ id, name }) => (
            <button key={id} type="button" className="secondary" title={name} onClick={() => setFolderId(id)}>
              <Folder className="icon" size={16} aria-hidden /> <span>{name}</span>
            </button>
          ))}
        </ListState>
      </div>
    </FormDialog>
  );
}
