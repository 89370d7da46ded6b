/** A zip archive read piece by piece from the drive: its directory is checked before anything of it is unpacked. */
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { KeepsakeError } from '../../../contract/index.ts';
import { isEscape } from '../../extract/formats/zip.ts';

/** Bytes that can be read from anywhere. */
export interface Source {
  readonly size: number;
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  readonly offset: number;
}

export interface Archive {
  readonly names: readonly string[];
  has(name: string): boolean;
  sizeOf(name: string): number;
  /** @throws KeepsakeError VALIDATION_ERROR, also while reading, for bytes that are not what the directory says. */
  open(name: string): AsyncIterable<Uint8Array>;
}

/** PKWARE APPNOTE 6.3.10: 4.3.7, 4.3.12, 4.3.14, 4.3.15 and 4.3.16. */
const signatures = {
  local: 0x04034b50,
  entry: 0x02014b50,
  end64: 0x06064b50,
  locator: 0x07064b50,
  end: 0x06054b50,
};
const maxEntries = 2_000_000;
const maxDirectoryBytes = 512 * 1024 * 1024;
const maxUnpackedBytes = 1024 ** 4;
/** Text packs to a twentieth, seldom more; bombs to a thousandth. */
const maxRatio = 150;
const ratioFromBytes = 1024 * 1024;
const ones = 0xffffffff;

/** @throws KeepsakeError VALIDATION_ERROR for what is no zip, is damaged, encrypted, leaves its folder or is a bomb */
export async function openArchive(source: Source): Promise<Archive> {
  const { start, size, count } = await findDirectory(source);
  if (count > maxEntries || size > maxDirectoryBytes) throw bad('holds more files than an export does');
  const directory = await readAll(source, start, start + size);
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let n = 0; n < count; n++) {
    const { entry, next } = readEntry(directory, at);
    if (entries.has(entry.name)) throw bad('names a file twice');
    entries.set(entry.name, entry);
    at = next;
  }
  checkSizes([...entries.values()], start);
  const find = (name: string): Entry => {
    const entry = entries.get(name);
    if (entry === undefined) throw bad('lacks a file that it should hold');
    return entry;
  };
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    sizeOf: (name) => find(name).size,
    open: (name) => unpack(source, find(name)),
  };
}

async function findDirectory(source: Source): Promise<{ start: number; size: number; count: number }> {
  const from = Math.max(0, source.size - 65_535 - 22 - 20);
  const tail = await readAll(source, from, source.size);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== signatures.end) at--;
  if (at < 0) throw bad('is no zip archive, or its end is missing');
  const plain = {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    start: tail.readUInt32LE(at + 16),
  };
  const is64 = at >= 20 && tail.readUInt32LE(at - 20) === signatures.locator;
  const found = is64 ? await directory64(source, tail.subarray(at - 20)) : plain;
  if (found.start + found.size > source.size) throw bad('is damaged');
  return found;
}

async function directory64(
  source: Source,
  locator: Buffer,
): Promise<{ start: number; size: number; count: number }> {
  const at = Number(locator.readBigUInt64LE(8));
  if (at + 56 > source.size) throw bad('is damaged');
  const end = await readAll(source, at, at + 56);
  if (end.readUInt32LE(0) !== signatures.end64) throw bad('is damaged');
  const [count, size, start] = [32, 40, 48].map((offset) => Number(end.readBigUInt64LE(offset)));
  return { count: count ?? 0, size: size ?? 0, start: start ?? 0 };
}

function readEntry(directory: Buffer, at: number): { entry: Entry; next: number } {
  if (at + 46 > directory.byteLength || directory.readUInt32LE(at) !== signatures.entry)
    throw bad('is damaged');
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) =>
    directory.readUInt16LE(at + offset),
  ) as [number, number, number];
  const next = at + 46 + nameBytes + extraBytes + commentBytes;
  if (next > directory.byteLength) throw bad('is damaged');
  if ((directory.readUInt16LE(at + 8) & 1) === 1) throw bad('is encrypted with a password');
  const name = directory.subarray(at + 46, at + 46 + nameBytes).toString();
  if (isEscape(name)) throw bad('holds names that lead out of its folder');
  const plain = {
    size: directory.readUInt32LE(at + 24),
    packed: directory.readUInt32LE(at + 20),
    offset: directory.readUInt32LE(at + 42),
  };
  const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
  const entry = {
    name,
    method: directory.readUInt16LE(at + 10),
    crc: directory.readUInt32LE(at + 16),
    ...wide(plain, extra),
  };
  return { entry, next };
}

/** Sizes beyond 4 GB stand in an extra field, in this order, each only where the plain one is all ones. */
function wide<T extends Record<'size' | 'packed' | 'offset', number>>(plain: T, extra: Buffer): T {
  const result: Record<string, number> = { ...plain };
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let value = at + 4;
    for (const field of ['size', 'packed', 'offset']) {
      if (result[field] !== ones) continue;
      if (value + 8 > extra.byteLength) throw bad('is damaged');
      result[field] = Number(extra.readBigUInt64LE(value));
      value += 8;
    }
  }
  return result as T;
}

/** Parts that share bytes, or unpack to far more than they are, are a bomb. */
function checkSizes(entries: readonly Entry[], end: number): void {
  let free = 0;
  let total = 0;
  for (const { offset, packed, size } of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < free) throw bad('is damaged: its parts overlap');
    free = offset + 30 + packed;
    total += size;
    if (size > ratioFromBytes && size > packed * maxRatio)
      throw bad('would unpack to far more than it holds');
  }
  if (free > end) throw bad('is damaged');
  if (total > maxUnpackedBytes) throw bad('would unpack to far more than it holds');
}

async function* unpack(source: Source, entry: Entry): AsyncGenerator<Uint8Array> {
  const header = await readAll(source, entry.offset, entry.offset + 30);
  if (header.byteLength < 30 || header.readUInt32LE(0) !== signatures.local) throw bad('is damaged');
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = source.read(start, start + entry.packed);
  if (entry.method !== 0 && entry.method !== 8) throw bad('is packed in a way that is not known here');
  let size = 0;
  let crc = 0;
  try {
    for await (const bytes of entry.method === 0 ? packed : inflated(packed)) {
      size += bytes.byteLength;
      if (size > entry.size) throw bad('is damaged: a file is longer than it says');
      crc = crc32(bytes, crc);
      yield bytes;
    }
  } catch (error) {
    if (error instanceof KeepsakeError) throw error;
    throw bad('is damaged');
  }
  if (size !== entry.size || crc !== entry.crc)
    throw bad('is damaged: the bytes of a file are not those it had');
}

function inflated(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return pipeline(Readable.from(packed, { objectMode: false }), createInflateRaw(), () => undefined);
}

async function readAll(source: Source, start: number, end: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of source.read(start, end)) pieces.push(bytes);
  return Buffer.concat(pieces);
}

function bad(what: string): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    `The archive ${what}, so nothing more is read from it. Fetch it again from where it was made.`,
  );
}
