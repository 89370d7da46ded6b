/** Where the bytes of a content are: in the database, in blobs, or on another server. */
import type { BlobReference } from '../store/blobs.ts';

/** Where bytes are that are not on this device: in this version of this item at the server it is linked to. */
export interface RemoteContent {
  readonly item: string;
  readonly version: string;
  readonly size: number;
  readonly sha256: string;
}

/**
 * Kept under the content's name: `kept`, `removing` while a sweep looks for its versions again, or `removed`; `remote` are
 * bytes that another server keeps.
 */
export type BlobPayload = { readonly inline: false; readonly remote: RemoteContent } | LocalPayload;

/** Of bytes that are here. */
export type LocalPayload =
  | { readonly inline: true }
  | { readonly inline: false; readonly reference: BlobReference }
  | { readonly inline: false; readonly parts: readonly BlobReference[] };

/** The state of a content that is not about to be removed. */
export function restingState(payload: BlobPayload): 'kept' | 'remote' {
  return 'remote' in payload ? 'remote' : 'kept';
}

/** Names of the files that hold a content; none when it stands in the database. */
export function filesOf(payload: BlobPayload): string[] {
  if (payload.inline || 'remote' in payload) return [];
  return 'parts' in payload ? payload.parts.map(({ name }) => name) : [payload.reference.name];
}

/** The blobs of bytes that are not in the database. */
export function partsOf(payload: Exclude<BlobPayload, { inline: true }>): readonly BlobReference[] {
  if ('remote' in payload) return [];
  return 'parts' in payload ? payload.parts : [payload.reference];
}
