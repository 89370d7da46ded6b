/** A row of the drive: a picture, the name, and where there is room when it changed, how large it is and what kind. */
import { useLingui } from '@lingui/react/macro';
import { Star } from 'lucide-react';
import type { DragEvent } from 'react';
import type { Item } from '../../../contract/index.ts';
import { FileName } from '../parts/row.tsx';
import { sizeInWords, When } from '../parts/words.tsx';
import { ItemMark } from '../sync/item-mark.tsx';
import type { ItemStates } from '../sync/item-states.ts';
import { kindOf } from './kinds.ts';
import { isRead, type Row } from './listing.ts';

interface ItemLineProps {
  readonly row: Row;
  /** The folders above it, where items of several folders stand together. */
  readonly path?: string | undefined;
  readonly states: ItemStates;
  readonly onDragStart: (event: DragEvent, item: Item) => void;
  readonly onDragEnd: () => void;
}

export function ItemLine({ row, path, states, onDragStart, onDragEnd }: ItemLineProps) {
  const { t } = useLingui();
  if (!isRead(row))
    return (
      <span className="item-line unread">
        <i />
        <span className="unseen">{t`Being loaded`}</span>
      </span>
    );
  const { icon: Icon, word } = kindOf(row);
  const size = row.type === 'file' ? sizeInWords(row.size) : '';
  return (
    <span className={path === undefined ? 'item-line' : 'item-line placed'}>
      <span
        className="item-name"
        draggable
        onDragStart={(event) => onDragStart(event, row)}
        onDragEnd={onDragEnd}
      >
        <Icon className={row.type === 'folder' ? 'item-icon folder' : 'item-icon'} size={17} aria-hidden />
        <span className="item-words">
          <FileName name={row.name} />
          <small className="item-brief">
            {path === undefined ? '' : `${path} · `}
            {size === '' ? word() : size} · <When time={row.modified_at} />
          </small>
        </span>
        {row.favourite === true && (
          <>
            <Star className="item-star" size={13} fill="currentColor" aria-hidden />
            <span className="unseen">{t`Favourite`}</span>
          </>
        )}
        <ItemMark id={row.id} states={states} />
      </span>
      {path !== undefined && <span className="item-path">{path}</span>}
      <span className="item-changed">
        <When time={row.modified_at} />
      </span>
      <span className="item-size">{size}</span>
      <span className="item-kind">{word()}</span>
    </span>
  );
}
