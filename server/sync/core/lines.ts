/** Versions of one record as the server tells them. */
import type { RecordName, Version } from './version.ts';

/**
 * Versions of one record of which the device may lack some, oldest first; the last is what the server has now. Never empty.
 * `seq` is the server's commit of the last.
 */
export interface Line {
  readonly seq: number;
  readonly versions: readonly Version[];
  /** A page ended within that commit: what follows is told by the next one. */
  readonly open?: true;
}

/** What the server has. */
export const tipOf = ({ versions }: Line): Version => versions.at(-1) as Version;

export const keyOf = ({ kind, id }: RecordName): string => `${kind}/${id}`;
