/** A project's index as the engine holds it for its threads: segments, tail, and the chunks that were read. */
import { ChunkCache, shared, type Shared } from './chunk-cache.ts';
import { ChunkReading, readSegmentRows } from './chunk-reading.ts';
import { chunkKey, deadSpace, emptyManifest, readManifest, segmentSpace, type Manifest } from './manifest.ts';
import { manifestId, recordTypes, type IndexReader, type IndexRow } from './search.ts';
import { chunksIn, partOfChunk } from './segment/chunks.ts';
import { rowLengths, type SegmentInfo } from './segment/format.ts';
import { StaleIndex } from './stale.ts';
import { tailPrefix, type TailEntry } from './tail.ts';
import { readTail, type TailLimit } from './tail-reading.ts';
import { VectorsState } from './vectors/state.ts';
import type { OpenSegment, ProjectUpdate } from './worker/messages.ts';

/** Changes kept for threads that are a little behind. */
const keptChanges = 64;
/** When more records changed than this, the whole tail is read. */
const manyRecords = 64;
const parallelReads = 16;
/** Bytes of small chunks in one read, about. */
const readBytes = 1 << 20;
/** What an entry of the tail takes beside its own bytes, here and as an open segment in a thread, about. */
const entryBytes = 3_000;
/** A thread puts entries together in memory of its own, beside those that all threads share. */
const tailCopies = 2;

interface Change {
  readonly version: number;
  readonly added: readonly (readonly [string, TailEntry])[];
  readonly removed: readonly string[];
}

export interface ProjectStateOptions {
  /** As much of the tail is read; all of it unless given. */
  readonly tailLimit?: TailLimit | undefined;
  /** Segments that were opened before: they are not read again. */
  readonly segments?: readonly OpenSegment[] | undefined;
}

export class ProjectState {
  version = 0;
  readonly #chunks = new ChunkCache();
  readonly #reading = new ChunkReading(this.#chunks);
  #tailBytes = 0;
  #seq = -1;
  #manifest: Manifest = emptyManifest;
  #segments: readonly OpenSegment[] = [];
  /** Those that were merged last: a search that began before may still read them. */
  #merged: readonly OpenSegment[] = [];
  /** The version since which the segments are these. */
  #segmentsSince = 0;
  readonly #tail = new Map<string, TailEntry>();
  readonly #changes: Change[] = [];
  readonly vectors = new VectorsState();
  reader: IndexReader;
  readonly #tailLimit: TailLimit | undefined;

  constructor(reader: IndexReader, { tailLimit, segments = [] }: ProjectStateOptions = {}) {
    this.reader = reader;
    this.#tailLimit = tailLimit;
    this.#segments = segments;
  }

  get manifest(): Manifest {
    return this.#manifest;
  }

  get tail(): ReadonlyMap<string, TailEntry> {
    return this.#tail;
  }

  get segments(): readonly OpenSegment[] {
    return this.#segments;
  }

  /** Bytes held, chunks among them. */
  bytes(): number {
    return this.#segments.reduce(
      (sum, { resident, dead }) => sum + resident.length + (dead?.length ?? 0),
      this.#tailBytes + this.#chunks.bytes + this.vectors.bytes(),
    );
  }

  /** Lets go of chunks until so many bytes are free; returns their keys. */
  dropChunks(bytes: number): string[] {
    return this.#chunks.drop(bytes);
  }

  /** Brings in everything that was committed before the call. */
  async refresh(): Promise<void> {
    if (this.#seq < 0) return this.#load(await this.reader.head());
    if ((await this.reader.head()) === this.#seq) return;
    const { head, ids } = await this.reader.changedSince(this.#seq);
    if (ids.includes(manifestId)) return this.#load(head);
    const entries = ids.length > manyRecords ? await this.#readTail('') : await this.#readTails(ids);
    this.#replaceTail(entries, ids.length > manyRecords ? undefined : ids);
    this.#seq = head;
  }

  /** Reads all anew: the tail before the manifest, so that what a merge moves meanwhile is seen twice, not never. */
  async #load(seq: number): Promise<void> {
    const entries = await this.#readTail('');
    const stored = await this.reader.manifest();
    this.#manifest = stored === undefined ? emptyManifest : readManifest(stored.value);
    const opened = await this.#openSegments();
    this.#merged = this.#segments;
    this.#segments = opened;
    this.#chunks.keepOnly(new Set([...this.#merged, ...opened].map(({ id }) => id)));
    this.#tail.clear();
    for (const [key, entry] of entries) this.#tail.set(key, entry);
    this.#countTail();
    this.#changes.length = 0;
    this.#segmentsSince = ++this.version;
    this.#seq = seq;
  }

  async #openSegments(): Promise<OpenSegment[]> {
    const opened: OpenSegment[] = [];
    const known = new Map(this.#segments.map((segment) => [segment.id, segment]));
    for (const type of recordTypes) {
      for (const { id, info, dead } of this.#manifest[type]) {
        const resident = known.get(id)?.resident ?? (await this.#readResident(id, info));
        const [deadRow] = dead === undefined ? [] : await this.reader.rowsOf(deadSpace, [dead.key]);
        if (dead !== undefined && deadRow === undefined) throw new StaleIndex();
        opened.push({ id, type, info, resident, dead: deadRow && shared([deadRow]) });
      }
    }
    return opened;
  }

  async #readResident(id: string, info: SegmentInfo): Promise<Shared> {
    const from = info.sections.dictionary;
    const parts: Uint8Array[] = [];
    for (const number of chunksIn(info, from, info.bytes - from)) {
      const key = chunkKey(id, number);
      parts.push(this.#chunks.get(key) ?? ((await readSegmentRows(this.reader, [key]))[0] as Uint8Array));
    }
    return shared(parts);
  }

  /** Chunks of an open segment in shared memory; small ones are read many at once. */
  async chunks(segment: string, numbers: readonly number[]): Promise<(readonly [number, Shared])[]> {
    const open = [...this.#segments, ...this.#merged].find(({ id }) => id === segment);
    if (open === undefined) throw new StaleIndex();
    const keyOf = (number: number) => chunkKey(segment, number);
    const missing = numbers.filter(
      (number) => this.#chunks.get(keyOf(number)) === undefined && !this.#reading.isUnderway(keyOf(number)),
    );
    const batches = inReads(open.info, missing);
    for (const batch of batches) this.#reading.begin(this.reader, batch.map(keyOf));
    // All are taken now, because another search may make the cache let go of some while others are read.
    return Promise.all(
      numbers.map(async (number) => [number, await this.#reading.get(keyOf(number))] as const),
    );
  }

  /**
   * Keeps chunks that were just written, so that the first search after a merge need not read them; but for those of forward
   * parts, of which it needs few.
   */
  keep(rows: readonly IndexRow[]): void {
    for (const row of rows) {
      if (row.op !== 'row' || row.space !== segmentSpace || row.value === null) continue;
      if (row.value.length > rowLengths.forward) this.#chunks.hold(row.key, row.value);
    }
  }

  #countTail(): void {
    this.#tailBytes = 0;
    for (const { bytes } of this.#tail.values()) this.#tailBytes += tailCopies * bytes.length + entryBytes;
  }

  async #readTails(ids: readonly string[]): Promise<Map<string, TailEntry>> {
    const entries = new Map<string, TailEntry>();
    for (let at = 0; at < ids.length; at += parallelReads) {
      const batch = ids.slice(at, at + parallelReads).map((id) => this.#readTail(tailPrefix(id)));
      for (const found of await Promise.all(batch)) for (const [key, entry] of found) entries.set(key, entry);
    }
    return entries;
  }

  #readTail(prefix: string): Promise<Map<string, TailEntry>> {
    return readTail(this.reader, prefix, this.#tail, this.#tailLimit);
  }

  /** @param ids records whose entries were read; undefined when all were. */
  #replaceTail(entries: ReadonlyMap<string, TailEntry>, ids: readonly string[] | undefined): void {
    const read = ids === undefined ? undefined : new Set(ids);
    const removed = [...this.#tail]
      .filter(([key, { group }]) => (read === undefined || read.has(group)) && !entries.has(key))
      .map(([key]) => key);
    const added = [...entries].filter(([key]) => !this.#tail.has(key));
    if (removed.length === 0 && added.length === 0) return;
    for (const key of removed) this.#tail.delete(key);
    for (const [key, entry] of added) this.#tail.set(key, entry);
    this.#countTail();
    this.#changes.push({ version: ++this.version, added, removed });
    if (this.#changes.length > keptChanges) this.#changes.shift();
  }

  /** What a thread that has a version, or none, must be told. */
  updateFrom(known: number | undefined): ProjectUpdate {
    const { version, reader } = this;
    const first = this.#changes[0]?.version ?? version + 1;
    if (known !== undefined && known >= this.#segmentsSince && known >= first - 1) {
      const changes = this.#changes.filter((change) => change.version > known);
      const added = new Map<string, TailEntry>();
      const removed = new Set<string>();
      for (const change of changes) {
        for (const key of change.removed) if (!added.delete(key)) removed.add(key);
        for (const [key, entry] of change.added) added.set(key, entry);
      }
      return { project: reader.id, version, segments: undefined, added: [...added], removed: [...removed] };
    }
    return { project: reader.id, version, segments: this.#segments, added: [...this.#tail], removed: [] };
  }
}

/** Chunks to be read, those of a part together as far as they are small. */
function inReads(info: SegmentInfo, numbers: readonly number[]): number[][] {
  const reads: number[][] = [];
  for (const [length, ofPart] of Map.groupBy(numbers, (number) => partOfChunk(info, number).length)) {
    const together = Math.max(1, Math.floor(readBytes / length));
    for (let at = 0; at < ofPart.length; at += together) reads.push(ofPart.slice(at, at + together));
  }
  return reads;
}
