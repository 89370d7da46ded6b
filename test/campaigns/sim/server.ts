/** The server of the simulation: it checks who asks, and answers. */
import type { Event } from '../../../server/sync/core/device-state.ts';
import type { Answer, Position, Question } from '../../../server/sync/core/exchange.ts';
import { keyOf, push, type ServerState } from '../../../server/sync/core/server.suite.ts';
import { refusedBefore } from '../../../server/sync/core/refusing.ts';
import type { Line } from '../../../server/sync/core/lines.ts';
import type { Change, Outcome, RecordName, Version } from '../../../server/sync/core/version.ts';
import { remember, word, type Host, type Message, type Server, type World } from './parts.ts';

export function positionOf({ state }: Server, seq = state.log.length): Position {
  return { epoch: state.epoch, seq, mark: state.log[seq - 1]?.mark ?? '' };
}

/** What the server does with a question. */
export function answerTo(
  world: World,
  { question, credentials, request, from }: Message,
  random: () => number,
): Event {
  const { server, rules } = world;
  if (question === undefined || question.type === 'register' || credentials === undefined) {
    const [device, turn] = [word(world, 'dev'), word(world, 'turn')];
    server.turns.set(device, { current: turn, previous: '' });
    return { type: 'answer', request, answer: { type: 'register', device, turn } };
  }
  const known = server.turns.get(credentials.device);
  const turns = known === undefined ? undefined : rules.takeTurn(known, credentials);
  if (known === undefined || turns === undefined) return { type: 'failed', request, fault: 'forked' };
  const { epoch, log } = server.state;
  const about = { epoch, head: log.length, markAt: (seq: number) => positionOf(server, seq).mark };
  const places = question.type === 'pull' ? [credentials.seen, question.after] : [credentials.seen];
  const isStill = places.every((place) => rules.isStill(place, about));
  const answer = isStill ? answered(world, question, from, random) : undefined;
  // Asking in vain changes nothing, so the word stays.
  const isIdle = answer?.type === 'pull' && answer.lines.length + answer.erased.length === 0;
  const taken = isIdle ? known : turns;
  server.turns.set(credentials.device, taken);
  if (answer === undefined) return { type: 'failed', request, fault: 'rewound' };
  return { type: 'answer', request, answer: { ...answer, turn: taken.current } };
}

type Asked = Exclude<Question, { type: 'register' }>;
type Unsaid<A extends Answer> = A extends { head: Position } ? Omit<A, 'turn'> : never;

function answered(world: World, question: Asked, from: Host, random: () => number): Unsaid<Answer> {
  const { server } = world;
  const { records } = server.state;
  const page = 1 + Math.floor(random() * 6);
  switch (question.type) {
    case 'push': {
      const outcomes: Outcome[] = [];
      for (const change of question.changes) outcomes.push(...pushed(world, change, from, outcomes));
      return { type: 'push', outcomes, lines: linesOf(server, outcomes), head: positionOf(server) };
    }
    case 'pull':
      return pagePulled(server, question.after, page);
    case 'heads': {
      const keys = [...records.keys()].sort().filter((key) => key > question.after);
      const heads = keys.slice(0, page).flatMap((key) => {
        const head = records.get(key)?.at(-1);
        return head === undefined ? [] : { kind: head.kind, id: head.id, revision: head.revision };
      });
      const next = keys.length > page ? { next: keys[page - 1] as string } : {};
      return { type: 'heads', heads, ...next, head: positionOf(server) };
    }
    case 'fetch': {
      const some = question.names.slice(0, page);
      const lines = some.flatMap((name) => lineOf(server, name));
      return { type: 'fetch', lines, answered: some.length, head: positionOf(server) };
    }
  }
}

/** So many versions after a place; a page may end within a commit. */
function pagePulled(server: Server, { seq, part = 0 }: Position, page: number): Unsaid<Answer> {
  const { log, erased: allErased } = server.state;
  const lines = new Map<string, Line>();
  const erased: RecordName[] = [];
  let [left, at] = [page, { seq, part }];
  for (const commit of log.slice(seq)) {
    if (left === 0) break;
    const some = byRecord(commit.versions).slice(at.part, at.part + left);
    for (const written of some) {
      // Of kinds without a history the newest stands for the ones before.
      const kept = server.state.records.get(keyOf(written)) ?? [];
      const version = kept.find(({ revision }) => revision === written.revision) ?? kept.at(-1);
      if (version === undefined) continue;
      const before = lines.get(keyOf(version))?.versions ?? [];
      lines.set(keyOf(version), { seq: at.seq + 1, versions: [...before, version] });
    }
    const [last, next] = [some.at(-1), byRecord(commit.versions)[at.part + some.length]];
    const parted = last !== undefined && next !== undefined && keyOf(last) === keyOf(next);
    const line = parted ? lines.get(keyOf(last)) : undefined;
    if (parted && line !== undefined) lines.set(keyOf(last), { ...line, open: true });
    left -= some.length;
    const isWhole = at.part + some.length === commit.versions.length;
    if (isWhole) erased.push(...commit.erased);
    at = isWhole ? { seq: at.seq + 1, part: 0 } : { seq: at.seq, part: at.part + some.length };
  }
  return {
    type: 'pull',
    lines: [...lines].filter(([key]) => !allErased.has(key)).map(([, line]) => line),
    erased,
    head: { ...positionOf(server, at.seq), part: at.part },
    more: at.seq < log.length,
  };
}

const byRecord = (versions: readonly Version[]) => [...Map.groupBy(versions, keyOf).values()].flat();

/** A record as it is, and the commit that wrote it last. */
function lineOf({ state }: Server, name: RecordName): Line[] {
  const version = state.records.get(keyOf(name))?.at(-1);
  return version === undefined ? [] : [{ seq: commitOf(state, version), versions: [version] }];
}

function commitOf({ log }: ServerState, { revision }: Version): number {
  return log.findLastIndex(({ versions }) => versions.some((one) => one.revision === revision)) + 1;
}

/** The records that outcomes are about. */
function linesOf(server: Server, outcomes: readonly Outcome[]): Line[] {
  const names = new Map(
    outcomes.map(({ kind, id, becomes = id }) => [keyOf({ kind, id: becomes }), { kind, id: becomes }]),
  );
  return [...names.values()].flatMap((name) => lineOf(server, name));
}

/** The tag of a memory, and the size of a file, that a full server has no room for. */
export const large = 'large';
export const largeSize = 9;

function isLarge({ payload }: Version): boolean {
  const { tags, content } = payload as { tags?: readonly string[]; content?: { size?: number } };
  return tags?.includes(large) === true || content?.size === largeSize;
}

function refused({ versions, erased = [] }: Change): Outcome[] {
  const names = [...versions, ...erased.map((name) => ({ ...name, revision: '' }))];
  return names.map(({ kind, id, revision }) => ({ kind, id, revision, outcome: 'refused', reason: 'full' }));
}

function pushed(world: World, change: Change, from: Host, before: readonly Outcome[]): readonly Outcome[] {
  const isTooMuch = world.isFull && change.versions.some(isLarge);
  if (isTooMuch || refusedBefore(change, before) !== undefined) return refused(change);
  const make = {
    revision: () => word(world, 'rev'),
    copyId: (versionId: string) => `itm_of_${versionId}`,
    mark: () => word(world, 'mark'),
    author: { type: 'server', id: 'acc' } as const,
    at: world.clock,
    device: from.name,
    date: '2026-11-21',
  };
  const outcomes = push(world.server.state, change, make, world.rules.meet);
  for (const { versions } of world.server.state.log.slice(-1))
    for (const version of versions) remember(world, version, false);
  const { standIns } = world.ledger;
  for (const { kind, id, becomes } of outcomes) {
    const [of, now] = [`${kind}/${id}`, `${kind}/${becomes}`];
    const earlier = standIns.get(of)?.filter((one) => one !== now) ?? [];
    if (becomes !== undefined) standIns.set(of, [...earlier, now]);
  }
  return outcomes;
}
