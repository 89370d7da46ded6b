/** What previews read: the file, its passages, rows of its tables, its bytes. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import type { Previewed } from '../data/route.ts';

/** One version of a file, as a viewer needs it. */
export interface PreviewFile {
  readonly itemId: string;
  readonly versionId: string;
  readonly name: string;
  readonly size: number;
  readonly mediaType?: string | undefined;
  /** Whether it is an older version of the file. */
  readonly isOld: boolean;
  readonly changedAt: string;
}

const pagePassages = 200;
const pageRows = 500;

/** The file behind an address. */
export function usePreviewFile(of: Previewed) {
  return useQuery({ queryKey: ['preview', of], queryFn: () => readFile(of) });
}

async function readFile(of: Previewed): Promise<PreviewFile> {
  if ('documentId' in of) {
    const { item_id, version_id, name, size, media_type, updated_at } = await client.getDocument(of);
    return {
      itemId: item_id,
      versionId: version_id,
      name,
      size,
      mediaType: media_type,
      isOld: false,
      changedAt: updated_at,
    };
  }
  const item = await client.getItem({ itemId: of.itemId });
  const versionId = of.versionId ?? item.version_id ?? '';
  return {
    itemId: item.id,
    versionId,
    name: item.name,
    size: item.size,
    mediaType: item.media_type,
    isOld: versionId !== item.version_id,
    changedAt: item.modified_at,
  };
}

/** Where a file's bytes are, also by range. */
export function bytesUrl({ itemId, versionId }: PreviewFile): string {
  return `/api/v1/drives/items/${itemId}/versions/${versionId}/content`;
}

/** A version never changes, so what was read of it stays. */
const unchanging = { staleTime: Infinity, retry: false } as const;

/** The passage that a citation names. */
export function useCited(file: PreviewFile | undefined, number: number | undefined) {
  const { itemId = '', versionId = '' } = file ?? {};
  return useQuery({
    ...unchanging,
    queryKey: ['root', 'passage', versionId, number],
    queryFn: async () => {
      const found = await client.readVersionText({ itemId, versionId, from: number ?? 0, limit: 1 });
      return found.state === 'okay' ? (found.items[0] ?? null) : null;
    },
    enabled: file !== undefined && number !== undefined,
  });
}

/** Passages around `near`, and more on both sides. */
export function usePassages({ itemId, versionId }: PreviewFile, near: number | undefined) {
  const first = Math.max(0, (near ?? 0) - pagePassages / 2);
  return useInfiniteQuery({
    ...unchanging,
    queryKey: ['root', 'passages', versionId, first],
    queryFn: ({ pageParam: { from, limit } }) => client.readVersionText({ itemId, versionId, from, limit }),
    initialPageParam: { from: first, limit: pagePassages },
    getNextPageParam: (page, _pages, { from }) =>
      page.state === 'okay' && from + page.items.length < page.total
        ? { from: from + page.items.length, limit: pagePassages }
        : undefined,
    getPreviousPageParam: (_page, _pages, { from }) =>
      from === 0
        ? undefined
        : { from: Math.max(0, from - pagePassages), limit: Math.min(from, pagePassages) },
  });
}

/** The tables of a workbook, and the rows of one of them. */
export function useTable({ itemId, versionId }: PreviewFile, table: number) {
  return useInfiniteQuery({
    ...unchanging,
    queryKey: ['root', 'table', versionId, table],
    queryFn: ({ pageParam }) =>
      client.readVersionTable({ itemId, versionId, table, from: pageParam, limit: pageRows }),
    initialPageParam: 0,
    getNextPageParam: ({ tables, rows }, _pages, from) =>
      from + rows.length < (tables[table]?.row_count ?? 0) && rows.length > 0
        ? from + rows.length
        : undefined,
  });
}

/** The text of a file in UTF-8 or UTF-16; nothing when it is written otherwise. */
export function useLines(file: PreviewFile) {
  return useQuery({
    ...unchanging,
    queryKey: ['root', 'lines', file.versionId],
    queryFn: async ({ signal }) => {
      const { itemId, versionId } = file;
      const answer = await client.readVersionBytes({ itemId, versionId }, { signal });
      return linesOf(new Uint8Array(await answer.arrayBuffer()));
    },
  });
}

function linesOf(bytes: Uint8Array): readonly string[] | null {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    const lines = new TextDecoder(encoding, { fatal: true }).decode(bytes).split(/\r\n|\r|\n/);
    if (lines.length > 1 && lines.at(-1) === '') lines.pop();
    return lines;
  } catch {
    return null;
  }
}
