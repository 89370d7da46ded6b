/** What a file is, told by its content; its name only chooses between kinds of text. */
import { decodeText, looksLikeText } from './text.ts';
import { Unreadable, reasons } from './unreadable.ts';
import { formatOfCompoundFile, formatOfZip, isCompoundFile, isZip } from './formats/containers.ts';
import { looksLikeMail } from './formats/mail-header.ts';
import { formatOfName, formats, type Format, type PictureFormat } from './kinds.ts';

/** Other kinds that people put in, as they call them; for the rest the media type has to do. */
const foreignNames: Readonly<Record<string, string>> = {
  zip: 'a zip archive',
  gz: 'a gzip archive',
  '7z': 'a 7z archive',
  exe: 'a Windows program',
  elf: 'a Linux program',
  macho: 'a macOS program',
  mp3: 'a sound recording',
  mp4: 'a video',
  cfb: 'an Office document in the format from before 2007',
};

const pictures: ReadonlyMap<string | undefined, PictureFormat> = new Map([
  ['png', 'png'],
  ['apng', 'png'],
  ['jpg', 'jpeg'],
  ['gif', 'gif'],
  ['bmp', 'bmp'],
  ['webp', 'webp'],
  ['tif', 'tiff'],
]);

/** @throws Unreadable empty, encrypted, wrong_type, unsupported. */
export async function detectFormat(bytes: Uint8Array, name: string): Promise<Format> {
  if (bytes.byteLength === 0) throw new Unreadable('empty', reasons.empty);
  const claimed = formatOfName(name);
  if (isPdf(bytes, claimed)) return 'pdf';
  if (startsWith(bytes, '{\\rtf')) return 'rtf';
  // Before the binary kinds, some of which are told by two letters: a text may begin with "BM" or "MZ".
  if (looksLikeText(bytes)) return textFormat(bytes, claimed);
  const contained = await formatOfContainer(bytes);
  if (contained !== undefined) return contained;
  // Loaded only here: most files are text, and most of their time is that of starting.
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes);
  const picture = pictures.get(found?.ext);
  if (picture !== undefined) return picture;
  throw notReadable(claimed, found?.ext, describe(found));
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

async function formatOfContainer(bytes: Uint8Array): Promise<Format | undefined> {
  if (isZip(bytes)) return formatOfZip(bytes);
  return isCompoundFile(bytes) ? formatOfCompoundFile(bytes) : undefined;
}

/** Kinds of text that look alike, so that a name decides; a page or a mail under another name is still told. */
const textFormats: ReadonlySet<Format | undefined> = new Set(
  (['html', 'markdown', 'csv', 'tsv', 'json', 'yaml', 'xml', 'code'] as const).values(),
);

function textFormat(bytes: Uint8Array, claimed: Format | undefined): Format {
  if (claimed !== undefined && textFormats.has(claimed)) return claimed;
  const start = decodeText(bytes.subarray(0, 16_384));
  if (looksLikeMail(start, claimed === 'eml')) return 'eml';
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
      `By its name this file is ${formats[claimed].called}, but it holds ${what}${damaged}. Check that it is the right file, or give it its right name.`,
    );
  }
  return new Unreadable(
    'unsupported',
    `This file is ${what}, which cannot be read yet. Save it as PDF, Word, a spreadsheet, a presentation, HTML or text, and upload that.`,
  );
}
