/** What several tests of extraction need: sample documents, an extractor that ends with its test, and zips of any kind. */
import { readFileSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { Extraction, Extractor, Piece } from './extract.ts';
import { createExtractor, type ExtractorOptions } from './index.ts';

/** The bytes of a file of test/documents. */
export function sample(name: string): Buffer {
  return readFileSync(new URL(`../../test/documents/${name}`, import.meta.url));
}

export async function* streamOf(...chunks: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  }
}

/** An extractor that is closed when the test ends. */
export function testExtractor(options?: ExtractorOptions): Extractor {
  const extractor = createExtractor(options);
  onTestFinished(() => extractor.close());
  return extractor;
}

export function extractBytes(
  bytes: Uint8Array | string,
  name: string,
  options?: ExtractorOptions,
): Promise<Extraction> {
  const content = Buffer.from(bytes);
  return testExtractor(options).extract({ content: streamOf(content), size: content.byteLength, name });
}

export function extractSample(name: string): Promise<Extraction> {
  return extractBytes(sample(name), name);
}

/** The piece that holds a sentence. Fails when none does, or the file could not be read. */
export function pieceWith(extraction: Extraction, sentence: string): Piece {
  if (extraction.state === 'error') throw new Error(`${extraction.code}: ${extraction.reason}`);
  const found = extraction.pieces.find(({ text }) => text.includes(sentence));
  if (found === undefined)
    throw new Error(`No piece holds: ${sentence}\n${JSON.stringify(extraction.pieces)}`);
  return found;
}

export interface ZipPart {
  name: string;
  content?: Uint8Array | string;
  /** What the directory claims instead of the truth. */
  claims?: { size?: number; packed?: number; flags?: number; offset?: number };
}

/** A zip whose directory may lie (PKWARE APPNOTE 6.3.10). */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content = '', claims = {} } of parts) {
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain);
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
