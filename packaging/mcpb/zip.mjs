/** Writes a ZIP archive (APPNOTE.TXT 6.3.10) of files that fit in memory. */
import { crc32, deflateRawSync } from 'node:zlib';

/** @typedef {{ path: string, data: Buffer }} Entry */

const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const endOfDirectory = 0x06054b50;
const version = 20;
const utf8Names = 0x0800;
const deflated = 8;
/** 1 January 1980: the same files make the same bytes. */
const dosDate = 0x0021;
const unix = 3;
const regularFile = 0o100644;

/** @param {readonly Entry[]} entries */
export function zip(entries) {
  /** @type {Buffer[]} */
  const bodies = [];
  /** @type {Buffer[]} */
  const directory = [];
  let offset = 0;
  for (const { path, data } of entries) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(data, { level: 9 });
    const about = describe(name, data, packed);
    const body = Buffer.concat([uint32(localHeader), about, name, packed]);
    directory.push(central(about, name, offset));
    bodies.push(body);
    offset += body.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...bodies, listed, end(entries.length, listed.length, offset)]);
}

/** The part that stands before each file and in the directory: from the version to the length of extra fields.
 * @param {Buffer} name @param {Buffer} data @param {Buffer} packed */
function describe(name, data, packed) {
  const about = Buffer.alloc(26);
  about.writeUInt16LE(version, 0);
  about.writeUInt16LE(utf8Names, 2);
  about.writeUInt16LE(deflated, 4);
  about.writeUInt16LE(dosDate, 8);
  about.writeUInt32LE(crc32(data), 10);
  about.writeUInt32LE(packed.length, 14);
  about.writeUInt32LE(data.length, 18);
  about.writeUInt16LE(name.length, 22);
  return about;
}

/** @param {Buffer} about @param {Buffer} name @param {number} offset */
function central(about, name, offset) {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE((regularFile << 16) >>> 0, 6);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([uint32(centralHeader), Buffer.from([version, unix]), about, rest, name]);
}

/** @param {number} count @param {number} size @param {number} offset */
function end(count, size, offset) {
  const record = Buffer.alloc(18);
  record.writeUInt16LE(count, 4);
  record.writeUInt16LE(count, 6);
  record.writeUInt32LE(size, 8);
  record.writeUInt32LE(offset, 12);
  return Buffer.concat([uint32(endOfDirectory), record]);
}

/** @param {number} value */
function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
