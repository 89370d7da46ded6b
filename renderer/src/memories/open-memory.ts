/** Which memory is open beside the list, kept in the address; where the keyboard goes, the open one follows. */
import { useMemo } from 'react';
import type { Memory } from '../../../contract/index.ts';
import { goTo, hashOf, useRoute } from '../data/route.ts';
import { useSelection, type SelectionControl } from '../parts/selection.ts';

interface OpenMemory {
  /** A memory's id, or `new`. */
  readonly openId: string | undefined;
  readonly open: (id: string) => void;
  readonly close: () => void;
  readonly selection: SelectionControl;
}

export function useOpenMemory(projectId: string, memories: readonly Memory[]): OpenMemory {
  const route = useRoute();
  const order = useMemo(() => memories.map(({ id }) => id), [memories]);
  const selection = useSelection(order);
  const openId = route.page === 'project' ? route.detail : undefined;
  const place = { page: 'project', projectId, section: 'memories' } as const;
  const open = (id: string) => goTo({ ...place, detail: id });
  const follow = (id: string) => location.replace(hashOf({ ...place, detail: id }));
  return {
    openId,
    open,
    close: () => goTo(place),
    selection: {
      ...selection,
      // What is open is chosen, also when its address was opened.
      ids: selection.ids.size > 1 || openId === undefined ? selection.ids : new Set([openId]),
      click: (id, pointing) => {
        selection.click(id, pointing);
        if (pointing?.toggle !== true && pointing?.range !== true) open(id);
      },
      move: (by, pointing) => {
        selection.move(by, pointing);
        const at = selection.active === undefined ? -1 : order.indexOf(selection.active);
        const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
        const isOpen = openId !== undefined && openId !== 'new';
        if (isOpen && next !== undefined && pointing?.range !== true) follow(next);
      },
    },
  };
}
