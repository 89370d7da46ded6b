/** What keys mean in a list of the drive, beyond those that every list knows. */
import { useRef, type KeyboardEvent } from 'react';
import type { Item } from '../../../contract/index.ts';
import type { SelectionControl } from '../parts/selection.ts';
import type { ItemHandlers } from './item-menu.ts';
import { isRead, type Row } from './listing.ts';

interface KeyOptions {
  readonly rows: readonly Row[];
  readonly chosen: readonly Item[];
  readonly selection: SelectionControl;
  readonly run: ItemHandlers;
  readonly undo: () => void;
  readonly selectAll: () => void;
  /** Left out at the top. */
  readonly goUp?: (() => void) | undefined;
}

const typingMs = 900;

/** @returns what hears the keys of the list and says whether one meant something */
export function useItemKeys({ rows, chosen, selection, run, undo, selectAll, goUp }: KeyOptions) {
  const typed = useRef({ text: '', at: 0 });
  return (event: KeyboardEvent, row: Row | undefined): boolean => {
    const item = isRead(row) ? row : undefined;
    const hasMod = event.ctrlKey || event.metaKey;
    const isTyping = event.timeStamp - typed.current.at < typingMs;
    const act = hasMod
      ? withMod(event.key.toLowerCase())
      : event.altKey
        ? event.key === 'ArrowUp'
          ? goUp
          : undefined
        : plain(event.key, item, isTyping);
    if (act === undefined) return !hasMod && !event.altKey && typeAhead(event);
    act();
    return true;
  };

  function withMod(key: string): (() => void) | undefined {
    const known: Record<string, (() => void) | undefined> = {
      a: selectAll,
      z: undo,
      v: run.paste,
      i: run.details,
      ...(chosen.length === 0 ? {} : { c: run.copy, x: run.cut, backspace: run.remove }),
    };
    return known[key];
  }

  function plain(key: string, item: Item | undefined, isTyping: boolean): (() => void) | undefined {
    if (key === 'Backspace') return goUp;
    if (key === 'Delete' && chosen.length > 0) return run.remove;
    if (item === undefined) return undefined;
    if (key === 'F2') return () => run.rename(item);
    if (key === ' ' && !isTyping) return () => run.look(item);
    return undefined;
  }

  /** Goes to the next row that begins with what is typed without stopping. */
  function typeAhead({ key, timeStamp }: KeyboardEvent): boolean {
    if (key.length !== 1) return false;
    const { text, at } = typed.current;
    const isFresh = timeStamp - at > typingMs;
    const wanted = (isFresh ? '' : text) + key.toLocaleLowerCase();
    typed.current = { text: wanted, at: timeStamp };
    const from = rows.findIndex(({ id }) => id === selection.active) + (wanted.length === 1 ? 1 : 0);
    const around = [...rows.slice(Math.max(0, from)), ...rows.slice(0, Math.max(0, from))];
    const found = around.find((row) => isRead(row) && row.name.toLocaleLowerCase().startsWith(wanted));
    if (found !== undefined) selection.click(found.id);
    return true;
  }
}
