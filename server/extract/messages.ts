/** What the server and the thread that reads files for it say to each other. */
import type { ErrorCode } from '../../contract/index.ts';
import type { Extraction } from './extract.ts';

/** `n` names one file that is read. */
export type ToReadingThread =
  | { readonly kind: 'extract'; readonly n: number; readonly name: string; readonly size: number }
  /** The next of its content, which was asked for; nothing at its end, or where it cannot be read on. */
  | { readonly kind: 'content'; readonly n: number; readonly bytes?: Uint8Array; readonly isBroken?: boolean }
  | { readonly kind: 'abort'; readonly n: number }
  | { readonly kind: 'close' };

export type FromReadingThread =
  | { readonly kind: 'more'; readonly n: number }
  | { readonly kind: 'read'; readonly n: number; readonly extraction: Extraction }
  | { readonly kind: 'failed'; readonly n: number; readonly code: ErrorCode; readonly message: string };
