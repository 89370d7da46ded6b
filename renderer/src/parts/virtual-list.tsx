/** A list of any length: only what is in sight is drawn; one stop of the Tab key, arrows inside, rows to choose. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role -- no select draws rows like these */
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  type HTMLAttributes,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import type { SelectionControl } from './selection.ts';
import { useSight } from './sight.ts';
import { VirtualRow, type RowState } from './virtual-row.tsx';

interface VirtualListProps<Entry> {
  /** Its name for readers of the screen. */
  readonly label: string;
  readonly items: readonly Entry[];
  readonly idOf: (entry: Entry) => string;
  /** What a row shows; rows are options, so nothing in them takes the focus: actions go into menus and toolbars. */
  readonly row: (entry: Entry, state: RowState) => ReactNode;
  readonly selection: SelectionControl;
  /** Enter, or a double click. */
  readonly onOpen?: (entry: Entry) => void;
  readonly onDelete?: () => void;
  readonly rowHeight?: number;
  readonly hasMore?: boolean;
  readonly loadMore?: () => void;
  /** How many there are in all, when not all are loaded. */
  readonly total?: number;
  /** Hears keys before the list does. @returns whether the key meant something */
  readonly onKey?: (event: KeyboardEvent, entry: Entry | undefined) => boolean;
  /** The first and last row that are drawn, whenever others are. */
  readonly onSeen?: (first: number, last: number) => void;
  /** Further attributes of a row, such as those of dragging. */
  readonly rowProps?: (entry: Entry) => HTMLAttributes<HTMLDivElement>;
  /** Further attributes of the list; its element goes into `scrollerRef`. */
  readonly listProps?: HTMLAttributes<HTMLDivElement>;
  readonly scrollerRef?: RefObject<HTMLDivElement | null>;
}

const overscan = 8;
/** Rows from the end of what is read at which more is asked for. */
const ahead = 60;

export function VirtualList<Entry>({
  label,
  items,
  idOf,
  row,
  selection,
  onOpen,
  onDelete,
  rowHeight = 40,
  hasMore = false,
  loadMore,
  total = items.length,
  onKey,
  onSeen,
  rowProps,
  listProps,
  scrollerRef,
}: VirtualListProps<Entry>) {
  const own = useRef<HTMLDivElement>(null);
  const scroller = scrollerRef ?? own;
  const listId = useId();
  const { first, last, slots, show } = useSight({
    scrollerRef: scroller,
    count: items.length,
    rowHeight,
    overscan,
  });
  useEffect(() => {
    if (hasMore && last >= items.length - ahead) loadMore?.();
  }, [hasMore, last, items.length, loadMore]);
  useEffect(() => onSeen?.(first, Math.max(0, last)), [onSeen, first, last]);
  const { active } = selection;
  const activeAt = useMemo(
    () => (active === undefined ? -1 : items.findIndex((entry) => idOf(entry) === active)),
    [active, items, idOf],
  );
  useEffect(() => {
    if (activeAt >= 0) show(activeAt);
  }, [activeAt, show]);
  const pick = useCallback(
    (id: string, event: MouseEvent<HTMLElement>) => {
      selection.click(id, pointingOf(event));
      event.currentTarget.closest<HTMLElement>('[role=listbox]')?.focus();
    },
    [selection],
  );
  const pageRows = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const entry = items[activeAt];
    if (onKey?.(event, entry) === true) return event.preventDefault();
    if (event.key === 'Enter' && entry !== undefined) onOpen?.(entry);
    else if (event.key === 'Delete' && onDelete !== undefined) onDelete();
    else if (!steer(event, selection, pageRows())) return;
    event.preventDefault();
  };
  return (
    <div
      {...listProps}
      ref={scroller}
      className="virtual"
      role="listbox"
      aria-label={label}
      aria-multiselectable
      aria-activedescendant={activeAt >= 0 ? `${listId}-${activeAt}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="virtual-all" role="presentation" style={{ height: items.length * rowHeight }}>
        {items.slice(first, last + 1).map((entry, at) => {
          const id = idOf(entry);
          const index = first + at;
          return (
            <VirtualRow
              // What leaves at one end is drawn over at the other.
              key={index % slots}
              entry={entry}
              id={id}
              elementId={`${listId}-${index}`}
              index={index}
              total={total}
              height={rowHeight}
              isSelected={selection.ids.has(id)}
              isActive={id === active}
              row={row}
              rowProps={rowProps}
              onPick={pick}
              onOpen={onOpen}
            />
          );
        })}
      </div>
    </div>
  );
}

function pointingOf(event: MouseEvent | KeyboardEvent) {
  return { toggle: event.ctrlKey || event.metaKey, range: event.shiftKey };
}

/** @returns whether the key meant something */
function steer(event: KeyboardEvent, selection: SelectionControl, pageRows: number): boolean {
  const pointing = pointingOf(event);
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: pageRows,
    PageUp: -pageRows,
    Home: -Infinity,
    End: Infinity,
  };
  const step = steps[event.key];
  if (step !== undefined) selection.move(step, pointing);
  else if (event.key === ' ' && selection.active !== undefined)
    selection.click(selection.active, { ...pointing, toggle: true });
  else if (event.key.toLowerCase() === 'a' && pointing.toggle) selection.selectAll();
  else if (event.key === 'Escape' && selection.ids.size > 0) selection.clear();
  else return false;
  return true;
}
