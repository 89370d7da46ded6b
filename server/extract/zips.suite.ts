/** Zips of any kind for tests, honest and lying. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  name: string;
  content?: Uint8Array | string;
  /** Bytes to store as they are, instead of packing `content`. */
  raw?: Uint8Array;
  /** What the directory claims instead of the truth. */
  claims?: { size?: number; packed?: number; flags?: number; offset?: number };
}

/** A zip whose directory may lie (PKWARE APPNOTE 6.3.10). */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content = '', raw, claims = {} } of parts) {
    const plain = Buffer.from(content);
    const packed = raw === undefined ? deflateRawSync(plain) : Buffer.from(raw);
    const { size = plain.length, packed: packedSize = packed.length, flags = 0 } = claims;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(plain), 10);
    fields.writeUInt32LE(packedSize, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(claims.offset ?? offset, 10);
    bodies.push(Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]));
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, tail, Buffer.from(name)]));
    offset += bodies.at(-1)!.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, ...directory, Buffer.from('PK\x05\x06'), end]);
}

const wordNamespace = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/** The least that makes a Word document, with parts replaced or added. */
export function docxOf(...more: readonly ZipPart[]): Buffer {
  const relations = 'http://schemas.openxmlformats.org';
  const parts: ZipPart[] = [
    {
      name: '[Content_Types].xml',
      content: `<Types xmlns="${relations}/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: `<Relationships xmlns="${relations}/package/2006/relationships"><Relationship Id="r1" Type="${relations}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    },
    { name: 'word/document.xml', content: documentXml('<w:p><w:r><w:t>A small document.</w:t></w:r></w:p>') },
  ];
  const replaced = new Set(more.map(({ name }) => name));
  return zipOf([...parts.filter(({ name }) => !replaced.has(name)), ...more]);
}

export function documentXml(body: string): string {
  return `<w:document xmlns:w="${wordNamespace}"><w:body>${body}</w:body></w:document>`;
}
