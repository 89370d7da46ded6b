/** Word documents from before 2007: paragraphs without their styles, then notes and text boxes. */
import WordExtractor from 'word-extractor';
import type { Block } from '../extract.ts';
import { Unreadable, isExhaustion, reasons } from '../unreadable.ts';
import { compoundStream } from './containers.ts';

/** @throws Unreadable damaged, encrypted. */
export async function readDoc(bytes: Uint8Array): Promise<{ blocks: Block[] }> {
  if (await isEncrypted(bytes)) throw new Unreadable('encrypted', reasons.encrypted);
  const document: UnfilteredDocument = await open(bytes);
  const asWritten = { filterUnicode: false };
  const texts = [
    document.getBody(asWritten),
    document.getFootnotes(asWritten),
    document.getEndnotes(asWritten),
    document.getTextboxes({ ...asWritten, includeHeadersAndFooters: false }),
  ];
  const paragraphs = texts.flatMap((text) => text.split(/[\r\n]+/)).map((text) => text.trim());
  return {
    blocks: paragraphs
      .filter((text) => text !== '')
      .map((text) => ({ kind: 'paragraph', text: text.replaceAll('\t', ' | '), place: {} })),
  };
}

/** The package turns typographic quotation marks into others unless told not to; its types leave that out. */
interface UnfilteredDocument {
  getBody(options: Unfiltered): string;
  getFootnotes(options: Unfiltered): string;
  getEndnotes(options: Unfiltered): string;
  getTextboxes(options: Unfiltered & { includeHeadersAndFooters: boolean }): string;
}

interface Unfiltered {
  filterUnicode: boolean;
}

/** Flag fEncrypted of the file information block (MS-DOC, 2.5.2). */
async function isEncrypted(bytes: Uint8Array): Promise<boolean> {
  const stream = await compoundStream(bytes, 'WordDocument');
  return stream !== undefined && stream.length > 12 && (stream[11]! & 1) === 1;
}

async function open(bytes: Uint8Array): Promise<WordExtractor.Document> {
  try {
    return await new WordExtractor().extract(Buffer.from(bytes));
  } catch (error) {
    if (isExhaustion(error)) throw error;
    throw new Unreadable('damaged', reasons.damaged);
  }
}
