/** What is open and chosen of the writes that wait, and what can be decided about it; with its keys. */
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Review } from '../../../contract/index.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { useSelection, type SelectionControl } from '../parts/selection.ts';
import { useApproving } from './approving.ts';

/** Where only one of list and detail has room. */
const narrowWidth = 960;

interface Desk {
  readonly open: Review | undefined;
  readonly chosen: readonly Review[];
  readonly selection: SelectionControl;
  readonly isBusy: boolean;
  readonly close: () => void;
  readonly decide: (how: 'approve' | 'reject') => void;
  readonly approve: (reviews: readonly Review[]) => void;
}

interface DeskOptions {
  readonly reject: (reviews: readonly Review[]) => void;
  readonly edit: (review: Review) => void;
}

export function useReviewDesk(items: readonly Review[], { reject, edit }: DeskOptions): Desk {
  const { t } = useLingui();
  const approving = useApproving();
  // Where only one of the two has room, the list comes first.
  const [isClosed, setClosed] = useState(() => innerWidth < narrowWidth);
  const selecting = useSelection(items.map(({ id }) => id));
  const at = items.find(({ id }) => id === selecting.active) ?? items[0];
  const selection: SelectionControl = {
    ...selecting,
    active: at?.id,
    ids: selecting.ids.size > 1 || at === undefined ? selecting.ids : new Set([at.id]),
    click: (...pointing) => (selecting.click(...pointing), setClosed(false)),
  };
  const isMany = selecting.ids.size > 1;
  const chosen = isMany ? items.filter(({ id }) => selecting.ids.has(id)) : at === undefined ? [] : [at];
  const near = (id: string | undefined, by: number) => items[items.findIndex((one) => one.id === id) + by];
  const step = (by: number) => {
    const to = near(at?.id, by);
    if (to !== undefined) selection.click(to.id);
  };
  const approve = (reviews: readonly Review[]) => approving.isPending || approving.mutate(reviews);
  const decide = (how: 'approve' | 'reject') => {
    const next = near(chosen.at(-1)?.id, 1);
    if (next !== undefined) selecting.click(next.id);
    if (how === 'reject') reject(chosen);
    else if (chosen.length > 0) approve(chosen);
  };
  useShortcut('j', t`Next write`, () => step(1));
  useShortcut('k', t`Write before`, () => step(-1));
  useShortcut('a', t`Approve`, () => decide('approve'));
  useShortcut('r', t`Reject`, () => decide('reject'));
  useShortcut(
    'e',
    t`Change and approve`,
    () => at?.target === 'memory' && at.action !== 'delete' && edit(at),
  );
  return {
    open: isClosed ? undefined : at,
    chosen,
    selection,
    isBusy: approving.isPending,
    close: () => setClosed(true),
    decide,
    approve,
  };
}
