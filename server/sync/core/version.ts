/** What travels between a device and the server: versions of records, changes, and what became of them. */
import type { CommitAuthor, Json } from '../../store/commit.ts';
import type { FieldClash } from './fields.ts';

export interface RecordName {
  readonly kind: string;
  readonly id: string;
}

/**
 * One version of a record, as it was made; its revision never changes. Payloads are those of the store without what each
 * side knows by itself: a conversation's has no `first`, and `messages` (how many its writer saw) only counts
 * when it is deleted; of an item's `content` only `sha256` and `size` count, and `parent` is `rootFolder` at the top; a project's
 * is its name and description, always `active`; a comment's names its item, and attributes and marks of favourites have the ids
 * of theirs.
 */
export interface Version extends RecordName {
  readonly revision: string;
  /** The revisions that it came from; none for the first. */
  readonly parents: readonly string[];
  readonly state: string;
  readonly payload: Json;
  readonly author: CommitAuthor;
  /** Milliseconds since 1970, for showing. */
  readonly at: number;
  readonly message?: string;
  /** What the version came from, where the receiver may not have kept it: kinds without a history. */
  readonly base?: Pick<Version, 'state' | 'payload'>;
}

/** The root folder of either side, in payloads of items. */
export const rootFolder = 'root';

/** What was deleted permanently: a record, or with `revisions` a part of its history. */
export interface ErasedName extends RecordName {
  readonly revisions?: readonly string[] | undefined;
}

/** Taken together or not at all: one commit of a device, or several that follow each other. */
export interface Change {
  readonly versions: readonly Version[];
  /** Deleted permanently, each record by name: what else a deleted folder holds at the server stays and moves up. */
  readonly erased?: readonly ErasedName[];
  /** What the device was told to stand for records of its own: a server that went back to an earlier day learns it again. */
  readonly standIns?: readonly StandIn[];
}

/**
 * `taken`: written on top of what the server had. `known`: the server has it. `merged`: both sides' changes stand.
 * `kept`: the server's stays where both changed the same; this one is in the history. `moved`: it stands under another name,
 * place or position. `became`: another record stands for it. `erased`: it was deleted permanently. `refused`: not written.
 */
export type OutcomeKind = 'taken' | 'known' | 'merged' | 'kept' | 'moved' | 'became' | 'erased' | 'refused';

/** What became of one version of a change. */
export interface Outcome extends RecordName {
  /** Of the version that came in, as `kind` and `id` are. */
  readonly revision: string;
  readonly outcome: OutcomeKind;
  /** The record that stands for it. */
  readonly becomes?: string;
  /** The record as the server has it after the whole change; none when it was erased or refused. */
  readonly current?: Version;
  readonly reason?: string;
}

/** For the inbox: both versions and what they came from, and the fields in which they clash. */
export interface Clash extends RecordName {
  /** A revision, when both sides have one in common. */
  readonly base?: string;
  /** The server's version, whose content stays current. */
  readonly current: string;
  /** The version that came later and is in the history. */
  readonly other: string;
  readonly fields: readonly FieldClash[];
  /** The file beside it that holds the other bytes. */
  readonly copy?: string;
}

/** Says that `id` stands for `of`: a record that became another one, or (kind `copy`) a revision whose bytes lie beside. */
export interface StandIn {
  readonly kind: string;
  readonly of: string;
  readonly id: string;
}

/** One version to write. Of a record's several in a decision the last is `tip`: it alone holds names and places. */
export interface Write {
  readonly version: Version;
  readonly tip: boolean;
}

/** What a change does to the server: all of it in one commit. */
export interface Decision {
  /** In order; each becomes the next version of its record. */
  readonly writes: readonly Write[];
  /** Removed with every revision, and remembered, so that they never come back. */
  readonly erase: readonly RecordName[];
  readonly standIns: readonly StandIn[];
  readonly clashes: readonly Clash[];
  /** One per version of the change, in its order; for each erased record one without a revision follows. */
  readonly outcomes: readonly Outcome[];
}

/** What the server has. Everything is loaded beforehand: the rules wait for nothing. */
export interface View {
  /** The newest version of a record. */
  current(kind: string, id: string): Version | undefined;
  version(kind: string, id: string, revision: string): Version | undefined;
  /** The id of the record that has a name; see `uniqueOf`. */
  holder(kind: string, unique: string): string | undefined;
  /** The `id` of an earlier decision's stand-in. */
  standIn(kind: string, of: string): string | undefined;
  isErased(kind: string, id: string): boolean;
  /** What a folder holds, in every state, and the messages of a conversation. */
  below(kind: string, id: string): readonly RecordName[];
  /** The position of a conversation's next message. */
  nextPosition(conversation: string): number;
}

/** What the rules may not make up themselves. */
export interface Make {
  revision(): string;
  /** The id of the file that holds the bytes of a version: always the same, so that a server that went back makes no second. */
  copyId(versionId: string): string;
  /** Who writes what comes of a meeting. */
  readonly author: CommitAuthor;
  readonly at: number;
  /** Of whom the change comes, for names such as `Plan (Ada's laptop, 2026-11-21).md`. */
  readonly device: string;
  readonly date: string;
}
