/** What a rule for one kind of record is given and what it answers. */
import type { Draft } from './draft.ts';
import type { FieldClash } from './fields.ts';
import type { Make, Version } from './version.ts';

/** Two lines of one record, and the version that both came from, if it is known. */
export interface Sides {
  readonly base: Pick<Version, 'state' | 'payload'> | undefined;
  /** The server's; undefined for a record that it does not have. */
  readonly main: Version | undefined;
  /** Whether what came in descends from what the server has. */
  readonly follows: boolean;
  /** What came in, under the id that the record has at the server. */
  readonly tip: Version;
}

/** What the record then is. */
export interface Met extends Pick<Version, 'state' | 'payload'> {
  /** True when it stands under another name, place or position than what came in. */
  readonly moved?: boolean;
  readonly clashes?: readonly FieldClash[];
  /** The file that took the other bytes. */
  readonly copy?: string;
}

/** What it hangs from was deleted permanently. */
export interface Gone {
  readonly erased: true;
}

/** What it hangs from is not there; why, in words. */
export interface Refused {
  readonly refused: string;
}

export interface Rule {
  /** The record that a new one becomes. */
  twin?(draft: Draft, tip: Version): string | undefined;
  meet(draft: Draft, sides: Sides, make: Make): Met | Gone | Refused;
}

/** The version with names of records that became others replaced. */
export function resolved(draft: Draft, version: Version): Version {
  const payload = version.payload as Readonly<Record<string, unknown>>;
  const changes = Object.entries(references).flatMap(([field, kind]) => {
    const id = payload[field];
    const now = typeof id === 'string' ? draft.resolve(kind, id) : id;
    return now === id ? [] : [[field, now]];
  });
  if (changes.length === 0) return version;
  return { ...version, payload: { ...payload, ...Object.fromEntries(changes) } as Version['payload'] };
}

const references = { conversation: 'conversation', parent: 'item', itemId: 'item', supersededBy: 'memory' };
