/** What clients asked and were answered, with the times of one clock: what the checker reads. */

/** Milliseconds of one monotonic clock. `end` is Infinity where no answer came: it may have happened since, or never. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a client did with one value. `version` is the one it asked for; an update is a set of what is there. */
export type Action =
  | { readonly op: 'set' | 'update'; readonly value: unknown; readonly version?: number | undefined }
  | { readonly op: 'delete'; readonly version?: number | undefined }
  | { readonly op: 'increment'; readonly by: number }
  | { readonly op: 'append'; readonly value: unknown }
  | { readonly op: 'get' };

/** Only what the server said; what is left out is not compared. */
export interface Answer {
  readonly value?: unknown;
  readonly version?: number;
  /** There is no such value. */
  readonly missing?: true;
  /** The write was refused for its version, or because there is nothing to change. */
  readonly refused?: true;
  readonly deleted?: boolean;
}

/** One call on a value: an entry, or a memory. No answer where none came. */
export interface RegisterEvent extends Span {
  readonly about: 'register';
  readonly key: string;
  readonly action: Action;
  readonly answer?: Answer | undefined;
}

/** A token that was added to a set, or removed from it. */
export interface MemberEvent extends Span {
  readonly about: 'added' | 'removed';
  readonly set: string;
  readonly token: string;
}

/** The tokens that a list or search showed; with `only`, it was asked for that one alone. */
export interface ListEvent extends Span {
  readonly about: 'list';
  readonly set: string;
  readonly tokens: readonly string[];
  readonly only?: string;
}

/** A message that was appended; its position where that was answered. */
export interface AppendEvent extends Span {
  readonly about: 'appended';
  readonly log: string;
  readonly token: string;
  readonly position?: number;
}

/** A run of messages that was read, and how many there were in all. */
export interface LogReadEvent extends Span {
  readonly about: 'log';
  readonly log: string;
  readonly items: readonly { readonly position: number; readonly token: string }[];
  readonly total: number;
}

/** A write that was answered with its revision. */
export interface WrittenEvent extends Span {
  readonly about: 'written';
  readonly project: string;
  readonly revision: string;
}

/** Commits after a number, as `changes` gives them. */
export interface ChangesEvent extends Span {
  readonly about: 'changes';
  readonly project: string;
  readonly after: number;
  readonly head: number;
  readonly commits: readonly { readonly seq: number; readonly revisions: readonly string[] }[];
  /** Read when nothing was written any more, from the first commit to the last. */
  readonly isWhole?: true;
}

export type HistoryEvent =
  | RegisterEvent
  | MemberEvent
  | ListEvent
  | AppendEvent
  | LogReadEvent
  | WrittenEvent
  | ChangesEvent;

/** The events of one kind, by what they are about. */
export function groupEvents<E extends HistoryEvent>(
  events: readonly E[],
  name: (event: E) => string,
): Map<string, E[]> {
  const groups = new Map<string, E[]>();
  for (const event of events) {
    const group = groups.get(name(event));
    if (group === undefined) groups.set(name(event), [event]);
    else group.push(event);
  }
  return groups;
}
