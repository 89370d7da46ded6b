/** Puts events together that one client did in one go. */
import type { ActivityEvent } from '../../../contract/operations/activity.ts';

export interface Session {
  /** Of its oldest event, so that it stays the same while newer ones come. */
  readonly id: string;
  readonly author: ActivityEvent['author'];
  /** Newest first. */
  readonly events: readonly ActivityEvent[];
  readonly reads: number;
  readonly writes: number;
  readonly projectIds: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** A longer silence begins a new session. */
const silenceMs = 15 * 60_000;

/** @param events newest first @returns sessions, the one with the newest event first */
export function groupSessions(events: readonly ActivityEvent[]): readonly Session[] {
  const all: ActivityEvent[][] = [];
  const open = new Map<string, ActivityEvent[]>();
  for (const event of events) {
    const name = nameOf(event.author);
    const before = open.get(name);
    const last = before?.at(-1);
    if (before !== undefined && last !== undefined && gap(event, last) <= silenceMs) before.push(event);
    else {
      const begun = [event];
      open.set(name, begun);
      all.push(begun);
    }
  }
  return all.flatMap((own) => sessionOf(own) ?? []);
}

function nameOf({ type, key_id = '', member_id = '', client = '' }: ActivityEvent['author']): string {
  return JSON.stringify([type, key_id, member_id, client]);
}

function gap(older: ActivityEvent, newer: ActivityEvent): number {
  return Date.parse(newer.time) - Date.parse(older.time);
}

function sessionOf(events: readonly ActivityEvent[]): Session | undefined {
  const newest = events[0];
  const oldest = events.at(-1);
  if (newest === undefined || oldest === undefined) return undefined;
  return {
    id: oldest.id,
    author: newest.author,
    events,
    reads: events.filter(({ kind }) => kind === 'read').length,
    writes: events.filter(({ kind }) => kind === 'write').length,
    projectIds: [...new Set(events.flatMap(({ project_ids }) => project_ids))],
    from: oldest.time,
    to: newest.time,
  };
}
