/** What a device and the server say to each other, and what the server checks before it answers. */
import type { Line } from './lines.ts';
import type { Change, ErasedName, Outcome, RecordName } from './version.ts';

/** A place in the server's log: `mark` is a hash of that commit's time, revisions and erased ids; `''` before the first. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
  readonly mark: string;
  /** How much of the commit after it a page told, where it ended within that. */
  readonly part?: number;
}

/** What a device asks. */
export type Question =
  | { readonly type: 'register' }
  | { readonly type: 'push'; readonly changes: readonly Change[] }
  | { readonly type: 'pull'; readonly after: Position }
  | { readonly type: 'heads'; readonly after: string }
  | { readonly type: 'fetch'; readonly names: readonly RecordName[] };

/** What goes with every question but `register`. */
export interface Credentials {
  readonly device: string;
  /** The word of the last exchange that was answered, and the one that takes its place now. */
  readonly turn: string;
  readonly next: string;
  /** The newest place that the device was told of. */
  readonly seen: Position | undefined;
}

/** A record's newest version by name, and what was erased out of its history. */
export interface Head extends RecordName {
  readonly revision: string;
  readonly erased?: readonly string[];
}

/** `turn` is the device's word from now on: where nothing happened the server may leave the one before. */
export type Answer =
  | { readonly type: 'register'; readonly device: string; readonly turn: string }
  | ({
      readonly type: 'push';
      readonly outcomes: readonly Outcome[];
      /** The records that the outcomes are about, as they are now. */
      readonly lines: readonly Line[];
    } & Answered)
  | ({
      readonly type: 'pull';
      /** What was written after the cursor; `head` is as far as this page goes. */
      readonly lines: readonly Line[];
      readonly erased: readonly ErasedName[];
      readonly more: boolean;
    } & Answered)
  | ({
      readonly type: 'heads';
      readonly heads: readonly Head[];
      /** Where the next page begins; nothing after the last. */
      readonly next?: string;
    } & Answered)
  | ({
      readonly type: 'fetch';
      readonly lines: readonly Line[];
      /** How many of the names it is about, from the first on. */
      readonly answered: number;
    } & Answered);

interface Answered {
  readonly turn: string;
  readonly head: Position;
}

export interface Turns {
  readonly current: string;
  readonly previous: string;
}

/**
 * Whether it is this device's turn. The newest word gives way to the next; the same pair again is the same question,
 * whose answer was lost. Anything else is another disk with the same identity, or this one as it was earlier.
 *
 * @returns the words from now on; undefined for DEVICE_FORKED
 */
export function takeTurn(
  known: Turns,
  { turn, next }: Pick<Credentials, 'turn' | 'next'>,
): Turns | undefined {
  if (turn === known.current) return { current: next, previous: turn };
  return turn === known.previous && next === known.current ? known : undefined;
}

/** Whether the server still has what it told the device of. False when it was restored to an earlier day. */
export function isStill(
  seen: Position | undefined,
  server: { readonly epoch: string; readonly head: number; markAt(seq: number): string },
): boolean {
  if (seen === undefined) return true;
  const { epoch, seq, mark } = seen;
  return epoch === server.epoch && seq <= server.head && mark === server.markAt(seq);
}
