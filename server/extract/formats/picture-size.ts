/** Width and height that a picture claims in its header, so that none is decoded that would fill the memory. */
import type { PictureFormat } from '../kinds.ts';

export interface Size {
  width: number;
  height: number;
}

/** Undefined when the header makes no sense. */
export function pictureSize(bytes: Uint8Array, format: PictureFormat): Size | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readers[format](buffer);
  } catch {
    // A read beyond the end: the header was cut off.
    return undefined;
  }
}

const readers: Readonly<Record<PictureFormat, (bytes: Buffer) => Size | undefined>> = {
  png: (bytes) => ({ width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }),
  gif: (bytes) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }),
  bmp: (bytes) => ({
    width: Math.abs(bytes.readInt32LE(18)),
    height: Math.abs(bytes.readInt32LE(22)),
  }),
  jpeg: jpegSize,
  webp: webpSize,
  tiff: (bytes) => tiffPages(bytes)[0]?.size,
};

/** Segments up to the one that begins a frame. */
function jpegSize(bytes: Buffer): Size | undefined {
  for (let at = 2; bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function webpSize(bytes: Buffer): Size | undefined {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    default:
      return undefined;
  }
}

export interface TiffPage {
  /** Where the page's directory stands. */
  offset: number;
  size: Size;
}

const tags = { width: 256, height: 257 } as const;
const maxTiffPages = 1_000;

/** Each page's directory, in their order (TIFF 6.0, section 2). */
export function tiffPages(bytes: Buffer): TiffPage[] {
  const little = bytes[0] === 0x49;
  const short = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const pages: TiffPage[] = [];
  for (let offset = long(4); offset !== 0 && pages.length < maxTiffPages;) {
    const count = short(offset);
    const size = { width: 0, height: 0 };
    for (let at = offset + 2; at < offset + 2 + count * 12; at += 12) {
      const value = short(at + 2) === 3 ? short(at + 8) : long(at + 8);
      if (short(at) === tags.width) size.width = value;
      if (short(at) === tags.height) size.height = value;
    }
    pages.push({ offset, size });
    offset = long(offset + 2 + count * 12);
  }
  return pages;
}

/** The same file, beginning with another of its pages. */
export function tiffFrom(bytes: Buffer, { offset }: TiffPage): Buffer {
  const copy = Buffer.from(bytes);
  if (bytes[0] === 0x49) copy.writeUInt32LE(offset, 4);
  else copy.writeUInt32BE(offset, 4);
  return copy;
}
