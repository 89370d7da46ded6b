/** What a file is, told by its content; its name only chooses between kinds of text. */
import { decodeText, looksLikeText } from './text.ts';
import { Unreadable, reasons } from './unreadable.ts';
import { openZip } from './formats/zip.ts';

export type Format = 'pdf' | 'docx' | 'html' | 'markdown' | 'csv' | 'tsv' | 'plain';

export const mediaTypes: Readonly<Record<Format, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  markdown: 'text/markdown',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  plain: 'text/plain',
};

const formatOfExtension: Readonly<Record<string, Format>> = {
  pdf: 'pdf',
  docx: 'docx',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  txt: 'plain',
  text: 'plain',
  log: 'plain',
};

const formatNames: Readonly<Record<Format, string>> = {
  pdf: 'a PDF',
  docx: 'a Word document',
  html: 'a web page',
  markdown: 'Markdown text',
  csv: 'a table as text',
  tsv: 'a table as text',
  plain: 'plain text',
};

/** Other kinds that people put in, as they call them; for the rest the media type has to do. */
const foreignNames: Readonly<Record<string, string>> = {
  png: 'a PNG picture',
  jpg: 'a JPEG picture',
  gif: 'a GIF picture',
  webp: 'a WebP picture',
  zip: 'a zip archive',
  gz: 'a gzip archive',
  '7z': 'a 7z archive',
  exe: 'a Windows program',
  elf: 'a Linux program',
  macho: 'a macOS program',
  xlsx: 'an Excel workbook',
  pptx: 'a PowerPoint presentation',
  odt: 'an OpenDocument text',
  rtf: 'a rich text (RTF) document',
  epub: 'an EPUB book',
  mp3: 'a sound recording',
  mp4: 'a video',
  cfb: 'an Office document in the format from before 2007',
};

/** @throws Unreadable empty, encrypted, wrong_type, unsupported. */
export async function detectFormat(bytes: Uint8Array, name: string): Promise<Format> {
  if (bytes.byteLength === 0) throw new Unreadable('empty', reasons.empty);
  const extension = extensionOf(name);
  const claimed = Object.hasOwn(formatOfExtension, extension) ? formatOfExtension[extension] : undefined;
  if (isPdf(bytes, claimed)) return 'pdf';
  if (startsWith(bytes, '{\\rtf')) throw notReadable(claimed, 'rtf', foreignNames['rtf']!);
  // Before the binary kinds, some of which are told by two letters: a text may begin with "BM" or "MZ".
  if (looksLikeText(bytes)) return textFormat(bytes, claimed);
  // Loaded only here: most files are text, and most of their time is that of starting.
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes);
  if (found?.ext === 'docx' || (found?.ext === 'zip' && isWordPackage(bytes))) return 'docx';
  if (found?.ext === 'cfb' && Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le')))
    throw new Unreadable('encrypted', reasons.encrypted);
  throw notReadable(claimed, found?.ext, describe(found));
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Some programs put a few bytes before the header, and readers accept that; but a text may tell of `%PDF-`, too. */
function isPdf(bytes: Uint8Array, claimed: Format | undefined): boolean {
  if (startsWith(bytes, '%PDF-')) return true;
  const start = Buffer.from(bytes.subarray(0, 1_024));
  return start.includes('%PDF-') && (claimed === 'pdf' || !looksLikeText(bytes));
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;
}

function isWordPackage(bytes: Uint8Array): boolean {
  return openZip(bytes).some(({ name }) => name === 'word/document.xml');
}

function textFormat(bytes: Uint8Array, claimed: Format | undefined): Format {
  if (claimed === 'html' || claimed === 'markdown' || claimed === 'csv' || claimed === 'tsv') return claimed;
  const start = decodeText(bytes.subarray(0, 4_096));
  return /^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*(<!doctype html|<html[\s>])/i.test(start)
    ? 'html'
    : 'plain';
}

function describe(found: { ext: string; mime: string } | undefined): string {
  if (found === undefined) return 'data of an unknown kind';
  return foreignNames[found.ext] ?? `a file of type ${found.mime}`;
}

/** A picture called `.png` is merely unsupported; one called `.pdf` is a mistake that a person can correct. */
function notReadable(claimed: Format | undefined, found: string | undefined, what: string): Unreadable {
  if (claimed !== undefined) {
    const damaged = found === undefined ? ' or was damaged' : '';
    return new Unreadable(
      'wrong_type',
      `By its name this file is ${formatNames[claimed]}, but it holds ${what}${damaged}. Check that it is the right file, or give it its right name.`,
    );
  }
  return new Unreadable(
    'unsupported',
    `This file is ${what}, which cannot be read yet. Save it as PDF, Word (.docx), HTML, CSV or text, and upload that.`,
  );
}
