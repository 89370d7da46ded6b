/** A row of a virtual list: drawn again only when what it shows, or its place, changes. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role -- no select draws rows like these */
import { memo, type HTMLAttributes, type MouseEvent, type ReactNode } from 'react';

export interface RowState {
  readonly isSelected: boolean;
  readonly isActive: boolean;
}

interface VirtualRowProps<Entry> extends RowState {
  readonly entry: Entry;
  readonly id: string;
  readonly elementId: string;
  readonly index: number;
  readonly total: number;
  /** In pixels. */
  readonly height: number;
  readonly row: (entry: Entry, state: RowState) => ReactNode;
  readonly rowProps: ((entry: Entry) => HTMLAttributes<HTMLDivElement>) | undefined;
  readonly onPick: (id: string, event: MouseEvent<HTMLElement>) => void;
  readonly onOpen: ((entry: Entry) => void) | undefined;
}

function Row<Entry>(props: VirtualRowProps<Entry>) {
  const { entry, id, index, height, isSelected, isActive, onPick, onOpen } = props;
  const { className = '', ...more } = props.rowProps?.(entry) ?? {};
  return (
    // The list has the focus and hears the keys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      {...more}
      id={props.elementId}
      role="option"
      aria-selected={isSelected}
      aria-posinset={index + 1}
      aria-setsize={props.total}
      tabIndex={-1}
      className={`virtual-row ${isActive ? 'active ' : ''}${className}`.trim()}
      style={{ insetBlockStart: index * height, height }}
      onClick={(event) => onPick(id, event)}
      onDoubleClick={() => onOpen?.(entry)}
    >
      {props.row(entry, { isSelected, isActive })}
    </div>
  );
}

// `memo` forgets that a component is generic.
export const VirtualRow = memo(Row) as typeof Row;
