/** A folder of any length, sorted by the server: read in stretches of 500, those that are looked at. */
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { inLanes } from './lanes.ts';

export type SortKey = 'name' | 'size' | 'changed' | 'kind';

export interface Sorting {
  readonly by: SortKey;
  readonly direction: 'asc' | 'desc';
}

/** A file or folder, or the place of one that is not read yet. */
export type Row = Item | Unread;

interface Unread {
  readonly id: string;
  readonly type: 'unread';
}

interface Stretch {
  readonly items: readonly Item[];
  readonly total: number;
}

const stretchLength = 500;
const keptMs = 30 * 60_000;
const atOnce = 4;
const restMs = 80;

export function isRead(row: Row | undefined): row is Item {
  return row !== undefined && row.type !== 'unread';
}

/** What a folder holds, as far as it is read. */
export function useListing(folderId: string, { by, direction }: Sorting) {
  const queries = useQueryClient();
  const [wanted, setWanted] = useState<readonly number[]>([0]);
  const [reads, setReads] = useState(0);
  const queryKey = useMemo(() => ['listing', folderId, by, direction], [folderId, by, direction]);
  const optionsOf = (stretch: number) => stretchOf(folderId, { by, direction }, stretch);
  const results = useQueries({ queries: wanted.map(optionsOf) });
  const readAt = results.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const { rows, total, isWhole } = useMemo(() => {
    const known = queries
      .getQueryCache()
      .findAll({ queryKey })
      .filter((query) => query.state.data !== undefined && (query.isActive() || !query.state.isInvalidated))
      // The last that was read knows best how many there are.
      .sort((one, other) => one.state.dataUpdatedAt - other.state.dataUpdatedAt)
      .map((query) => [Number(query.queryKey.at(-1)), query.state.data as Stretch] as const);
    const newest = known.at(-1)?.[1].total;
    return { ...rowsOf(new Map(known), newest ?? 0), total: newest };
    // What was read shows in these two.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [queries, queryKey, readAt, reads]);
  const jump = useRef<number>(undefined);
  const at = useRef(0);
  const lastStretch = Math.floor(Math.max(0, (total ?? 0) - 1) / stretchLength);
  const onSeen = useCallback(
    (first: number, last: number) => {
      const [from, to] = [Math.floor(first / stretchLength), Math.floor(last / stretchLength)];
      const seen = Array.from({ length: to - from + 1 }, (_, step) => from + step);
      // What is scrolled to next is read before it is there.
      const next = first < at.current ? from - 1 : to + 1;
      const wants = next >= 0 && next <= lastStretch ? [...seen, next] : seen;
      clearTimeout(jump.current);
      const want = () => setWanted((before) => (before.join() === wants.join() ? before : wants));
      // Who drags the scrollbar passes many stretches, and wants the one where it comes to rest.
      if (Math.abs(first - at.current) <= stretchLength) want();
      else jump.current = window.setTimeout(want, restMs);
      at.current = first;
    },
    [lastStretch],
  );
  const readAll = async (from = 0, to = (total ?? 0) - 1) => {
    const first = Math.floor(from / stretchLength);
    const missing = Array.from({ length: Math.floor(to / stretchLength) - first + 1 }, (_, at) => first + at);
    const all = await inLanes(missing, atOnce, (stretch) =>
      queries.fetchQuery({ ...optionsOf(stretch), staleTime: keptMs }),
    );
    setReads((before) => before + 1);
    return all.flatMap(({ items }) => items.map(({ id }) => id));
  };
  const [first] = results;
  return {
    rows,
    total: total ?? 0,
    isPending: total === undefined && first?.error == null,
    error: total === undefined ? (first?.error ?? null) : null,
    isWhole,
    onSeen,
    /** Reads what is in sight in another order, so that nothing is gone from sight when it is sorted. */
    prepare: (sorting: Sorting) =>
      Promise.all(wanted.map((stretch) => queries.prefetchQuery(stretchOf(folderId, sorting, stretch)))),
    /** Reads what is missing between two places. @returns the ids from the stretch of the first to that of the last */
    readAll,
    retry: () => void Promise.all(results.map(({ refetch }) => refetch())),
  };
}

function stretchOf(folderId: string, { by, direction }: Sorting, stretch: number) {
  const place = { itemId: folderId, offset: stretch * stretchLength, limit: stretchLength };
  return {
    queryKey: ['listing', folderId, by, direction, stretch],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      client.listFolder({ ...place, sort: by, direction }, { signal }),
    gcTime: keptMs,
  };
}

/** Places that are not read are the same objects each time. */
const unread: Unread[] = [];

function rowsOf(known: ReadonlyMap<number, Stretch>, total: number) {
  for (let at = unread.length; at < total; at++) unread.push({ id: `?${at}`, type: 'unread' });
  const rows: Row[] = unread.slice(0, total);
  const seen = new Set<string>();
  for (const [stretch, { items }] of known)
    for (const [index, item] of items.entries()) {
      const at = stretch * stretchLength + index;
      // Stretches that were read at different times may both hold an item that moved between.
      if (at >= total || seen.has(item.id)) continue;
      seen.add(item.id);
      rows[at] = item;
    }
  return { rows: rows as readonly Row[], isWhole: seen.size === total };
}
