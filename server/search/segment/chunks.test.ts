/** Where a segment is cut, and that what is read across a cut is what was written. */
import { describe, expect, it } from 'vitest';
import { ChunkCache } from '../chunk-cache.ts';
import { chunkKey } from '../manifest.ts';
import { chunkAt, chunksIn, partOfChunk, type Cuts } from './chunks.ts';
import { chunkBytes, firstRowLengths, rowLengths } from './format.ts';
import { Segment } from './reading.ts';
import { createSegmentWriter } from './writing.ts';

const passages = 3_000;
const record = (passage: number) => Uint8Array.from({ length: 900 }, (_, at) => (passage * 7 + at) & 0xff);

function written() {
  const chunks: Uint8Array[] = [];
  const plan = {
    lengths: new Uint16Array(passages).fill(10),
    times: new Uint32Array(passages),
    runs: [{ group: Uint8Array.of(97), firstPosition: 0, passages }],
  };
  const writer = createSegmentWriter(plan, (chunk) => chunks.push(chunk));
  const all = Uint32Array.from({ length: passages }, (_, at) => at);
  // Postings of more than one chunk.
  for (let term = 0; term < 500; term++) {
    const name = new TextEncoder().encode(`term${String(term).padStart(4, '0')}`);
    writer.term(name, term, all, new Uint32Array(passages).fill(2), passages);
  }
  for (let passage = 0; passage < passages; passage++) writer.forward(record(passage));
  return { info: writer.finish(), chunks };
}

describe('a segment in chunks', () => {
  const { info, chunks } = written();
  const count = chunkAt(info, info.bytes - 1).number + 1;

  it('is cut where the forward part and the resident part begin', () => {
    expect(chunks).toHaveLength(count);
    let at = 0;
    for (const [number, chunk] of chunks.entries()) {
      expect(chunkAt(info, at)).toEqual({ number, from: at });
      expect(chunkAt(info, at + chunk.length - 1)).toEqual({ number, from: at });
      const { length, end } = partOfChunk(info, number);
      expect(chunk.length).toBeLessThanOrEqual(length);
      expect(end).toBeGreaterThan(number);
      expect(chunk.length === length || number + 1 === end).toBe(true);
      at += chunk.length;
    }
    expect(at).toBe(info.bytes);
    expect(chunkAt(info, info.forward).from).toBe(info.forward);
    expect(chunkAt(info, info.sections.dictionary).from).toBe(info.sections.dictionary);
    expect(partOfChunk(info, count - 2).length).toBe(rowLengths.forward);
    expect(partOfChunk(info, 0)).toMatchObject({ length: rowLengths.postings });
    expect(partOfChunk(info, count - 1)).toEqual({ length: chunkBytes, end: count });
  });

  it('is read as it was written, across cuts too, from the chunks that it names', () => {
    const from = info.sections.dictionary;
    const resident = Buffer.concat(
      [...chunksIn(info, from, info.bytes - from)].map((at) => chunks[at] as Uint8Array),
    );
    const held = new Map<number, Uint8Array>();
    const segment = new Segment(info, {
      resident: new Uint8Array(
        resident.buffer.slice(resident.byteOffset, resident.byteOffset + resident.length),
      ),
      residentFrom: from,
      chunk: (number) => held.get(number),
    });
    for (const passage of [0, 17, 18, 1_500, passages - 1]) {
      const { at, length } = segment.forwardAt(passage);
      const missing = new Set<number>();
      segment.missing(at, length, missing);
      expect(missing.size).toBeLessThanOrEqual(2);
      for (const number of missing) held.set(number, chunks[number] as Uint8Array);
      expect(segment.forward(passage)).toEqual(record(passage));
    }
    const entry = segment.terms.find(new TextEncoder().encode('term0499'));
    const missing = new Set<number>();
    segment.missing(entry?.at ?? 0, entry?.length ?? 0, missing);
    expect([...missing].every((number) => partOfChunk(info, number).length === rowLengths.postings)).toBe(
      true,
    );
  });

  it('that does not say how it is cut has the lengths of the first ones', () => {
    const forward = 3 * firstRowLengths.postings - 5;
    const dictionary = forward + 10 * firstRowLengths.forward;
    const cuts: Cuts = { bytes: dictionary + 4, forward, sections: { ...info.sections, dictionary } };
    expect(chunkAt(cuts, forward - 1)).toEqual({ number: 2, from: 2 * firstRowLengths.postings });
    expect(chunkAt(cuts, dictionary - 1)).toEqual({ number: 12, from: dictionary - firstRowLengths.forward });
    expect([2, 3, 12, 13].map((number) => partOfChunk(cuts, number).end)).toEqual([3, 13, 13, 14]);
  });

  it('without a forward part has no pages', () => {
    const cuts: Cuts = { bytes: 10, forward: 4, sections: { ...info.sections, dictionary: 4 } };
    expect([0, 3].map((at) => chunkAt(cuts, at).number)).toEqual([0, 0]);
    expect(chunkAt(cuts, 4)).toEqual({ number: 1, from: 4 });
    expect(partOfChunk(cuts, 1).length).toBe(chunkBytes);
  });
});

describe('the cache of chunks', () => {
  const page = new Uint8Array(rowLengths.forward);
  const large = new Uint8Array(rowLengths.forward + 1);

  it('lets go of pages first, those read longest ago before others, and says which', () => {
    const cache = new ChunkCache();
    cache.hold(chunkKey('a', 0), large);
    for (const number of [1, 2, 3]) cache.hold(chunkKey('a', number), page);
    const all = cache.bytes;
    expect(all).toBeGreaterThanOrEqual(large.length + 3 * page.length);
    expect(cache.drop((all / 2) | 0)).toEqual([chunkKey('a', 1), chunkKey('a', 2)]);
    expect(cache.bytes).toBeGreaterThanOrEqual(large.length + page.length);
    expect(cache.drop(Infinity)).toEqual([chunkKey('a', 3), chunkKey('a', 0)]);
    expect(cache.bytes).toBe(0);
  });

  it('holds a row once, and forgets segments that are gone', () => {
    const cache = new ChunkCache();
    const first = cache.hold(chunkKey('a', 0), page);
    expect(cache.hold(chunkKey('a', 0), page)).toBe(first);
    cache.hold(chunkKey('b', 0), page);
    const both = cache.bytes;
    cache.keepOnly(new Set(['b']));
    expect(cache.get(chunkKey('a', 0))).toBeUndefined();
    expect(cache.bytes).toBe(both / 2);
  });
});
