/** A project as a thread searches it: its segments, and the tail as a few segments in memory. */
import { encodeText } from '../segment/bytes.ts';
import { mergeSegments } from '../segment/merging.ts';
import { Segment } from '../segment/reading.ts';
import { recordTypes, type RecordType } from '../search.ts';
import type { TailEntry } from '../tail.ts';
import { DeadPassages } from './dead.ts';
import type { OpenSegment, ProjectUpdate } from './messages.ts';

/** Something to search: a segment of the project or a part of its tail. */
export interface Source {
  readonly id: string;
  readonly type: RecordType;
  readonly segment: Segment;
  readonly dead: DeadPassages;
}

/** Gets chunks of a segment that are not at hand. */
export interface ChunkSource {
  chunk(segment: string, number: number): Uint8Array | undefined;
  /** Whether one that is at hand stays so for who begins to read now; all do unless given. */
  stays?(segment: string, number: number): boolean;
  fetch(segment: string, numbers: readonly number[]): Promise<void>;
}

/** Entries of the tail that are searched as one segment. */
interface TailPart {
  readonly source: Source;
  readonly keys: Set<string>;
}

/** Parts of the tail of one size that are merged in memory. */
const mergedAtOnce = 8;
/** Larger parts stay as they are: soon the whole tail becomes a segment. */
const mostMerged = 30;

export class ProjectView {
  version = 0;
  #stored: Source[] = [];
  readonly #entries = new Map<string, TailEntry>();
  #parts: TailPart[] = [];
  readonly #chunks: ChunkSource;

  constructor(chunks: ChunkSource) {
    this.#chunks = chunks;
  }

  sources(types: readonly RecordType[] = recordTypes): Source[] {
    const all = [...this.#stored, ...this.#parts.map(({ source }) => source)];
    return all.filter(({ type }) => types.includes(type));
  }

  storedSources(type: RecordType): Source[] {
    return this.#stored.filter((source) => source.type === type);
  }

  tailSources(type: RecordType): Source[] {
    return this.#parts.map(({ source }) => source).filter((source) => source.type === type);
  }

  async update({ version, segments, added, removed }: ProjectUpdate): Promise<void> {
    if (segments !== undefined) {
      this.#stored = segments.map((segment) => this.#open(segment));
      this.#entries.clear();
      this.#parts = [];
    }
    for (const key of removed) await this.#remove(key);
    for (const [key, entry] of added) {
      await this.#bury(entry);
      this.#entries.set(key, entry);
      this.#append(key, entry);
    }
    this.version = version;
  }

  #open({ id, type, info, resident, dead }: OpenSegment): Source {
    const segment = new Segment(info, {
      resident,
      residentFrom: info.sections.dictionary,
      chunk: (number) => this.#chunks.chunk(id, number),
      stays: (number) => this.#chunks.stays?.(id, number) ?? true,
    });
    return { id, type, segment, dead: new DeadPassages(segment, dead) };
  }

  /** An entry makes what segments hold of its record dead: all of it, or the positions that it has itself. */
  async #bury({ group, header, bytes }: TailEntry): Promise<void> {
    const name = encodeText(group);
    const mine =
      header.info && new Segment(header.info, { resident: bytes, residentFrom: 0, chunk: () => undefined });
    const from = mine?.runPosition(0) ?? 0;
    const until = from + (mine?.info.passages ?? 0);
    for (const source of this.#stored) {
      if (source.type !== header.type) continue;
      const doomed = passagesOf(source.segment, name).filter(
        ({ position }) => header.replaces || (position >= from && position < until),
      );
      await this.#kill(
        source,
        doomed.map(({ passage }) => passage),
      );
    }
  }

  async #kill(source: Source, passages: readonly number[]): Promise<void> {
    const missing = new Set<number>();
    for (const passage of passages) {
      const { at, length } = source.segment.forwardAt(passage);
      source.segment.missing(at, length, missing);
    }
    if (missing.size > 0) await this.#chunks.fetch(source.id, [...missing]);
    for (const passage of passages) source.dead.add(passage);
  }

  #append(key: string, { header, bytes }: TailEntry): void {
    if (header.info === undefined) return;
    const segment = new Segment(header.info, { resident: bytes, residentFrom: 0, chunk: () => undefined });
    const source: Source = { id: key, type: header.type, segment, dead: new DeadPassages(segment) };
    this.#parts.push({ source, keys: new Set([key]) });
  }

  async #remove(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    const part = this.#parts.find(({ keys }) => keys.has(key));
    if (part === undefined || entry?.header.info === undefined) return;
    part.keys.delete(key);
    if (part.keys.size === 0) {
      this.#parts = this.#parts.filter((one) => one !== part);
      return;
    }
    const own = new Segment(entry.header.info, {
      resident: entry.bytes,
      residentFrom: 0,
      chunk: () => undefined,
    });
    const { group, position } = own.placeOf(0);
    const doomed = passagesOf(part.source.segment, group).filter(
      (place) => place.position >= position && place.position < position + own.info.passages,
    );
    await this.#kill(
      part.source,
      doomed.map(({ passage }) => passage),
    );
  }

  /**
   * Merges parts of the tail in memory, so that a search looks at few: always some of about one size, and only so many
   * that a search which comes meanwhile hardly waits.
   */
  async tidy(): Promise<void> {
    for (const type of recordTypes) {
      const parts = this.#parts.filter(({ source }) => source.type === type);
      for (const chosen of alikeInSize(parts)) {
        const merged = await mergeParts(type, chosen);
        this.#parts = this.#parts.filter((part) => !chosen.includes(part));
        if (merged !== undefined) this.#parts.push(merged);
      }
    }
  }
}

/** Groups of parts to merge: as soon as there are so many of a size, a power of that number. */
function alikeInSize(parts: readonly TailPart[]): TailPart[][] {
  const small = parts.filter((part) => sizeOf(part) <= mostMerged);
  const levels = Map.groupBy(small, (part) => Math.floor(Math.log(sizeOf(part)) / Math.log(mergedAtOnce)));
  return [...levels.values()]
    .filter((level) => level.length >= mergedAtOnce)
    .map((level) => level.slice(0, mergedAtOnce));
}

function sizeOf({ source }: TailPart): number {
  return source.segment.info.passages;
}

/** The passages that a segment has of a group. */
export function passagesOf(segment: Segment, group: Uint8Array): { passage: number; position: number }[] {
  const found: { passage: number; position: number }[] = [];
  const { first, end } = segment.runsOf(group);
  for (let run = first; run < end; run++) {
    const begin = segment.runFirst(run);
    for (let passage = begin; passage < segment.runEnd(run); passage++)
      found.push({ passage, position: segment.runPosition(run) + passage - begin });
  }
  return found;
}

async function mergeParts(type: RecordType, parts: readonly TailPart[]): Promise<TailPart | undefined> {
  const chunks: Uint8Array[] = [];
  const info = await mergeSegments(
    parts.map(({ source: { segment, dead } }) => ({
      segment,
      isDead: (passage) => dead.has(passage),
      fetch: () => undefined,
    })),
    async (chunk) => void chunks.push(chunk),
  );
  if (info === undefined) return undefined;
  const resident = new Uint8Array(info.bytes);
  let at = 0;
  for (const chunk of chunks) {
    resident.set(chunk, at);
    at += chunk.length;
  }
  const segment = new Segment(info, { resident, residentFrom: 0, chunk: () => undefined });
  const source: Source = { id: 'tail', type, segment, dead: new DeadPassages(segment) };
  return { source, keys: new Set(parts.flatMap(({ keys }) => [...keys])) };
}
