/** A device of sync as data: what it keeps, what happens to it, and what it asks its engine to do. */
import type { Answer, Credentials, Head, Position, Question } from './exchange.ts';
import type { Line } from './lines.ts';
import type { Incoming } from './taking.ts';
import type { Change, RecordName, StandIn } from './version.ts';

/** A place in a device's own log: commits up to `seq`, and the first `part` versions of the one after it. */
export interface LogPosition {
  readonly seq: number;
  readonly part: number;
}

/** Who the device is to the server, and the newest place that it was told of. */
export interface Identity {
  /** Nothing before it is registered. */
  readonly id?: string;
  readonly turn: string;
  /** The word of the exchange that is under way, kept before it is sent. */
  readonly next?: string;
  readonly seen?: Position;
}

/** What is kept with the device's own records; see `partlyKept`. */
export interface DeviceState extends Identity {
  /** What the device wrote up to there was answered. */
  readonly sent: LogPosition;
  readonly cursor?: Position;
  /** Records to send whole, with every version, beside what the log holds; and what was erased or became another. */
  readonly resend: readonly RecordName[];
  /** Records that the server has and the device does not, yet. */
  readonly fetch: readonly RecordName[];
  readonly owed: readonly Line[];
  /** Records that became others which have unsent edits. */
  readonly waiting: readonly StandIn[];
  /** What the server did not take, and why: sent again when a person says so, or when it is edited. */
  readonly refused: readonly (RecordName & { readonly reason: string })[];
}

/**
 * What there is to be kept at a step, when the whole is too much to be written at every one: identity before every question,
 * and with every commit that takes something also what is owed and waits. The rest may be older than what happened, for every
 * step may be repeated, and is never newer. A state that goes to be compared is kept whole.
 */
export function partlyKept(before: DeviceState, now: DeviceState): DeviceState {
  const { id: _id, turn: _turn, next: _next, seen: _seen, ...old } = before;
  const { id, turn, next, seen, owed, waiting, cursor } = now;
  if (cursor === undefined) return now;
  return {
    ...old,
    turn,
    owed,
    waiting,
    ...(id === undefined ? {} : { id }),
    ...(next === undefined ? {} : { next }),
    ...(seen === undefined ? {} : { seen }),
  };
}

export const newDevice: DeviceState = {
  turn: '',
  sent: { seq: 0, part: 0 },
  resend: [],
  fetch: [],
  owed: [],
  waiting: [],
  refused: [],
};

/** What waits to be sent, as the engine reads it from the log and the store. */
export interface Batch {
  /** Oldest first. */
  readonly changes: readonly Change[];
  /** As far of the log as it holds. */
  readonly upTo: LogPosition;
  /** Of `resend`, what it holds; also what is no longer there. */
  readonly resent: readonly RecordName[];
}

export type Event =
  | { readonly type: 'begin' | 'edited' | 'stirred' | 'timer' | 'pause' | 'resume' | 'retry' }
  | { readonly type: 'metered'; readonly metered: boolean }
  /** `sent`: up to there nothing waits, so that it is not read again. */
  | {
      readonly type: 'read';
      readonly request: number;
      readonly batch: Batch | undefined;
      readonly sent?: LogPosition;
    }
  | { readonly type: 'answer'; readonly request: number; readonly answer: Answer }
  | { readonly type: 'failed'; readonly request: number; readonly fault: Fault; readonly retryAfter?: number }
  | { readonly type: 'done'; readonly request: number; readonly changes?: Partial<DeviceState> };

/** `forked`: DEVICE_FORKED. `rewound`: the server no longer has what it said it had. */
export type Fault = 'offline' | 'forked' | 'rewound';

export type Effect =
  /**
   * Read what waits: all of `resend` that fits, then the log after `sent`; of records that were refused before every version, for
   * the server lacks what they came from. Answered by `read`.
   */
  | { readonly do: 'read'; readonly request: number }
  /** Keep the state, then ask. Answered by `answer` or `failed`. */
  | {
      readonly do: 'ask';
      readonly request: number;
      readonly question: Question;
      readonly credentials: Credentials | undefined;
    }
  /**
   * In one commit: `take` with what is owed, and `owed` and `waiting` as they are then; then the state. Answered by `done`,
   * whose `changes` name them.
   */
  | { readonly do: 'take'; readonly request: number; readonly incoming: Incoming }
  /** In one commit: `compare` everything, bases and nothing owed; then the state. Answered by `done` with `resend` and `fetch`. */
  | {
      readonly do: 'compare';
      readonly request: number;
      readonly heads: readonly Head[];
      readonly seq: number;
    }
  /** A `timer` after so many milliseconds; an earlier one is forgotten. */
  | { readonly do: 'wait'; readonly ms: number };

export interface Device {
  readonly state: DeviceState;
  /** What is under way; reports about anything else are of the past. */
  readonly request: number;
  readonly waitsFor: 'nothing' | 'read' | 'answer' | 'done';
  /** Something happened while something was under way. */
  readonly stirred: boolean;
  readonly heads: readonly Head[];
  readonly batch: Batch | undefined;
  /** How often in a row it failed. */
  readonly failures: number;
  readonly paused: boolean;
  readonly metered: boolean;
  /** Pull again after this. */
  readonly behind: boolean;
  /** Where the list of heads began. */
  readonly listed: Position | undefined;
}

export interface Step {
  readonly device: Device;
  readonly effects: readonly Effect[];
}

/** What the machine may not make up itself. */
export interface Chance {
  /** From 0 up to 1. */
  random(): number;
  /** A word that nobody guesses and nobody had before. */
  word(): string;
}
