/** Ways to damage a file that was good: by chance, at its boundaries, and within its packed parts. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { zipOf, type ZipPart } from '../../../server/extract/zips.suite.ts';
import type { Chance, HostileFile } from './file.ts';

export type Mutation = (sample: HostileFile, chance: Chance, samples: readonly HostileFile[]) => HostileFile;

/** Where files of any kind begin a part: zips, PDFs, XML, mails, lines, PNG's and JPEG's sections. */
const boundary =
  /PK\x01\x02|PK\x03\x04|PK\x05\x06|endobj|stream\r?\n|xref|trailer|<\/|\r?\n\r?\n|\n|IDAT|IEND|\xff[\xc0-\xfe]|\\par/g;

function withBytes({ name }: HostileFile, bytes: Buffer): HostileFile {
  return { name, bytes };
}

const sizes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

export const mutations: Readonly<Record<string, Mutation>> = {
  'cut anywhere': (sample, chance) =>
    withBytes(sample, sample.bytes.subarray(0, 1 + chance.number(sample.bytes.length - 1))),
  'cut at a boundary': (sample, chance) => {
    const at = [...sample.bytes.toString('latin1').matchAll(boundary)].map(({ index }) => index);
    const end = at.length === 0 ? sample.bytes.length >> 1 : chance.pick(at) + chance.number(6);
    return withBytes(sample, sample.bytes.subarray(0, Math.max(1, end)));
  },
  'a beginning alone': (sample, chance) =>
    withBytes(sample, sample.bytes.subarray(0, chance.pick([1, 2, 4, 8, 16, 64, 512, 513]))),
  'an end alone': (sample, chance) =>
    withBytes(sample, sample.bytes.subarray(1 + chance.number(Math.min(600, sample.bytes.length - 1)))),
  'bits turned over': (sample, chance) => {
    const bytes = Buffer.from(sample.bytes);
    for (let flips = 1 + chance.number(40); flips > 0; flips--) {
      const at = chance.number(bytes.length);
      bytes[at]! ^= 1 << chance.number(8);
    }
    return withBytes(sample, bytes);
  },
  'numbers made extreme': (sample, chance) => {
    const bytes = Buffer.from(sample.bytes);
    if (bytes.length < 8) return withBytes(sample, Buffer.alloc(8, 0xff));
    for (let writes = 1 + chance.number(8); writes > 0; writes--)
      bytes.writeUInt32LE(chance.pick(sizes), chance.number(bytes.length - 4));
    return withBytes(sample, bytes);
  },
  'a part left out': (sample, chance) => {
    const from = chance.number(sample.bytes.length);
    const to = from + 1 + chance.number(sample.bytes.length - from);
    return withBytes(sample, Buffer.concat([sample.bytes.subarray(0, from), sample.bytes.subarray(to)]));
  },
  'a part repeated': (sample, chance) => {
    const from = chance.number(sample.bytes.length);
    const part = sample.bytes.subarray(from, from + 1 + chance.number(2_000));
    const times = 1 + chance.number(400);
    return withBytes(
      sample,
      Buffer.concat([
        sample.bytes.subarray(0, from),
        ...Array<Buffer>(times).fill(part),
        sample.bytes.subarray(from),
      ]),
    );
  },
  'zero bytes within': (sample, chance) => {
    const bytes = Buffer.from(sample.bytes);
    const from = chance.number(bytes.length);
    return withBytes(sample, bytes.fill(0, from, Math.min(bytes.length, from + 1 + chance.number(4_096))));
  },
  'chance bytes within': (sample, chance) => {
    const bytes = Buffer.from(sample.bytes);
    chance.bytes(1 + chance.number(1_000)).copy(bytes, chance.number(bytes.length));
    return withBytes(sample, bytes);
  },
  "another file's name": (sample, chance, samples) => ({
    name: chance.pick(samples).name,
    bytes: sample.bytes,
  }),
  'two files in one': (sample, chance, samples) => {
    const other = chance.pick(samples).bytes;
    const cut = chance.number(sample.bytes.length);
    return withBytes(
      sample,
      Buffer.concat([sample.bytes.subarray(0, cut), other.subarray(chance.number(other.length))]),
    );
  },
  'damage below the packing': (sample, chance) => {
    const parts = unzipped(sample.bytes);
    if (parts.length === 0) return mutations['bits turned over']!(sample, chance, []);
    const hit = chance.number(parts.length);
    const damage = chance.pick(textDamages);
    const changed = parts.map((part, index) =>
      index === hit ? { ...part, content: damage(Buffer.from(part.content ?? ''), chance) } : part,
    );
    return withBytes(sample, zipOf(changed));
  },
};

/** Damage of a zip's part: its XML is well packed, and still wrong. */
const textDamages: readonly ((part: Buffer, chance: Chance) => Buffer)[] = [
  (part, chance) => part.subarray(0, chance.number(part.length + 1)),
  (part, chance) => Buffer.from(part.toString('utf8').replace(/<\/?[\w:]+/, `<w${chance.number(9)}`)),
  (part) => Buffer.from(part.toString('utf8').replaceAll(/"\d+"/g, '"4294967295"')),
  (part) => Buffer.from(part.toString('utf8').replaceAll(/"\d+"/g, '"-1"')),
  (part) =>
    Buffer.from(part.toString('utf8').replaceAll(/>([^<]+)</g, (_, text: string) => `>${text.repeat(200)}<`)),
  (part) =>
    Buffer.from(part.toString('utf8').replaceAll(/Target="[^"]*"/g, 'Target="../../../../etc/passwd"')),
  (part) => Buffer.from(part.toString('utf8').replace(/(<[\w:]+[ >])/, '<!DOCTYPE a [<!ENTITY b "c">]>$1')),
  (_, chance) => chance.bytes(500),
  () => Buffer.alloc(0),
];

/** The parts of a whole zip by its local headers; none when it is none. */
function unzipped(bytes: Buffer): ZipPart[] {
  const parts: ZipPart[] = [];
  let at = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (at === -1 || bytes.readUInt32LE(0) !== 0x04034b50) return [];
  for (at = bytes.readUInt32LE(at + 16); bytes.readUInt32LE(at) === 0x02014b50;) {
    const [packed, names] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)];
    const skipped = bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(start, start + packed);
    const name = bytes.toString('utf8', at + 46, at + 46 + names);
    parts.push({ name, content: bytes.readUInt16LE(at + 10) === 0 ? body : inflateRawSync(body) });
    at += 46 + names + skipped;
  }
  return parts;
}

/** Packed as a bomb is: `megabytes` of one byte in a few kilobytes. */
export function packedZeros(megabytes: number, byte = 0x20): Buffer {
  return deflateRawSync(Buffer.alloc(megabytes * 1_048_576, byte), { level: 9 });
}
