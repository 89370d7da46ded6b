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
import { compareBytes } from '../segment/bytes.ts';
import { mergeSegments, type MergeInput } from '../segment/merging.ts';
import { holdChunks, readAhead } from './held-chunks.ts';
import { tailSpace } from '../tail.ts';
import type { TailLimit } from '../tail-reading.ts';
import type { OpenSegment } from './messages.ts';
import type { ChunkSource, Source } from './project.ts';
import { ProjectView } from './project.ts';
import { ProjectState } from '../project-state.ts';
import { StaleIndex } from '../stale.ts';

/** Segments of about the same size that are merged into one. */
export const fanout = 8;
/** Tail entries of a type that make a segment. */
export const tailEntries = 128;
const tailBytes = 1 << 20;
/**
 * What one merge takes of a tail that grew faster than it was merged: of so much one type is always due, and what is
 * read again because its type is not due yet is a small part of it.
 */
export const tailPart: TailLimit = { entries: 1_024, bytes: 4 << 20 };
/** A segment with a greater share of dead passages is written anew. */
const deadShare = 0.25;
/** Bytes of chunks in one commit, about. */
const bytesPerCommit = 1 << 20;

export interface MergeOptions {
  readonly reader: IndexReader;
  readonly writer: IndexWriter;
  readonly signal: AbortSignal;
  /** Leaves no dead passage and no tail, whether or not that would be due. */
  readonly thorough?: boolean;
  /** Segments that are open elsewhere: they are not read again. */
  readonly segments?: readonly OpenSegment[];
}

/** Merges until nothing is due, somebody else merged meanwhile, or it shall stop. */
export async function mergeProject(options: MergeOptions): Promise<void> {
  let isTidy = false;
  let { segments = [] } = options;
  while (!options.signal.aborted) {
    const merge = await openMerge(options, segments);
    ({ segments } = merge.state);
    if (!isTidy) {
      isTidy = true;
      if (await removeOrphans(options, merge)) continue;
    }
    const type = recordTypes.find((one) => isDue(merge, one));
    if (type === undefined || (!(await mergeType(options, merge, type)) && !merge.thorough)) return;
  }
}

interface OpenMerge {
  readonly state: ProjectState;
  readonly view: ProjectView;
  readonly chunks: ChunkSource;
  readonly manifest: Manifest;
  readonly version: number | undefined;
  readonly thorough: boolean;
}

/** @param segments that the merge before had opened */
async function openMerge(
  { reader, thorough = false }: MergeOptions,
  segments: readonly OpenSegment[],
): Promise<OpenMerge> {
  const stored = await reader.manifest();
  const state = new ProjectState(reader, { tailLimit: tailPart, segments });
  await state.refresh();
  const chunks = holdChunks(state);
  const view = new ProjectView(chunks);
  await view.update(state.updateFrom(undefined));
  const manifest = readManifest(stored?.value ?? {});
  return { state, view, chunks, manifest, version: stored?.version, thorough };
}

function isDue(merge: OpenMerge, type: RecordType): boolean {
  return tailIsDue(merge, type) || inputsOf(merge, type).length > 0;
}

function tailIsDue({ state: { tail }, thorough }: OpenMerge, type: RecordType): boolean {
  let entries = 0;
  let bytes = 0;
  for (const entry of tail.values()) {
    if (entry.header.type !== type) continue;
    entries++;
    bytes += entry.bytes.length;
  }
  return (thorough && entries > 0) || entries >= tailEntries || bytes >= tailBytes;
}

/** Stored segments that should become one: too many of about a size, or one with many dead passages. */
function inputsOf({ view, thorough }: OpenMerge, type: RecordType): Source[] {
  const most = thorough ? 0 : deadShare;
  const stored = view.storedSources(type);
  const worn = stored.find(({ segment, dead }) => dead.passages > segment.info.passages * most);
  const tiers = new Map<number, Source[]>();
  for (const source of stored) {
    const tier = Math.floor(
      Math.log(Math.max(1, source.segment.info.passages / tailEntries)) / Math.log(fanout),
    );
    tiers.set(tier, [...(tiers.get(tier) ?? []), source]);
  }
  const full = [...tiers.values()].find((sources) => sources.length >= fanout);
  // No more at once: chunks of each are at hand while they are merged.
  return full?.slice(0, fanout) ?? (worn === undefined ? [] : [worn]);
}

/** @returns false when somebody else merged meanwhile. */
async function mergeType(options: MergeOptions, merge: OpenMerge, type: RecordType): Promise<boolean> {
  const { view, state } = merge;
  const withTail = tailIsDue(merge, type);
  const inputs = withTail ? inPlace(view.tailSources(type)) : inputsOf(merge, type);
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

/**
 * In the order in which a segment has their passages: what is appended to a record comes in any order, and each input's
 * postings would be put before those of many others.
 */
function inPlace(sources: readonly Source[]): Source[] {
  const places = sources.map((source) => ({ source, ...source.segment.placeOf(0) }));
  places.sort((one, other) => compareBytes(one.group, other.group) || one.position - other.position);
  return places.map(({ source }) => source);
}

async function writeSegment(
  { writer, signal }: MergeOptions,
  { chunks }: OpenMerge,
  inputs: readonly Source[],
  id: string,
): Promise<SegmentEntry[]> {
  let rows: IndexRow[] = [];
  let number = 0;
  let bytes = 0;
  const info = await mergeSegments(
    inputs.map((source) => mergeInput(source, chunks)),
    async (chunk) => {
      signal.throwIfAborted();
      rows.push({ op: 'row', space: segmentSpace, key: chunkKey(id, number++), value: chunk });
      bytes += chunk.length;
      if (bytes < bytesPerCommit) return;
      await writer.commit(rows);
      rows = [];
      bytes = 0;
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
      return missing.size === 0 ? undefined : chunks.fetch(id, readAhead(segment.info, missing));
    },
  };
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

/**
 * Removes the rows of segments that a killed merge left behind. Another server may be writing them now, or have put them
 * into the list since that was read: the list is written with the removal, so that one of the two stays without effect.
 *
 * @returns whether there were any, after which the list has to be read again.
 */
async function removeOrphans(
  { reader, writer }: MergeOptions,
  { manifest, version }: OpenMerge,
): Promise<boolean> {
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
  if (orphans.size === 0) return false;
  const rows = [...orphans].map((id): IndexRow => ({ op: 'clear', space: segmentSpace, prefix: `${id}/` }));
  await writer.commit(rows, { value: manifest, replaces: version });
  return true;
}
