/** Which rows of a list are chosen: by click, with Ctrl or Cmd one more, with Shift up to there; ids, so sorting keeps it. */
import { useMemo, useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where the keyboard is. */
  readonly active: string | undefined;
  /** Where a range begins. */
  readonly anchor: string | undefined;
}

export const nothingSelected: Selection = { ids: new Set(), active: undefined, anchor: undefined };

interface Pointing {
  /** Ctrl or Cmd: one more, or one less. */
  readonly toggle?: boolean;
  /** Shift: all from the anchor to here. */
  readonly range?: boolean;
}

/** @param order the ids as they are shown now */
export function select(
  { ids, anchor }: Selection,
  order: readonly string[],
  id: string,
  { toggle = false, range = false }: Pointing = {},
): Selection {
  if (range && anchor !== undefined && order.includes(anchor)) {
    const [from, to] = [order.indexOf(anchor), order.indexOf(id)].sort((a, b) => a - b);
    const between = order.slice(from, (to ?? 0) + 1);
    return { ids: new Set(toggle ? [...ids, ...between] : between), active: id, anchor };
  }
  if (!toggle) return { ids: new Set([id]), active: id, anchor: id };
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, active: id, anchor: id };
}

/** Moves the keyboard's place by `by` rows, `Infinity` to an end. */
export function move(
  selection: Selection,
  order: readonly string[],
  by: number,
  { range = false, toggle = false }: Pointing = {},
): Selection {
  if (order.length === 0) return selection;
  const at = selection.active === undefined ? -1 : order.indexOf(selection.active);
  const from = at === -1 ? (by > 0 ? -1 : order.length) : at;
  const id = order[Math.max(0, Math.min(order.length - 1, from + by))];
  if (id === undefined) return selection;
  // With Ctrl or Cmd the place moves and what is chosen stays.
  if (toggle && !range) return { ...selection, active: id };
  return select(selection, order, id, { range });
}

export interface SelectionControl extends Selection {
  readonly click: (id: string, pointing?: Pointing) => void;
  readonly move: (by: number, pointing?: Pointing) => void;
  readonly selectAll: () => void;
  /** Exactly these; the keyboard is at the last. */
  readonly choose: (ids: readonly string[]) => void;
  readonly clear: () => void;
}

const none: ReadonlySet<string> = new Set();

/**
 * @param order the ids as they are shown now; what is no longer among them is no longer chosen
 * @param isWhole false while `order` lacks some that are there, which then stay chosen
 */
export function useSelection(order: readonly string[], isWhole = true): SelectionControl {
  const [selection, set] = useState(nothingSelected);
  // Lists are long, and often nothing of them is chosen.
  const isUsed = selection.active !== undefined || selection.ids.size > 0;
  const known = useMemo(() => (isUsed ? new Set(order) : none), [isUsed, order]);
  const ids = useMemo(() => {
    const kept = isWhole ? [...selection.ids].filter((id) => known.has(id)) : [...selection.ids];
    return kept.length === selection.ids.size ? selection.ids : new Set(kept);
  }, [selection.ids, known, isWhole]);
  return {
    ids,
    active: selection.active !== undefined && known.has(selection.active) ? selection.active : undefined,
    anchor: selection.anchor,
    click: (id, pointing) => set((before) => select(before, order, id, pointing)),
    move: (by, pointing) => set((before) => move(before, order, by, pointing)),
    choose: (chosen) => set({ ids: new Set(chosen), active: chosen.at(-1), anchor: chosen[0] }),
    selectAll: () => set((before) => ({ ...before, ids: new Set(order) })),
    clear: () => set((before) => ({ ...nothingSelected, active: before.active })),
  };
}
