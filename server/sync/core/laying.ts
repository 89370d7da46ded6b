/** Messages on a device: those of the server at its positions, and those that it does not have yet after them. */
import { uniqueOf } from './names.ts';
import type { LocalView } from './taking.ts';
import type { RecordName, StandIn, Version } from './version.ts';

export interface Laying {
  /** Messages as the server has them, each at its position. */
  readonly taken: readonly Version[];
  /** Conversations that became others: what was said in them comes along. */
  readonly joined: readonly StandIn[];
  readonly view: Pick<LocalView, 'current' | 'holder' | 'messages'>;
  /** Whether the server does not have it yet, so that it makes room. */
  readonly isLoose: (name: Version) => boolean;
  readonly isGone: (name: RecordName) => boolean;
}

interface Place {
  readonly conversation: string;
  readonly position: number;
}

/** Where a message stands. */
export const placeOf = ({ payload }: Version) => payload as unknown as Place;

/** What a message stands in. */
export function conversationOf(message: Version): RecordName {
  return { kind: 'conversation', id: placeOf(message).conversation };
}

/** @returns messages that stand elsewhere from now on, as they are then */
export function layOut(laying: Laying): Version[] {
  const { taken, joined } = laying;
  const byConversation = Map.groupBy(taken, (one) => placeOf(one).conversation);
  const ids = new Set([...byConversation.keys(), ...joined.map(({ id }) => id)]);
  return [...ids].flatMap((id) => layConversation(laying, id, byConversation.get(id) ?? []));
}

function layConversation(
  { joined, view, isLoose, isGone }: Laying,
  id: string,
  taken: readonly Version[],
): Version[] {
  const joining = joined.filter((one) => one.id === id);
  const from = joining.length > 0 ? 0 : Math.min(...taken.flatMap((one) => positionsOf(one, view)));
  const news = new Set(taken.map((one) => one.id));
  const isLeft = (one: Version) => !news.has(one.id) && !isGone(one);
  const here = view.messages(id, from).filter(isLeft);
  const names = new Set(taken.map(uniqueOf));
  const joins = joining.flatMap(({ of }) => view.messages(of, 0)).filter(isLeft);
  const loose = [
    ...here.filter(isLoose),
    ...joins.filter((one) => isLoose(one) && isNew(one, id, { names, view })),
  ];
  const fixed = [...taken, ...here.filter((one) => !isLoose(one))].map((one) => placeOf(one).position);
  const first = Math.max(-1, from - 1, ...fixed) + 1;
  return loose.flatMap((one, n) => movedTo(one, id, first + n));
}

/** Where it will stand, and where it stood: what comes before both is not looked at. */
function positionsOf(message: Version, view: Pick<LocalView, 'current'>): number[] {
  const before = view.current(message.kind, message.id);
  const isMoved = before !== undefined && placeOf(before).conversation === placeOf(message).conversation;
  return [placeOf(message).position, ...(isMoved ? [placeOf(before).position] : [])];
}

interface Named {
  /** What the messages that came are called, and those that joined before. */
  readonly names: Set<string | undefined>;
  readonly view: Pick<LocalView, 'holder'>;
}

/** Two messages of one external name do not stand in one conversation: the answer to the second says what it became. */
function isNew(message: Version, conversation: string, { names, view }: Named): boolean {
  const unique = uniqueOf(inConversation(message, { conversation }));
  if (unique === undefined) return true;
  if (names.has(unique) || view.holder('message', unique) !== undefined) return false;
  names.add(unique);
  return true;
}

function inConversation(message: Version, place: Partial<Place>): Version {
  return { ...message, payload: { ...(message.payload as object), ...place } };
}

function movedTo(message: Version, conversation: string, position: number): Version[] {
  const place = placeOf(message);
  const stays = place.conversation === conversation && place.position === position;
  return stays ? [] : [inConversation(message, { conversation, position })];
}
