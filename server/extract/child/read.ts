/** Reads a file's bytes into blocks, by the reader of its kind. */
import type { Block } from '../extract.ts';
import { detectFormat, mediaTypes, type Format } from '../detect.ts';

export interface DocumentContent {
  blocks: Block[];
  title?: string;
  pages?: number;
}

export interface ReadDocument extends DocumentContent {
  mediaType: string;
}

/** @throws Unreadable, for whatever is wrong with the file. */
export async function readDocument(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const format = await detectFormat(bytes, name);
  return { mediaType: mediaTypes[format], ...(await readFormat(format, bytes)) };
}

/** Each reader is loaded only for the format that needs it: pdf.js alone takes longer than a small text. */
async function readFormat(format: Format, bytes: Uint8Array): Promise<DocumentContent> {
  switch (format) {
    case 'pdf':
      return (await import('../formats/pdf.ts')).readPdf(bytes);
    case 'docx':
      return (await import('../formats/docx.ts')).readDocx(bytes);
    case 'html':
      return (await import('../formats/html.ts')).readHtml(bytes);
    case 'markdown':
      return (await import('../formats/markdown.ts')).readMarkdown(bytes);
    case 'csv':
    case 'tsv':
      return (await import('../formats/csv.ts')).readCsv(bytes, format);
    case 'plain':
      return (await import('../formats/plain.ts')).readPlain(bytes);
  }
}
