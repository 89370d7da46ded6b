/** How files and folders stand with the remote server that keeps the drive, and where their bytes are. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { z } from 'zod';
import type { itemBytes } from '../../../contract/operations/link-keeping.ts';
import type { SyncState } from '../../../contract/operations/links.ts';
import { client } from '../data/client.ts';
import { useSyncState, type RecordState } from './queries.ts';

export interface ItemStates {
  readonly states: Readonly<Record<string, RecordState>>;
  readonly bytes: Readonly<Record<string, z.infer<typeof itemBytes>>>;
}

/** More are not asked about at once. */
const mostItems = 200;
const busyMs = 1_000;
const calmMs = 3_000;
const nothing: ItemStates = { states: {}, bytes: {} };

/** The link that carries the drive; nothing where none does, or for who may not see it. */
export function useCarrier(): SyncState | undefined {
  return useSyncState().data?.find(({ files }) => files !== null);
}

/** Of the first 200, by id; empty where no link carries the drive. */
export function useItemStates(ids: readonly string[]): ItemStates {
  const files = useCarrier()?.files;
  const asked = ids.slice(0, mostItems);
  const isBusy = files != null && (files.state !== 'synced' || files.bytes.to_fetch.files > 0);
  const { data } = useQuery({
    enabled: files != null && asked.length > 0,
    queryKey: ['sync-items', asked],
    queryFn: () => client.getSyncStateOfItems({ ids: asked }),
    refetchInterval: isBusy ? busyMs : calmMs,
    placeholderData: (before) => before,
    retry: false,
  });
  return (files == null ? undefined : data) ?? nothing;
}

/** What shows files and folders; of the drive, as they come from other computers. */
const shown = new Set(['listing', 'folders', 'item', 'path', 'place', 'trash', 'versions', 'comments']);

/** Reads what is shown of the drive anew once something of it came from the server. */
export function useDriveNews(): void {
  const queries = useQueryClient();
  const taken = useCarrier()?.files?.taken;
  const before = useRef<number>(undefined);
  useEffect(() => {
    if (taken === undefined || taken === before.current) return;
    // What came before this page looked for the first time may be missing, too: a list may be older than that look.
    before.current = taken;
    void queries.invalidateQueries({ predicate: ({ queryKey: [name] }) => shown.has(String(name)) });
  }, [queries, taken]);
}
