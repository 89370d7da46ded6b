/**
 * Every file that a process or worker thread starts from, by name. The build bundles each into `dist/NAME.mjs`;
 * `entryUrl` finds it whether Keepsake runs from source or from the bundle.
 */
export const entries = {
  keepsake: 'cli/index.ts',
  'store-writer': 'server/store/sqlite/writer.ts',
  'store-reader': 'server/store/sqlite/reader.ts',
  'store-copier': 'server/store/sqlite/copier.ts',
  'search-thread': 'server/search/worker/thread.ts',
  'merge-thread': 'server/search/worker/merge-thread.ts',
  'reading-thread': 'server/extract/thread.ts',
  extractor: 'server/extract/child.ts',
  tables: 'server/extract/tables-child.ts',
} as const;

/** What other programs import: the client library. */
export const libraries = {
  client: 'client/index.ts',
  'client-langchain': 'client/langchain.ts',
  'client-ai-sdk': 'client/ai-sdk.ts',
  'client-mastra': 'client/mastra.ts',
} as const;

export type EntryName = keyof typeof entries;

/** The file to start for an entry. From source it is the TypeScript itself, which Node 24 runs as it is. */
export function entryUrl(name: EntryName): URL {
  const here = import.meta.url;
  return here.endsWith('.ts') ? new URL(`../${entries[name]}`, here) : new URL(`./${name}.mjs`, here);
}
