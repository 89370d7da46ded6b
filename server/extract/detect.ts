/** What a file is, told by its content; its name only chooses between kinds of text. */
import { fileTypeFromBuffer } from 'file-type';
import { FileFailure } from './failure.ts';
import { checkZip } from './formats/zip.ts';
import { decodeText, looksLikeText } from './text.ts';

export type Format = 'pdf' | 'docx' | 'html' | 'markdown' | 'csv' | 'plain';

export const mediaTypes: Readonly<Record<Format, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  markdown: 'text/markdown',
  csv: 'text/csv',
  plain: 'text/plain',
};

/** Extensions of binary kinds: a file with one of them that is something else deserves a word. */
const binaryNames: Readonly<Record<string, string>> = {
  pdf: 'a PDF',
  docx: 'a Word document',
  xlsx: 'an Excel workbook',
  pptx: 'a PowerPoint presentation',
  png: 'a PNG picture',
  jpg: 'a JPEG picture',
  jpeg: 'a JPEG picture',
  zip: 'a zip archive',
};

/** @throws FileFailure empty, wrong_type, unsupported, or what the zip check says. */
export async function detectFormat(bytes: Uint8Array, name: string): Promise<Format> {
  if (bytes.byteLength === 0)
    throw new FileFailure(
      'empty',
      'The file is empty. Check it in its own program, save it again and upload it anew.',
    );
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  // Some programs put a few bytes before a PDF's header; readers accept it within the first kilobyte.
  if (Buffer.from(bytes.subarray(0, 1_024)).includes('%PDF-')) return 'pdf';
  const found = await fileTypeFromBuffer(bytes);
  if (found?.ext === 'docx' || isWordPackage(bytes, found?.ext)) return 'docx';
  if (found !== undefined && !/^(text\/|application\/(xml|xhtml))/.test(found.mime))
    throw notReadable(extension, found.mime, found.ext);
  if (!looksLikeText(bytes)) throw notReadable(extension, 'unknown binary data');
  if (Object.hasOwn(binaryNames, extension)) throw notReadable(extension, 'plain text or damaged data');
  return textFormat(decodeText(bytes.subarray(0, 4_096)), extension);
}

function isWordPackage(bytes: Uint8Array, extension: string | undefined): boolean {
  return extension === 'zip' && checkZip(bytes).includes('word/document.xml');
}

function textFormat(start: string, extension: string): Format {
  if (/^\s*(<!doctype html|<html[\s>])/i.test(start) || ['html', 'htm', 'xhtml'].includes(extension))
    return 'html';
  if (['md', 'markdown', 'mdx'].includes(extension)) return 'markdown';
  if (['csv', 'tsv'].includes(extension)) return 'csv';
  return 'plain';
}

function notReadable(extension: string, found: string, foundExtension?: string): FileFailure {
  const named = binaryNames[extension];
  if (named !== undefined && extension !== foundExtension) {
    return new FileFailure(
      'wrong_type',
      `The name says that this is ${named}, but it holds ${found}. Check that it is the right file.`,
    );
  }
  return new FileFailure(
    'unsupported',
    `Keepsake cannot read this kind of file (${found}) yet. Save it as PDF, Word, HTML, CSV or text and upload that.`,
  );
}
