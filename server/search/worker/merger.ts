/** Merges a project's tail and segments when that is due; each step is one commit that a kill leaves whole or undone. */
import { randomBytes } from 'node:crypto';
import {
  chunkKey,
  deadSpace,
  readManifest,
  segmentSpace,
  type Manifest,
  type SegmentEntry,
} from '../manifest.ts';
import {
  recordTypes,
  type IndexReader,
  type IndexRow,
  type IndexWriter,
  type RecordType,
} from '../search.ts';
import { chunkBytes } from '../segment/format.ts';
import { mergeSegments, type MergeInput } from '../segment/merging.ts';
import { tailSpace } from '../tail.ts';
import type { ChunkSource, Source } from './project.ts';
import { ProjectView } from './project.ts';
import { ProjectState } from '../project-state.ts';
import { StaleIndex } from '../stale.ts';

/** Segments of about the same size that are merged into one. */
export const fanout = 8;
/** Tail entries of a type that make a segment. */
export const tailEntries = 128;
const tailBytes = 1 << 20;
/** A segment with a greater share of dead passages is written anew. */
const deadShare = 0.25;
/** Chunks in one commit. */
const chunksPerCommit = 4;

export interface MergeOptions {
  readonly reader: IndexReader;
  readonly writer: IndexWriter;
  readonly signal: AbortSignal;
}

/** Merges until nothing is due, somebody else merged meanwhile, or it shall stop. */
export async function mergeProject(options: MergeOptions): Promise<void> {
  let first = true;
  while (!options.signal.aborted) {
    const merge = await openMerge(options.reader);
    if (first) await removeOrphans(options, merge.manifest);
    first = false;
    const type = recordTypes.find((one) => isDue(merge, one));
    if (type === undefined || !(await mergeType(options, merge, type))) return;
  }
}

interface OpenMerge {
  readonly state: ProjectState;
  readonly view: ProjectView;
  readonly chunks: ChunkSource;
  readonly manifest: Manifest;
  readonly version: number | undefined;
}

async function openMerge(reader: IndexReader): Promise<OpenMerge> {
  const stored = await reader.manifest();
  const state = new ProjectState(reader);
  await state.refresh();
  const held = new Map<string, Uint8Array>();
  const chunks: ChunkSource = {
    chunk: (segment, number) => held.get(chunkKey(segment, number)),
    async fetch(segment, numbers) {
      for (const number of numbers) {
        // Merging reads each segment once from front to back, in two places at a time.
        const key = chunkKey(segment, number);
        held.set(key, await state.chunk(segment, number));
        state.dropChunks(Infinity);
        for (const old of held.keys()) {
          if (held.size <= keptChunks) break;
          held.delete(old);
        }
      }
    },
  };
  const view = new ProjectView(chunks);
  await view.update(state.updateFrom(undefined));
  await view.tidy();
  const manifest = readManifest(stored?.value ?? {});
  return { state, view, chunks, manifest, version: stored?.version };
}

const keptChunks = 256;

function isDue({ state, view }: OpenMerge, type: RecordType): boolean {
  return tailIsDue(state, type) || inputsOf(view, type).length > 0;
}

function tailIsDue({ tail }: ProjectState, type: RecordType): boolean {
  let entries = 0;
  let bytes = 0;
  for (const entry of tail.values()) {
    if (entry.header.type !== type) continue;
    entries++;
    bytes += entry.bytes.length;
  }
  return entries >= tailEntries || bytes >= tailBytes;
}

/** Stored segments that should become one: too many of about a size, or one with many dead passages. */
function inputsOf(view: ProjectView, type: RecordType): Source[] {
  const stored = view.storedSources(type);
  const worn = stored.find(({ segment, dead }) => dead.passages > segment.info.passages * deadShare);
  const tiers = new Map<number, Source[]>();
  for (const source of stored) {
    const tier = Math.floor(
      Math.log(Math.max(1, source.segment.info.passages / tailEntries)) / Math.log(fanout),
    );
    tiers.set(tier, [...(tiers.get(tier) ?? []), source]);
  }
  const full = [...tiers.values()].find((sources) => sources.length >= fanout);
  return full ?? (worn === undefined ? [] : [worn]);
}

/** @returns false when somebody else merged meanwhile. */
async function mergeType(options: MergeOptions, merge: OpenMerge, type: RecordType): Promise<boolean> {
  const { view, state } = merge;
  const withTail = tailIsDue(state, type);
  const inputs = withTail ? view.tailSources(type) : inputsOf(view, type);
  const id = randomBytes(9).toString('base64url');
  const merged = await writeSegment(options, merge, inputs, id);
  const gone = new Set(withTail ? [] : inputs.map((source) => source.id));
  const kept = view.storedSources(type).filter((source) => !gone.has(source.id));
  const dead = kept.map((source) => deadRow(merge.manifest[type], source));
  const entries: SegmentEntry[] = [...dead.map(({ entry }) => entry), ...merged];
  const rows = [
    ...dead.flatMap(({ rows: ofSegment }) => ofSegment),
    ...[...gone].flatMap((segment): IndexRow[] => [
      { op: 'clear', space: segmentSpace, prefix: `${segment}/` },
      { op: 'clear', space: deadSpace, prefix: `${segment}/` },
    ]),
    ...(withTail ? [...state.tail].filter(([, { header }]) => header.type === type) : []).map(
      ([key]): IndexRow => ({ op: 'clear', space: tailSpace, prefix: `${key}.` }),
    ),
  ];
  const value = { ...merge.manifest, [type]: entries };
  return options.writer.commit(rows, { value, replaces: merge.version });
}

async function writeSegment(
  { writer, signal }: MergeOptions,
  { chunks }: OpenMerge,
  inputs: readonly Source[],
  id: string,
): Promise<SegmentEntry[]> {
  let rows: IndexRow[] = [];
  let number = 0;
  const info = await mergeSegments(
    inputs.map((source) => mergeInput(source, chunks)),
    async (chunk) => {
      signal.throwIfAborted();
      rows.push({ op: 'row', space: segmentSpace, key: chunkKey(id, number++), value: chunk });
      if (rows.length < chunksPerCommit) return;
      await writer.commit(rows);
      rows = [];
    },
  );
  if (rows.length > 0) await writer.commit(rows);
  return info === undefined ? [] : [{ id, info }];
}

function mergeInput({ id, segment, dead }: Source, chunks: ChunkSource): MergeInput {
  return {
    segment,
    isDead: (passage) => dead.has(passage),
    fetch(at, length) {
      const missing = new Set<number>();
      segment.missing(at, length, missing);
      return missing.size === 0 ? undefined : chunks.fetch(id, readAhead(segment.info.bytes, missing));
    },
  };
}

/** The next chunk is wanted soon, too. */
function readAhead(bytes: number, missing: ReadonlySet<number>): number[] {
  const next = Math.max(...missing) + 1;
  return next * chunkBytes < bytes ? [...missing, next] : [...missing];
}

/** Writes down which passages of a segment the tail has made dead, since the tail is about to go. */
function deadRow(
  entries: readonly SegmentEntry[],
  { id, dead }: Source,
): { entry: SegmentEntry; rows: IndexRow[] } {
  const entry = entries.find((one) => one.id === id);
  if (entry === undefined) throw new StaleIndex();
  if ((entry.dead?.passages ?? 0) === dead.passages) return { entry, rows: [] };
  const key = `${id}/${dead.passages}`;
  return {
    entry: { ...entry, dead: { key, passages: dead.passages } },
    rows: [
      { op: 'clear', space: deadSpace, prefix: `${id}/` },
      { op: 'row', space: deadSpace, key, value: dead.row() },
    ],
  };
}

/** Removes the rows of segments that a killed merge left behind. */
async function removeOrphans({ reader, writer }: MergeOptions, manifest: Manifest): Promise<void> {
  const known = new Set(Object.values(manifest).flatMap((entries) => entries.map(({ id }) => id)));
  const orphans = new Set<string>();
  let after: string | undefined;
  for (;;) {
    const [row] = await reader.rows(segmentSpace, { limit: 1, ...(after === undefined ? {} : { after }) });
    if (row === undefined) break;
    const id = row.key.slice(0, row.key.indexOf('/'));
    if (!known.has(id)) orphans.add(id);
    after = `${id}/~`;
  }
  const rows = [...orphans].map((id): IndexRow => ({ op: 'clear', space: segmentSpace, prefix: `${id}/` }));
  if (rows.length > 0) await writer.commit(rows);
}
