/** Rules for what is added and listed: what was acknowledged is shown, once, and what was removed no longer is. */
import type { AppendEvent, ListEvent, LogReadEvent, MemberEvent } from './history.ts';

/** A sentence for each rule that a set breaks. */
export function setFaults(
  name: string,
  members: readonly MemberEvent[],
  lists: readonly ListEvent[],
): string[] {
  const added = new Map<string, MemberEvent>();
  const removed = new Map<string, MemberEvent>();
  for (const event of members) (event.about === 'added' ? added : removed).set(event.token, event);
  return lists.flatMap((list) => [
    ...unseen(added, removed, list).map((token) => `${name}: ${token} was added and a later list lacks it`),
    ...shownWrongly(added, removed, list).map((why) => `${name}: ${why}`),
    ...twice(list.tokens).map((token) => `${name}: ${token} is listed twice`),
  ]);
}

type Members = ReadonlyMap<string, MemberEvent>;

function unseen(added: Members, removed: Members, list: ListEvent): string[] {
  const shown = new Set(list.tokens);
  const asked = list.only === undefined ? [...added.keys()] : [list.only];
  return asked.filter((token) => {
    const one = added.get(token);
    const gone = removed.get(token);
    const wasThere = one !== undefined && one.end < list.start;
    return wasThere && !(gone !== undefined && gone.start <= list.end) && !shown.has(token);
  });
}

function shownWrongly(added: Members, removed: Members, list: ListEvent): string[] {
  return list.tokens.flatMap((token) => {
    const one = added.get(token);
    const gone = removed.get(token);
    if (one === undefined) return [`${token} is listed and nobody added it`];
    if (one.start > list.end) return [`${token} is listed before it was added`];
    return gone !== undefined && gone.end < list.start
      ? [`${token} was removed and a later list shows it`]
      : [];
  });
}

function twice(tokens: readonly string[]): string[] {
  return [...new Set(tokens.filter((token, at) => tokens.indexOf(token) !== at))];
}

/** Of a log: positions without gaps, each message once and where it was said to be, and nothing read too early or too late. */
export function logFaults(
  name: string,
  appended: readonly AppendEvent[],
  reads: readonly LogReadEvent[],
): string[] {
  const places = new Map<number, string>();
  const faults: string[] = [];
  const stands = (position: number, token: string) => {
    const other = places.get(position);
    if (other !== undefined && other !== token)
      faults.push(`${name}: position ${position} holds two messages`);
    places.set(position, token);
  };
  for (const { position, token } of appended) if (position !== undefined) stands(position, token);
  for (const read of reads) for (const { position, token } of read.items) stands(position, token);
  const tokens = [...places.values()];
  faults.push(...twice(tokens).map((token) => `${name}: ${token} stands at two positions`));
  const known = new Map(appended.map((one) => [one.token, one]));
  faults.push(
    ...tokens.filter((token) => !known.has(token)).map((token) => `${name}: nobody appended ${token}`),
  );
  return [...faults, ...reads.flatMap((read) => readFaults(name, appended, read))];
}

function readFaults(name: string, appended: readonly AppendEvent[], read: LogReadEvent): string[] {
  const { items, total, start, end } = read;
  const faults: string[] = [];
  const least = appended.filter((one) => one.end < start).length;
  const most = appended.filter((one) => one.start <= end).length;
  if (total < least)
    faults.push(`${name}: ${least} messages were acknowledged and a later read counts ${total}`);
  if (total > most) faults.push(`${name}: ${most} messages were sent and a read counts ${total}`);
  const [first] = items;
  if (items.some(({ position }, at) => position !== (first?.position ?? 0) + at))
    faults.push(`${name}: a read has gaps between its positions`);
  if (items.length > 0 && items.at(-1)?.position !== total - 1)
    faults.push(`${name}: a read of the last messages ends before the last one`);
  return faults;
}
