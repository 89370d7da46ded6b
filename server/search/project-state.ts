/** A project's index as the engine holds it for its threads: segments, tail, and the chunks that were read. */
import { chunkKey, deadSpace, emptyManifest, readManifest, segmentSpace, type Manifest } from './manifest.ts';
import { manifestId, recordTypes, type IndexReader, type IndexRow } from './search.ts';
import { chunkBytes } from './segment/format.ts';
import { StaleIndex } from './stale.ts';
import { entryOfRow, readTailEntry, tailPrefix, tailSpace, type TailEntry } from './tail.ts';
import { VectorsState } from './vectors/state.ts';
import type { OpenSegment, ProjectUpdate } from './worker/messages.ts';

type Shared = Uint8Array<SharedArrayBuffer>;

/** Changes kept for threads that are a little behind. */
const keptChanges = 64;
/** When more records changed than this, the whole tail is read. */
const manyRecords = 64;
const pageSize = 200;
const parallelReads = 16;
/** What an entry of the tail takes beside its own bytes, about. */
const entryBytes = 200;

interface Change {
  readonly version: number;
  readonly added: readonly (readonly [string, TailEntry])[];
  readonly removed: readonly string[];
}

export class ProjectState {
  version = 0;
  readonly #chunks = new Map<string, Shared>();
  #chunkBytes = 0;
  #tailBytes = 0;
  #seq = -1;
  #manifest: Manifest = emptyManifest;
  #segments: readonly OpenSegment[] = [];
  /** The version since which the segments are these. */
  #segmentsSince = 0;
  readonly #tail = new Map<string, TailEntry>();
  readonly #changes: Change[] = [];
  readonly vectors = new VectorsState();
  reader: IndexReader;

  constructor(reader: IndexReader) {
    this.reader = reader;
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
      this.#tailBytes + this.#chunkBytes + this.vectors.bytes(),
    );
  }

  /** Lets go of chunks, those used longest ago first, until so many bytes are free; returns their keys. */
  dropChunks(bytes: number): string[] {
    const before = this.#chunkBytes;
    const dropped: string[] = [];
    for (const [key, chunk] of this.#chunks) {
      if (before - this.#chunkBytes >= bytes) break;
      this.#chunks.delete(key);
      this.#chunkBytes -= chunk.length;
      dropped.push(key);
    }
    return dropped;
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
    this.#segments = await this.#openSegments();
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
        const resident =
          known.get(id)?.resident ?? (await this.#readResident(id, info.sections.dictionary, info.bytes));
        const [deadRow] = dead === undefined ? [] : await this.reader.rowsOf(deadSpace, [dead.key]);
        if (dead !== undefined && deadRow === undefined) throw new StaleIndex();
        opened.push({ id, type, info, resident, dead: deadRow && shared([deadRow]) });
      }
    }
    return opened;
  }

  async #readResident(id: string, from: number, bytes: number): Promise<Shared> {
    const first = Math.floor(from / chunkBytes);
    const last = Math.floor((bytes - 1) / chunkBytes);
    const parts: Uint8Array[] = [];
    for (let chunk = first; chunk <= last; chunk++) parts.push(await this.#readChunk(id, chunk));
    parts[0] = (parts[0] as Uint8Array).subarray(from - first * chunkBytes);
    return shared(parts);
  }

  async #readChunk(id: string, chunk: number): Promise<Uint8Array> {
    const key = chunkKey(id, chunk);
    const held = this.#chunks.get(key);
    if (held !== undefined) return held;
    const [row] = await this.reader.rowsOf(segmentSpace, [key]);
    if (row === undefined) throw new StaleIndex();
    return row;
  }

  /** A chunk in shared memory. */
  async chunk(segment: string, number: number): Promise<Shared> {
    const key = chunkKey(segment, number);
    const found = this.#chunks.get(key) ?? shared([await this.#readChunk(segment, number)]);
    // Another search may have read it meanwhile.
    if (!this.#chunks.delete(key)) this.#chunkBytes += found.length;
    this.#chunks.set(key, found);
    return found;
  }

  /** Keeps chunks that were just written, so that the first search after a merge need not read them. */
  keep(rows: readonly IndexRow[]): void {
    for (const row of rows) {
      if (row.op !== 'row' || row.space !== segmentSpace || row.value === null) continue;
      if (this.#chunks.has(row.key)) continue;
      this.#chunks.set(row.key, shared([row.value]));
      this.#chunkBytes += row.value.length;
    }
  }

  #countTail(): void {
    this.#tailBytes = 0;
    for (const { bytes } of this.#tail.values()) this.#tailBytes += bytes.length + entryBytes;
  }

  async #readTails(ids: readonly string[]): Promise<Map<string, TailEntry>> {
    const entries = new Map<string, TailEntry>();
    for (let at = 0; at < ids.length; at += parallelReads) {
      const batch = ids.slice(at, at + parallelReads).map((id) => this.#readTail(tailPrefix(id)));
      for (const found of await Promise.all(batch)) for (const [key, entry] of found) entries.set(key, entry);
    }
    return entries;
  }

  /** Entries that are known already are not read into memory again: they never change. */
  async #readTail(prefix: string): Promise<Map<string, TailEntry>> {
    const entries = new Map<string, TailEntry>();
    let parts: Uint8Array[] = [];
    let current = '';
    const finish = () => {
      if (parts.length > 0) entries.set(current, this.#tail.get(current) ?? readTailEntry(current, parts));
      parts = [];
    };
    for (let after: string | undefined; ;) {
      const range = { prefix, limit: pageSize, ...(after === undefined ? {} : { after }) };
      const page = await this.reader.rows(tailSpace, range);
      for (const { key, value } of page) {
        const entry = entryOfRow(key);
        if (entry !== current) finish();
        current = entry;
        parts.push(value);
      }
      after = page.at(-1)?.key;
      if (page.length < pageSize) break;
    }
    finish();
    return entries;
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

function shared(parts: readonly Uint8Array[]): Shared {
  const bytes = new Uint8Array(new SharedArrayBuffer(parts.reduce((sum, part) => sum + part.length, 0)));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
