/** Checks a recorded history: values as linearizable registers, what is listed as sets, conversations and commits as logs. */
import { groupEvents, type HistoryEvent, type RegisterEvent } from './history.ts';
import { orderFaults } from './order.ts';
import { firstMisfit } from './register.ts';
import { logFaults, setFaults } from './sets.ts';

const nearMs = 5_000;

type About = HistoryEvent['about'];
type EventOf<A extends About> = Extract<HistoryEvent, { readonly about: A }>;

/** A sentence for each rule that is broken; none when the history is one that a single careful server could have given. */
export function checkHistory(events: readonly HistoryEvent[]): string[] {
  const of = <A extends About>(...kinds: A[]) =>
    events.filter((event): event is EventOf<A> => kinds.some((kind) => kind === event.about));
  const calls = groupEvents(of('register'), ({ key }) => key);
  const members = groupEvents(of('added', 'removed'), ({ set }) => set);
  const lists = groupEvents(of('list'), ({ set }) => set);
  const appended = groupEvents(of('appended'), ({ log }) => log);
  const reads = groupEvents(of('log'), ({ log }) => log);
  const changes = groupEvents(of('changes'), ({ project }) => project);
  const written = groupEvents(of('written'), ({ project }) => project);
  const names = (...maps: ReadonlyMap<string, unknown>[]) => [
    ...new Set(maps.flatMap((map) => [...map.keys()])),
  ];
  return [
    ...[...calls].flatMap(([key, group]) => {
      const misfit = firstMisfit(group);
      return misfit === undefined
        ? []
        : [`${key}: ${tell(misfit)} fits nowhere beside ${around(group, misfit)}`];
    }),
    ...names(members, lists).flatMap((set) => setFaults(set, members.get(set) ?? [], lists.get(set) ?? [])),
    ...names(appended, reads).flatMap((log) => logFaults(log, appended.get(log) ?? [], reads.get(log) ?? [])),
    ...names(changes, written).flatMap((one) =>
      orderFaults(one, changes.get(one) ?? [], written.get(one) ?? []),
    ),
  ];
}

/** What may have to do with a call that fits nowhere: those that overlap it or came just before. */
function around(calls: readonly RegisterEvent[], { start, end }: RegisterEvent): string {
  const beside = calls.filter((one) => one.end > start - nearMs && one.start < Math.min(end, start + nearMs));
  return beside.map(tell).join(', ');
}

function tell({ start, end, action, answer }: RegisterEvent): string {
  return JSON.stringify([Math.round(start), Math.round(end), action, answer ?? 'no answer']);
}
