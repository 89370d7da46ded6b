/** Failures of extraction: what a person reads, and what to do. */
import type { ExtractionFailure } from './extract.ts';

/** Thrown by a format's reader for a file that it cannot read. */
export class FileFailure extends Error {
  readonly code: ExtractionFailure;

  constructor(code: ExtractionFailure, reason: string) {
    super(reason);
    this.name = 'FileFailure';
    this.code = code;
  }
}

const reasons: Record<ExtractionFailure, string> = {
  empty: 'The file is empty. Check it in its own program, save it again and upload it anew.',
  damaged:
    'The file is damaged or was cut off. Open it in its own program, save it again and upload it anew.',
  encrypted: 'The file is protected by a password. Save it without the password and upload it anew.',
  unsupported:
    'Keepsake cannot read this kind of file yet. Save it as PDF, Word, HTML, CSV or text and upload that.',
  wrong_type: 'The file is not what its name says. Check that it is the right one.',
  too_large: 'The file holds more than Keepsake reads of one file. Split it and upload the parts.',
  too_slow: 'Reading the file took too long and was stopped. Split it, or save it as text, and upload that.',
  too_much_memory:
    'Reading the file took too much memory and was stopped. Split it, or save it as text, and upload that.',
  crashed:
    'Reading the file failed. Try again; if it fails again, save it in another format and upload that.',
};

/** Whether the same file may be read another time. */
const retryable: ReadonlySet<ExtractionFailure> = new Set(['too_slow', 'too_much_memory', 'crashed']);

/** A failure as the answer of an extraction. */
export function failed(code: ExtractionFailure, reason = reasons[code]) {
  return { state: 'error', code, reason, retry: retryable.has(code) } as const;
}
