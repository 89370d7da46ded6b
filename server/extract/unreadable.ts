/** Why a file could not be read, in words for the person who put it in: what is wrong, and what to do. */
import type { Extraction, ExtractionFailure } from './extract.ts';

/** What a reader of the file itself can say; the rest is for the server to tell. */
export type UnreadableCode = Exclude<ExtractionFailure, 'too_slow'>;

/** Thrown inside the child by a reader; becomes the answer. `message` is the reason and quotes nothing of the file. */
export class Unreadable extends Error {
  readonly code: UnreadableCode;

  constructor(code: UnreadableCode, reason: string) {
    super(reason);
    this.name = 'Unreadable';
    this.code = code;
  }
}

/** Whether memory or stack gave out, which says nothing about the file; the child tells both from damage. */
export function isExhaustion(error: unknown): boolean {
  return (
    error instanceof RangeError &&
    /allocation failed|invalid (string|array|typed array) length|call stack/i.test(error.message)
  );
}

export type Failed = Extract<Extraction, { state: 'error' }>;

/** Trying again helps only where the machine, and not the file, was at fault. */
const worthRetrying: ReadonlySet<ExtractionFailure> = new Set(['too_slow', 'crashed']);

export function failed(code: ExtractionFailure, reason: string): Failed {
  return { state: 'error', code, reason, retry: worthRetrying.has(code) };
}

export const reasons = {
  empty: 'This file is empty. Save it with its content and upload it again.',
  noText:
    'There is no text in this file. If it should have some, open it, save it anew, and upload it again.',
  nothingRecognized:
    'This file holds pictures in which no text could be recognised. Recognition (OCR) reads Latin letters that are sharp and upright: scan it anew with 300 dots per inch, or upload the text itself.',
  tooManyScans: (pages: number, most: number) =>
    `This file has ${pages} pages that are pictures; text is recognised in at most ${most}. Split it into smaller files, or run it through text recognition (OCR) and upload the result.`,
  encrypted: 'This file is protected by a password. Save it without the password and upload that.',
  damaged:
    'This file is damaged or was cut off. Download or copy it again, or open it in its own program, save it anew, and upload that.',
  inputTooLarge: (limit: number) =>
    `This file is larger than ${megabytes(limit)}, the most that can be read. Split it into smaller files.`,
  outputTooLarge: (limit: number) =>
    `This file holds more than ${megabytes(limit)} of text, the most that can be indexed. Split it into smaller files.`,
  tooSlow: (limit: number) =>
    `Reading this file took longer than ${Math.max(1, Math.round(limit / 1000))} s and was stopped. Try again when the computer is less busy, or split the file.`,
  tooMuchMemory:
    'Reading this file needs more memory than it may take. Split it into smaller files, or save it in a simpler form.',
  crashed:
    'Reading this file failed unexpectedly. Try again; if it fails again, open the file in its own program, save it anew, and upload that.',
} as const;

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${bytes} bytes` : `${Math.round(bytes / 1_048_576)} MB`;
}
