/** The index of a project as it would be if a branch were the main line: the project's rows under those of the branch. */
import type { IndexReader, IndexRow, SearchEngine } from '../../search/search.ts';
import type { Scope, Store } from '../../store/store.ts';
import { indexReader } from '../index-reader.ts';
import { memoryRows } from '../memories/record.ts';
import { requireBranch } from './points.ts';
import { comparedPairs, compareStates } from './states.ts';

type Row = Awaited<ReturnType<IndexReader['rows']>>[number];

/** Rows of one space that lie over those of the project. */
interface Overlay {
  readonly cleared: string[];
  readonly rows: Map<string, Uint8Array | null>;
}

/**
 * Reads cost by how many memories differ between the branch and the main line; those are indexed for each search anew and
 * written nowhere. @throws KeepsakeError NOT_FOUND
 */
export async function branchReader(
  { store, search }: { store: Store; search: SearchEngine },
  scope: Required<Scope>,
  name: string,
): Promise<IndexReader> {
  const branch = await requireBranch(store, scope, name, 'read');
  const seq = await store.head(scope);
  const point = { seq: branch.payload.base, branch: branch.id };
  const compared = await compareStates(store, scope, { seq }, point);
  const names = compared.names.filter(({ kind }) => kind === 'memory');
  const spaces = new Map<string, Overlay>();
  const ids: string[] = [];
  for await (const { name: record, from, to } of comparedPairs({ ...compared, names })) {
    const shown = to ?? from;
    if (shown === undefined || from?.revision === to?.revision) continue;
    const { payload, at, author } = shown;
    const put = { id: record.id, state: to?.state ?? 'deleted', payload };
    for (const operation of memoryRows(search, put, at, { writer: author }))
      if (operation.op === 'row' || operation.op === 'clear') lay(spaces, operation);
    ids.push(record.id);
  }
  return overlaid(indexReader(store, scope), { id: `${scope.project} ${branch.id}`, seq, ids, spaces });
}

function lay(spaces: Map<string, Overlay>, row: IndexRow): void {
  const overlay: Overlay = spaces.get(row.space) ?? { cleared: [], rows: new Map() };
  spaces.set(row.space, overlay);
  if (row.op === 'clear') overlay.cleared.push(row.prefix);
  else overlay.rows.set(row.key, row.value);
}

interface Layer {
  readonly id: string;
  readonly seq: number;
  /** Of the records that differ. */
  readonly ids: readonly string[];
  readonly spaces: ReadonlyMap<string, Overlay>;
}

function overlaid(main: IndexReader, { id, seq, ids, spaces }: Layer): IndexReader {
  return {
    id,
    head: async () => seq,
    changedSince: async (since) => ({ head: seq, ids: [...(await main.changedSince(since)).ids, ...ids] }),
    manifest: (list) => main.manifest(list),
    async rowsOf(space, keys) {
      const found = await main.rowsOf(space, keys);
      const overlay = spaces.get(space);
      if (overlay === undefined) return found;
      return keys.map((key, at) => {
        const own = overlay.rows.get(key);
        return own === undefined ? (isHidden(overlay, key) ? undefined : found[at]) : (own ?? undefined);
      });
    },
    async rows(space, range) {
      const overlay = spaces.get(space);
      return overlay === undefined ? main.rows(space, range) : rowsOver(main, overlay, space, range);
    },
  };
}

function isHidden({ cleared, rows }: Overlay, key: string): boolean {
  return rows.has(key) || cleared.some((prefix) => key.startsWith(prefix));
}

async function rowsOver(
  main: IndexReader,
  overlay: Overlay,
  space: string,
  { prefix = '', after, limit }: Parameters<IndexReader['rows']>[1],
): Promise<Row[]> {
  const found: Row[] = [];
  let [last, isEnd] = [after, false];
  while (found.length < limit && !isEnd) {
    const page = await main.rows(space, { prefix, limit, ...(last === undefined ? {} : { after: last }) });
    found.push(...page.filter(({ key }) => !isHidden(overlay, key)));
    isEnd = page.length < limit;
    last = page.at(-1)?.key ?? last;
  }
  for (const [key, value] of overlay.rows) {
    const isAsked = key.startsWith(prefix) && (after === undefined || isAfter(key, after));
    // What lies beyond the last row of the project that was read belongs to a later page.
    const isNear = isEnd || last === undefined || !isAfter(key, last);
    if (value !== null && isAsked && isNear) found.push({ key, value });
  }
  return found.sort((one, other) => (isAfter(one.key, other.key) ? 1 : -1)).slice(0, limit);
}

/** By code points, as the store orders keys. */
function isAfter(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}
