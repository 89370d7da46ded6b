/** Reads a file's bytes into blocks, by the reader of its kind. */
import type { Block } from '../extract.ts';
import { detectFormat } from '../detect.ts';
import { formats, type Format } from '../kinds.ts';

export interface DocumentContent {
  /** A stream where the whole might not fit the memory. */
  blocks: Iterable<Block> | AsyncIterable<Block>;
  title?: string;
  pages?: number;
}

export interface ReadContext {
  /** Most pages of one file in which text is recognised. */
  maxRecognizedPages: number;
  /** Models of text recognition beside that of English. */
  recognitionFolder?: string | undefined;
  /** Says that a page is recognised next; call before each. */
  recognizing(): Promise<void>;
}

export interface ReadDocument extends DocumentContent {
  mediaType: string;
}

/** @throws Unreadable, for whatever is wrong with the file. */
export async function readDocument(
  bytes: Uint8Array,
  name: string,
  context: ReadContext,
): Promise<ReadDocument> {
  const format = await detectFormat(bytes, name);
  return { mediaType: formats[format].mediaType, ...(await readFormat(format, bytes, context)) };
}

/** Loads what small files need most, so that the next one finds it loaded. A fault shows when a file needs the reader. */
export async function loadUsualReaders(): Promise<void> {
  const loads = [
    () => import('../formats/plain.ts'),
    () => import('../formats/markdown.ts'),
    () => import('../formats/csv.ts'),
    () => import('../formats/html.ts'),
    () => import('../formats/docx.ts'),
  ];
  for (const load of loads) await load().catch(() => undefined);
}

/** Each reader is loaded only for the format that needs it: PDFium alone takes longer than a small text. */
async function readFormat(format: Format, bytes: Uint8Array, context: ReadContext): Promise<DocumentContent> {
  switch (format) {
    case 'pdf':
      return (await import('../formats/pdf.ts')).readPdf(bytes, context);
    case 'docx':
      return (await import('../formats/docx.ts')).readDocx(bytes);
    case 'doc':
      return (await import('../formats/doc.ts')).readDoc(bytes);
    case 'odt':
      return (await import('../formats/odf.ts')).readOdt(bytes);
    case 'rtf':
      return (await import('../formats/rtf.ts')).readRtf(bytes);
    case 'epub':
      return (await import('../formats/epub.ts')).readEpub(bytes);
    case 'pptx':
      return (await import('../formats/pptx.ts')).readPptx(bytes);
    case 'odp':
      return (await import('../formats/odf.ts')).readOdp(bytes);
    case 'eml':
      return (await import('../formats/eml.ts')).readEml(bytes);
    case 'msg':
      return (await import('../formats/msg.ts')).readMsg(bytes);
    case 'xlsx':
      return (await import('../formats/xlsx.ts')).readXlsx(bytes);
    case 'ods':
      return (await import('../formats/ods.ts')).readOds(bytes);
    case 'xls':
    case 'xlsb':
      return (await import('../formats/old-workbook.ts')).readOldWorkbook(bytes);
    case 'html':
      return (await import('../formats/html.ts')).readHtml(bytes);
    case 'markdown':
      return (await import('../formats/markdown.ts')).readMarkdown(bytes);
    case 'csv':
    case 'tsv':
      return (await import('../formats/csv.ts')).readCsv(bytes, format);
    case 'json':
    case 'yaml':
    case 'xml':
    case 'code':
      return (await import('../formats/code.ts')).readCode(bytes);
    case 'png':
    case 'jpeg':
    case 'gif':
    case 'bmp':
    case 'webp':
    case 'tiff':
      return (await import('../formats/picture.ts')).readPicture(bytes, format, context);
    case 'plain':
      return (await import('../formats/plain.ts')).readPlain(bytes);
  }
}
