/** Activity as a stream of server-sent events. */
import type { Activity } from '../../services/activity/activity.ts';
import type { Caller } from '../../services/caller.ts';
import { streamEvents, type EventSource, type Guard } from './event-stream.ts';

/** @param after the id of the last event that the reader has heard, if any @throws KeepsakeError FORBIDDEN for a key. */
export function streamActivity(
  activity: Activity,
  caller: Caller,
  after: string | undefined,
  guard: Guard,
): Response {
  const open: EventSource['open'] = ({ event, end }) =>
    activity.follow(caller, { event: (one) => event(one.id, one), end }, after);
  return streamEvents({ open }, guard);
}
