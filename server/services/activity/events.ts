/** Events of activity as they are stored: batches under keys whose order is newest first. */
import type { ActivityEvent } from '../../../contract/operations/activity.ts';
import type { CommitAuthor } from '../../store/store.ts';

export type Kind = ActivityEvent['kind'];
type Via = NonNullable<ActivityEvent['via']>;

interface TouchedRecord {
  readonly type: string;
  readonly id: string;
  readonly version?: number;
  readonly revision?: string;
}

/** What a call did, before it is known when and by whom. */
export interface Deed {
  readonly kind: Kind;
  readonly action: string;
  readonly via?: Via;
  readonly projects: readonly string[];
  readonly query?: string | undefined;
  readonly records: readonly TouchedRecord[];
  readonly count: number;
}

export interface Event extends Deed {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly author: CommitAuthor;
}

export interface Batch {
  readonly key: string;
  readonly events: readonly Event[];
  /** The place of the first of these events in the row; 0 when left out. */
  readonly from?: number;
}

/** The space of an account's rows. */
export const activitySpace = 'activity';
/** Reads and writes per day, server and key. */
export const daySpace = 'activity-day';

/** The mark that tells when a project was read last. */
export function readMark(project: string): string {
  return `read:${project}`;
}

/** Of more records than this an event names the first. */
export const mostRecords = 50;

const lastMoment = 9_999_999_999_999;

/** Where rows written at a moment begin; what is older follows. */
export function keyOf(at: number): string {
  return String(lastMoment - at).padStart(13, '0');
}

/** When a row was written, in milliseconds since 1970. */
export function timeOf(key: string): number {
  return lastMoment - Number(key.slice(0, 13));
}

export function encode(events: readonly Event[]): Uint8Array {
  return Buffer.from(JSON.stringify(events));
}

export function decode(value: Uint8Array): Event[] {
  return JSON.parse(Buffer.from(value).toString()) as Event[];
}

/** The id of the n-th event of a batch. */
export function eventId(key: string, n: number): string {
  return `${key}.${n}`;
}

/** The row and the place in it that an id names; undefined for what is no id. */
export function readEventId(id: string): { key: string; n: number } | undefined {
  const match = /^(\d{13}-[0-9a-z]{1,40})\.(\d{1,4})$/.exec(id);
  return match === null ? undefined : { key: match[1] as string, n: Number(match[2]) };
}

/** `2026-11-21`, in UTC. */
export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
