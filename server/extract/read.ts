/** Reads a file's bytes into pieces; runs only inside the child process. */
import { detectFormat, mediaTypes, type Format } from './detect.ts';
import type { Block, Extraction } from './extract.ts';
import { failed, FileFailure } from './failure.ts';
import { cutPieces } from './pieces.ts';

interface Content {
  blocks: Block[];
  title?: string;
  pages?: number;
}

/** Never throws: what a file does wrong is its answer. */
export async function readFileContent(bytes: Uint8Array, name: string): Promise<Extraction> {
  try {
    const format = await detectFormat(bytes, name);
    const { blocks, title, pages } = await readFormat(format, bytes);
    const pieces = cutPieces(blocks);
    if (pieces.length === 0)
      return failed('empty', 'The file holds no text. Check it in its own program and upload it anew.');
    const about = { ...(title === undefined ? {} : { title }), ...(pages === undefined ? {} : { pages }) };
    return { state: 'okay', mediaType: mediaTypes[format], ...about, pieces };
  } catch (error) {
    if (error instanceof FileFailure) return failed(error.code, error.message);
    return failed('damaged');
  }
}

/** Each reader is loaded only for the format that needs it. */
async function readFormat(format: Format, bytes: Uint8Array): Promise<Content> {
  switch (format) {
    case 'pdf':
      return (await import('./formats/pdf.ts')).readPdf(bytes);
    case 'docx':
      return (await import('./formats/docx.ts')).readDocx(bytes);
    case 'html':
      return (await import('./formats/html.ts')).readHtml(bytes);
    case 'markdown':
      return (await import('./formats/markdown.ts')).readMarkdown(bytes);
    case 'csv':
      return { blocks: (await import('./formats/csv.ts')).readCsv(bytes) };
    case 'plain':
      return { blocks: (await import('./formats/plain.ts')).readPlain(bytes) };
  }
}
