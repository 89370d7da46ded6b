/** What several tests of extraction need: sample documents, and an extractor that ends with its test. */
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { Extraction, Extractor, Piece } from './extract.ts';
import { createExtractor, type ExtractorOptions } from './index.ts';

export { documentXml, docxOf, zipOf, type ZipPart } from './zips.suite.ts';

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
