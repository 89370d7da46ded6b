/** Rows of the drive: chosen by click, keys or a rectangle, dragged, dropped on, renamed where they stand. */
import {
  useLayoutEffect,
  useRef,
  useState,
  type DragEvent,
  type HTMLAttributes,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import type { Item } from '../../../contract/index.ts';
import type { SelectionControl } from '../parts/selection.ts';
import { VirtualList } from '../parts/virtual-list.tsx';
import type { ItemStates } from '../sync/item-states.ts';
import { useClipboard } from './clipboard.ts';
import { beginDrag, endDrag, type Drops } from './drops.ts';
import { ItemLine } from './item-line.tsx';
import { isRead, type Row } from './listing.ts';
import { useMarquee } from './marquee.ts';
import { RenameField } from './rename-field.tsx';

interface ItemListProps {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly selection: SelectionControl;
  readonly drops: Drops;
  /** The item whose name is being changed. */
  readonly renaming: Item | undefined;
  readonly onRename: (name: string) => Promise<void>;
  readonly onRenamed: () => void;
  readonly onOpen: (item: Item) => void;
  readonly onKey: (event: KeyboardEvent, row: Row | undefined) => boolean;
  readonly onSeen?: ((first: number, last: number) => void) | undefined;
  /** Chooses what stands between two places, also what is not read yet. */
  readonly onRange: (first: number, last: number, isMore: boolean) => void;
  readonly pathOf?: ((item: Item) => string) | undefined;
  readonly states: ItemStates;
}

const idOf = ({ id }: Row) => id;

/** In pixels. Where there is no room for columns, a row has two lines. */
const heights = { wide: 38, compact: 32, narrow: 52 };
const narrowest = 544;

/** Follows the width of the list, not of the window. */
function useRowHeight(scroller: RefObject<HTMLDivElement | null>): number {
  const [isNarrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const list = scroller.current;
    if (list === null) return undefined;
    const look = () => setNarrow(list.clientWidth > 0 && list.clientWidth < narrowest);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(list);
    return () => observer.disconnect();
  }, [scroller]);
  if (isNarrow || matchMedia('(pointer: coarse)').matches) return heights.narrow;
  return document.documentElement.dataset['density'] === 'compact' ? heights.compact : heights.wide;
}

export function ItemList(props: ItemListProps) {
  const { label, rows, selection, drops, renaming, onOpen, onKey, onSeen, onRange, pathOf } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const clipboard = useClipboard();
  const height = useRowHeight(scroller);
  const { rectangle, listProps } = useMarquee({
    scroller,
    rowHeight: height,
    count: rows.length,
    onChoose: onRange,
    onNothing: selection.clear,
  });
  const cut = new Set(clipboard.isCut ? clipboard.items.map(({ id }) => id) : []);
  const startDrag = (event: DragEvent, item: Item) => {
    const all = selection.ids.has(item.id)
      ? rows.filter(isRead).filter(({ id }) => selection.ids.has(id))
      : [item];
    if (all.length === 1) selection.click(item.id);
    beginDrag(event, all);
  };
  const rowProps = (row: Row): RowProps => {
    const folder = isRead(row) && row.type === 'folder' ? row : undefined;
    return {
      'data-id': row.id,
      className: `${drops.over === row.id ? 'over' : ''} ${cut.has(row.id) ? 'cut' : ''}`.trim(),
      onContextMenu: () => selection.ids.has(row.id) || selection.click(row.id),
      ...(folder === undefined ? {} : drops.of(folder)),
    };
  };
  const renamedAt = renaming === undefined ? -1 : rows.findIndex(({ id }) => id === renaming.id);
  return (
    <div className="item-list">
      <VirtualList
        label={label}
        items={rows}
        idOf={idOf}
        selection={selection}
        rowHeight={height}
        onKey={onKey}
        {...(onSeen === undefined ? {} : { onSeen })}
        onOpen={(row) => isRead(row) && onOpen(row)}
        rowProps={rowProps}
        listProps={listProps}
        scrollerRef={scroller}
        row={(row) => (
          <ItemLine
            row={row}
            path={isRead(row) ? pathOf?.(row) : undefined}
            states={props.states}
            onDragStart={startDrag}
            onDragEnd={endDrag}
          />
        )}
      />
      {rectangle !== undefined && <div className="marquee" style={{ ...rectangle }} />}
      {renaming !== undefined && renamedAt >= 0 && (
        <RenameField
          key={renaming.id}
          item={renaming}
          top={renamedAt * height}
          scroller={scroller}
          onRename={props.onRename}
          onClose={() => (props.onRenamed(), scroller.current?.focus())}
        />
      )}
    </div>
  );
}

type RowProps = HTMLAttributes<HTMLDivElement> & { readonly 'data-id': string };
