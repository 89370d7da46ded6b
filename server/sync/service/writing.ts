/** Versions as a store writes them: each the next version of its record, with everything that is found by what the last one says. */
import { noteKinds } from '../../../contract/operations/sync.ts';
import type { SearchEngine } from '../../search/search.ts';
import {
  entryOperations,
  knownEntry,
  type EntryPayload,
  type KnownEntry,
} from '../../services/entry-record.ts';
import { memoryPayload, memoryPut, memoryRows, type MemoryState } from '../../services/memories/record.ts';
import { settledBy } from '../../services/memories/agreeing.ts';
import type { Operation, Put, Scope } from '../../store/store.ts';
import type { Version } from '../core/version.ts';
import { conversationOperations } from './conversing.ts';
import { notePuts } from './drive/notes.ts';
import {
  expectation,
  lastPuts,
  linesOf,
  madeElsewhere,
  type Line,
  type WritingDependencies,
} from './lines.ts';

/**
 * Operations of one commit. They are refused with VERSION_CONFLICT when a record was written since it was read here.
 *
 * @param versions of a record in the order in which they become its versions
 */
export async function versionOperations(
  { store, search }: WritingDependencies,
  scope: Scope,
  versions: readonly Version[],
  at: number,
): Promise<Operation[]> {
  const lines = await linesOf(store, scope, versions);
  const kinds = Map.groupBy(lines, ({ versions: [first] }) => first?.kind);
  const memories = (kinds.get('memory') ?? []).flatMap((line) => memoryOperations(search, line, at));
  const entries = (kinds.get('entry') ?? []).flatMap((line) => valueOperations(line));
  const conversations = kinds.get('conversation') ?? [];
  const messages = kinds.get('message') ?? [];
  const said = await conversationOperations({ store, search }, scope, { conversations, messages }, at);
  const notes = noteKinds.flatMap((kind) => notePuts(kinds.get(kind) ?? []));
  return [...memories, ...(await settledBy(store, scope, lastPuts(memories))), ...entries, ...said, ...notes];
}

function memoryOperations(search: SearchEngine, { before, versions }: Line, at: number): Operation[] {
  const puts = versions.map((version, n): Put => {
    const change = { payload: memoryPayload(version), state: version.state as MemoryState };
    return { ...memoryPut(version.id, change, expectation(before, n)), ...madeElsewhere(version) };
  });
  const last = puts.at(-1);
  if (last === undefined) return [];
  return [...puts, ...memoryRows(search, last, at, { before, writer: last.author })];
}

function valueOperations({ before, versions }: Line): Operation[] {
  let known: KnownEntry | undefined = knownEntry(before);
  return versions.flatMap((version, n) => {
    const payload = version.payload as unknown as EntryPayload;
    const { id } = version;
    const state = version.state as 'active' | 'deleted' | 'expired';
    const writing = { id, before: known, state, payload, expect: expectation(before, n) };
    const [put, ...rows] = entryOperations(writing, version.at);
    known = { id, version: (known?.version ?? 0) + 1, revision: version.revision, state, payload };
    return [{ ...put, ...madeElsewhere(version) }, ...rows];
  });
}
