/** Looks at a zip's directory before anything unpacks it: bombs, escapes and encryption are told by its claims. */
import { Readable } from 'node:stream';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import { Unreadable, reasons } from '../unreadable.ts';

/** Signatures and offsets: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. */
const signatures = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 } as const;
const maxEntries = 10_000;
const maxUnpackedBytes = 256 * 1_048_576;
const maxRatio = 150;
/** A smaller part may honestly be packed better than the ratio allows. */
const ratioFromBytes = 1_048_576;
/** A 32-bit size of all ones points to a 64-bit one, which no document needs. */
const zip64 = 0xffffffff;

export interface ZipEntry {
  readonly name: string;
  readonly packed: number;
  readonly size: number;
  readonly method: number;
  /** Where its local header stands. */
  readonly offset: number;
}

/**
 * The entries of a zip whose directory makes sense.
 *
 * @throws Unreadable damaged (broken, overlapping parts, names that leave the folder, a name twice), encrypted, too_large.
 */
export function openZip(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > maxEntries) throw tooLarge();
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    const { entry, next } = readEntry(view, at);
    entries.push(entry);
    at = next;
  }
  checkSizes(entries);
  checkOverlap(entries, end);
  if (new Set(entries.map(({ name }) => name)).size < entries.length) throw damaged();
  return entries;
}

/** A zip of XML parts, checked when it was opened; each part is unpacked when it is asked for. */
export interface Package {
  readonly names: readonly string[];
  /** Undefined when there is no such part. @throws Unreadable damaged. */
  part(name: string): Uint8Array | undefined;
  /** A part that might not fit the memory, as a stream. @throws Unreadable damaged, also while reading. */
  stream(name: string): AsyncIterable<Uint8Array> | undefined;
}

/** @throws Unreadable as `openZip`. */
export function openPackage(bytes: Uint8Array): Package {
  const entries = new Map(openZip(bytes).map((entry) => [entry.name, entry]));
  return {
    names: [...entries.keys()],
    part(name) {
      const entry = entries.get(name);
      return entry === undefined ? undefined : unpack(bytes, entry);
    },
    stream(name) {
      const entry = entries.get(name);
      return entry === undefined ? undefined : unpackStream(bytes, entry);
    },
  };
}

/**
 * Unpacks the parts that a reader will unpack, each up to the size it claims, so that a false claim fails here.
 *
 * @throws Unreadable damaged.
 */
export function checkParts(
  bytes: Uint8Array,
  entries: readonly ZipEntry[],
  isRead: (name: string) => boolean,
): void {
  for (const entry of entries.filter(({ name }) => isRead(name))) unpack(bytes, entry);
}

function unpack(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const start = contentStart(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), entry);
  const packed = bytes.subarray(start, start + entry.packed);
  const content = entry.method === 0 ? packed : inflate(packed, entry);
  if (content.byteLength !== entry.size) throw damaged();
  return content;
}

async function* unpackStream(bytes: Uint8Array, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const start = contentStart(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), entry);
  const packed = bytes.subarray(start, start + entry.packed);
  let size = 0;
  try {
    for await (const chunk of entry.method === 0 ? [packed] : inflateChunks(packed, entry)) {
      size += chunk.byteLength;
      if (size > entry.size) throw damaged();
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? damaged() : error;
  }
  if (size !== entry.size) throw damaged();
}

const chunkBytes = 65_536;

function inflateChunks(packed: Uint8Array, { method }: ZipEntry): AsyncIterable<Uint8Array> {
  if (method !== 8) throw damaged();
  return Readable.from([packed]).pipe(createInflateRaw({ chunkSize: chunkBytes }));
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function inflate(packed: Uint8Array, { method, size }: ZipEntry): Uint8Array {
  if (method !== 8) throw damaged();
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw damaged();
  }
}

function contentStart(view: DataView, { offset, packed }: ZipEntry): number {
  if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== signatures.local) throw damaged();
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > view.byteLength) throw damaged();
  return start;
}

/** The end record stands last, before a comment of at most 65,535 bytes. */
function findEnd(view: DataView): number {
  const last = view.byteLength - 22;
  for (let at = last; at >= 0 && at >= last - 65_535; at--)
    if (view.getUint32(at, true) === signatures.end) return at;
  throw damaged();
}

function readEntry(view: DataView, at: number): { entry: ZipEntry; next: number } {
  if (at + 46 > view.byteLength || view.getUint32(at, true) !== signatures.entry) throw damaged();
  const nameLength = view.getUint16(at + 28, true);
  const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > view.byteLength) throw damaged();
  if ((view.getUint16(at + 8, true) & 1) === 1) throw new Unreadable('encrypted', reasons.encrypted);
  const entry = {
    name: new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength)),
    method: view.getUint16(at + 10, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
  if (isEscape(entry.name)) throw damaged();
  return { entry, next };
}

/** Whether a name leads out of the folder that a zip is unpacked into. */
export function isEscape(name: string): boolean {
  return /^[/\\]|^[a-z]:|\0/i.test(name) || name.split(/[/\\]/).includes('..');
}

function checkSizes(entries: readonly ZipEntry[]): void {
  let total = 0;
  for (const { packed, size } of entries) {
    total += size;
    if (size === zip64 || packed === zip64 || total > maxUnpackedBytes) throw tooLarge();
    if (size > ratioFromBytes && size > packed * maxRatio) throw tooLarge();
  }
}

/** Parts that share bytes make a small file unpack to much more than any ratio tells. */
function checkOverlap(entries: readonly ZipEntry[], end: number): void {
  let free = 0;
  for (const { offset, packed } of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < free) throw damaged();
    free = offset + 30 + packed;
  }
  if (free > end) throw damaged();
}

function tooLarge(): Unreadable {
  const reason =
    'This file would unpack to far more than a document holds, so it was not opened. If it is a real document, remove large parts from it and save it anew.';
  return new Unreadable('too_large', reason);
}

function damaged(): Unreadable {
  return new Unreadable('damaged', reasons.damaged);
}
