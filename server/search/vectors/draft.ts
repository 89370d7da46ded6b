/** Changes to a set of vectors, collected to be written in one commit: blocks, and where the passages of records are. */
import type { IndexReader, IndexRow } from '../search.ts';
import {
  blockCapacity,
  blockKey,
  encodeBlock,
  openBlock,
  vectorRecordKey,
  vectorRecordSpace,
  vectorSpace,
  type VectorEntry,
} from './block.ts';
import type { BlockEntry, VectorSetEntry } from './manifest.ts';

export class VectorDraft {
  readonly #reader: IndexReader;
  readonly #set: VectorSetEntry;
  readonly #blocks: Map<number, BlockEntry>;
  readonly #opened = new Map<number, VectorEntry[]>();
  readonly #changed = new Set<number>();
  /** Blocks of the records that were looked at. */
  readonly #places = new Map<string, Set<number>>();
  readonly #moved = new Set<string>();

  constructor(reader: IndexReader, set: VectorSetEntry) {
    this.#reader = reader;
    this.#set = set;
    this.#blocks = new Map(set.blocks.map((block) => [block.number, block]));
  }

  get isEmpty(): boolean {
    return this.#changed.size === 0;
  }

  async #open(number: number): Promise<VectorEntry[]> {
    const opened = this.#opened.get(number);
    if (opened !== undefined) return opened;
    const [row] = await this.#reader.rowsOf(vectorSpace, [blockKey(this.#set.id, number)]);
    const entries = row === undefined ? [] : openBlock(row).entries();
    this.#opened.set(number, entries);
    return entries;
  }

  /** Reads where the passages of records are. */
  async locate(records: readonly string[]): Promise<void> {
    const unknown = records.filter((record) => !this.#places.has(record));
    const keys = unknown.map((record) => vectorRecordKey(this.#set.id, record));
    const rows = await this.#reader.rowsOf(vectorRecordSpace, keys);
    for (const [at, record] of unknown.entries()) {
      const row = rows[at];
      const numbers = row === undefined ? [] : (JSON.parse(new TextDecoder().decode(row)) as number[]);
      this.#places.set(record, new Set(numbers));
    }
  }

  /** Drops what a record has, but for what is wanted: hashes by ordinal. @returns the ordinals that stay */
  async keep(record: string, wanted: ReadonlyMap<number, string>): Promise<Set<number>> {
    await this.locate([record]);
    const kept = new Set<number>();
    const places = this.#places.get(record) as Set<number>;
    for (const number of places) {
      const entries = await this.#open(number);
      const left = entries.filter((entry) => {
        if (entry.record !== record) return true;
        const stays = wanted.get(entry.ordinal) === entry.hash;
        if (stays) kept.add(entry.ordinal);
        return stays;
      });
      if (left.length === entries.length) continue;
      this.#put(number, left);
      this.#moved.add(record);
      if (!left.some((entry) => entry.record === record)) places.delete(number);
    }
    return kept;
  }

  async add(entries: readonly VectorEntry[]): Promise<void> {
    await this.locate([...new Set(entries.map(({ record }) => record))]);
    const capacity = blockCapacity(this.#set.dimensions);
    for (let at = 0; at < entries.length;) {
      const number = this.#target(capacity);
      const held = await this.#open(number);
      const taken = entries.slice(at, at + capacity - held.length);
      at += taken.length;
      this.#put(number, [...held, ...taken]);
      for (const { record } of taken) {
        this.#places.get(record)?.add(number);
        this.#moved.add(record);
      }
    }
  }

  /** The newest block while it has room, then a new one. */
  #target(capacity: number): number {
    const newest = Math.max(-1, ...this.#blocks.keys());
    const last = this.#blocks.get(newest);
    if (last !== undefined && last.passages < capacity) return newest;
    this.#opened.set(newest + 1, []);
    return newest + 1;
  }

  #put(number: number, entries: VectorEntry[]): void {
    const version = this.#set.blocks.find((block) => block.number === number)?.version ?? 0;
    this.#opened.set(number, entries);
    this.#changed.add(number);
    this.#blocks.set(number, { number, version: version + 1, passages: entries.length });
  }

  blocks(): BlockEntry[] {
    return [...this.#blocks.values()].filter(({ passages }) => passages > 0);
  }

  rows(): IndexRow[] {
    const { id, dimensions } = this.#set;
    const blocks = [...this.#changed].map((number): IndexRow => {
      const entries = this.#opened.get(number) as VectorEntry[];
      const version = this.#blocks.get(number)?.version ?? 0;
      const value = entries.length === 0 ? null : encodeBlock(entries, dimensions, version);
      return { op: 'row', space: vectorSpace, key: blockKey(id, number), value };
    });
    const records = [...this.#moved].map((record): IndexRow => {
      const places = [...(this.#places.get(record) ?? [])];
      const value = places.length === 0 ? null : new TextEncoder().encode(JSON.stringify(places));
      return { op: 'row', space: vectorRecordSpace, key: vectorRecordKey(id, record), value };
    });
    return [...blocks, ...records];
  }
}
