/** How the rows that are seen, and those that are chosen, stand with the server that keeps the drive. */
import { useCallback, useMemo, useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { useCarrier, useItemStates, type ItemStates } from '../sync/item-states.ts';
import type { ItemActions } from './actions.ts';
import type { Keep } from './keep-items.ts';

/** Rows are asked about in steps, so that scrolling does not ask for each. */
const step = 50;

interface Shown {
  readonly actions: Pick<ItemActions, 'keep'>;
  /** Is told of the rows as well. */
  readonly onSeen?: (first: number, last: number) => void;
}

/** @param chosen of the rows, those that a choice would be about */
export function useKeeping(order: readonly string[], chosen: readonly Item[], { actions, onSeen }: Shown) {
  const isCarried = useCarrier() !== undefined;
  const [from, setFrom] = useState(0);
  const ids = useMemo(() => order.slice(Math.max(0, from - step), from + 2 * step), [order, from]);
  const states = useItemStates(ids);
  const seen = useCallback(
    (first: number, last: number) => {
      setFrom(Math.floor(first / step) * step);
      onSeen?.(first, last);
    },
    [onSeen],
  );
  const keep = (choice: Keep) => void actions.keep(chosen, choice, states);
  return {
    states,
    onSeen: seen,
    keeping: { keep: isCarried ? keep : undefined, kept: keptOf(chosen, states) },
  };
}

/** What holds for all of them, if it is the same. */
function keptOf(items: readonly Item[], { bytes }: ItemStates): Keep | undefined {
  const [first, ...others] = items.map(({ id }) => bytes[id]?.keep ?? undefined);
  return others.every((one) => one === first) ? first : undefined;
}
