/** What the device's state machine asks for, done: reading what waits, asking the remote server, and writing its answers. */
import { KeepsakeError, type SyncLine, type SyncOutcome } from '../../../contract/index.ts';
import { maxRanges } from '../../../contract/operations/sync.ts';
import type { Operation, Store } from '../../store/store.ts';
import type { Batch, DeviceState, LogPosition } from '../core/device-state.ts';
import type { Answer, Credentials, Head, Question } from '../core/exchange.ts';
import type { Line } from '../core/lines.ts';
import type { Incoming } from '../core/taking.ts';
import type { Change, Outcome, Version } from '../core/version.ts';
import type { Owing } from '../service/owing.ts';
import type { Replica } from '../service/replica.ts';
import { fromSynced, nameOf } from '../service/versions.ts';
import { requestsOf } from './batches.ts';
import type { Turn } from './durable.ts';
import { rangesAfter, withNumbers, type Range } from './ranges.ts';
import { createReading } from './reading.ts';
import type { By, PushedAnswer, Side } from './sides.ts';

export interface ExchangeDependencies {
  readonly store: Store;
  readonly replica: Replica;
  /** What is exchanged. */
  readonly side: Side;
  /** The device that the link is registered as; registers it when it is none, or may not be `instead` any more. */
  readonly device: (instead?: string) => Promise<Turn>;
  /** Versions of one request. */
  readonly pageSize: () => number;
}

export interface Asked {
  readonly answer: Answer;
  readonly sent: number;
  readonly taken: number;
}

/** The commits of the remote server that hold what was sent and nothing else, so that it need not send them back. */
export interface Progress {
  own: readonly Range[];
}

type Read = { readonly batch: Batch | undefined; readonly sent: LogPosition };
type Compared = Pick<DeviceState, 'resend' | 'fetch' | 'sent'>;

export interface Exchange {
  /** Nothing before both sides were compared. */
  read(state: DeviceState): Promise<Read>;
  /** @param forkedFrom the device that this one may not be any more */
  ask(question: Question, by: Credentials | undefined, forkedFrom: string | undefined): Promise<Asked>;
  /** Writes what was answered; a second time changes nothing. @param also rows of the same commit */
  take(incoming: Incoming, owing: Owing, also: readonly Operation[]): Promise<Owing>;
  /** Both sides as they are: what is the same counts as sent, and the rest is sent or read whole. */
  compare(heads: readonly Head[], seq: number): Promise<Compared>;
  /** How many versions wait; more than `most` are not counted. */
  waiting(state: DeviceState, most: number): Promise<number>;
}

export function createExchange(dependencies: ExchangeDependencies, progress: Progress): Exchange {
  const { store, replica, side, device, pageSize } = dependencies;
  const { scope } = side;
  const reading = createReading({ replica, scope, pageSize });

  async function pull(by: By, { after }: Question & { type: 'pull' }): Promise<Asked> {
    const omit = rangesAfter(progress.own, after.seq, maxRanges);
    const { part = 0, ...place } = after;
    const asked = { limit: pageSize(), omit, cursor: { ...place, part } };
    const { turn, commits, erased, cursor: head, open, more } = await side.pull(by, asked);
    progress.own = rangesAfter(progress.own, head.seq, Infinity);
    const lines = pulledLines(commits, open);
    const taken = commits.reduce((sum, { versions }) => sum + versions.length, erased.length);
    return { answer: { type: 'pull', turn, lines, erased, head, more }, sent: 0, taken };
  }

  async function push(by: By, said: Credentials, changes: readonly Change[]): Promise<Asked> {
    const { ready, outcomes: before } = await side.prepare(changes);
    const answers: PushedAnswer[] = [];
    // The same question in parts: the server knows it by the two words.
    for (const request of requestsOf(ready)) answers.push(await side.push(by, request));
    for (const { plain = [] } of answers) progress.own = withNumbers(progress.own, plain);
    const sent = new Map(changes.flatMap(({ versions }) => versions).map((one) => [one.revision, one]));
    const last = answers.at(-1);
    const answer: Answer = {
      type: 'push',
      turn: last?.turn ?? said.turn,
      head: last?.head ?? said.seen ?? { epoch: '', seq: 0, mark: '' },
      outcomes: [...before, ...answers.flatMap(({ outcomes }) => outcomes.map(outcomeOf))],
      lines: newestLines(answers.flatMap(({ records }) => records).flatMap((one) => lineOf(one, sent))),
    };
    return { answer, sent: sent.size, taken: 0 };
  }

  async function asked(question: Exclude<Question, { type: 'register' }>, said: Credentials): Promise<Asked> {
    const { device: id, turn, next, seen } = said;
    // Another project found out that the device has to be another one.
    if ((await device()).device !== id) throw forked(id);
    const by: By = { device_id: id, turn, next, ...(seen && { seen: placeOf(seen) }) };
    if (question.type === 'pull') return pull(by, question);
    if (question.type === 'push') return push(by, said, question.changes);
    if (question.type === 'heads') return alone(await headsPage(side, by, question.after));
    const { records, answered, ...told } = await side.read(by, question.names, pageSize());
    const lines = records.flatMap((one) => lineOf(one, new Map()));
    return { answer: { type: 'fetch', ...told, lines, answered }, sent: 0, taken: lines.length };
  }

  return {
    read: (state) => reading.read(state),
    waiting: async (state, most) => reading.waiting(state, await store.head(scope), most),
    async ask(question, by, forkedFrom) {
      if (question.type !== 'register' && by !== undefined) return asked(question, by);
      const { device: id, turn } = await device(forkedFrom);
      return alone({ type: 'register', device: id, turn });
    },
    take: (incoming, owing, also) => replica.take(scope, incoming, owing, also),
    async compare(heads, seq) {
      progress.own = [];
      const head = await store.head(scope);
      return { ...(await replica.compare(scope, heads, seq)), sent: { seq: head, part: 0 } };
    },
  };
}

function alone(answer: Answer): Asked {
  return { answer, sent: 0, taken: 0 };
}

function placeOf({
  epoch,
  seq,
  mark,
}: {
  epoch: string;
  seq: number;
  mark: string;
}): NonNullable<By['seen']> {
  return { epoch, seq, mark };
}

function forked(id: string): KeepsakeError {
  return new KeepsakeError('DEVICE_FORKED', `The link is registered as another device than ${id} by now.`);
}

/** A page of one kind after the other; `after` is the kind and the last id. */
async function headsPage(side: Side, by: By, after: string): Promise<Answer> {
  const [said = '', last = ''] = after.split(' ');
  const kind = side.kinds.includes(said) ? said : (side.kinds[0] ?? said);
  const { items, next: more, turn, head } = await side.heads(by, kind, last);
  const following = side.kinds[side.kinds.indexOf(kind) + 1];
  const next = more === null ? following : `${kind} ${more}`;
  const heads = items.map(({ id, revision, erased }) => ({ kind, id, revision, ...(erased && { erased }) }));
  return { type: 'heads', heads, turn, head, ...(next !== undefined && { next }) };
}

function pulledLines(
  commits: Awaited<ReturnType<Side['pull']>>['commits'],
  open: { readonly kind: string; readonly id: string } | undefined,
): Line[] {
  const lines = new Map<string, { seq: number; versions: Version[] }>();
  for (const { seq, versions } of commits)
    for (const version of versions) {
      const before = lines.get(nameOf(version))?.versions ?? [];
      before.push(fromSynced(version));
      lines.set(nameOf(version), { seq, versions: before });
    }
  const parted = open === undefined ? undefined : nameOf(open);
  return [...lines].map(([name, line]): Line => (name === parted ? { ...line, open: true } : line));
}

/** The newest version is among those that came, or was sent. */
function lineOf({ seq, revision, versions }: SyncLine, sent: ReadonlyMap<string, Version>): Line[] {
  const all = versions.map(fromSynced);
  if (all.at(-1)?.revision === revision) return [{ seq, versions: all }];
  const tip = sent.get(revision);
  return tip === undefined ? [] : [{ seq, versions: [...all, tip] }];
}

/** Of a record that several requests were about what the last one told. */
function newestLines(lines: readonly Line[]): Line[] {
  const byName = Map.groupBy(lines, ({ versions: [first] }) => nameOf(first as Version));
  return [...byName.values()].map((all) => {
    const versions = new Map(all.flatMap((line) => line.versions).map((one) => [one.revision, one]));
    const last = all.at(-1) as Line;
    const tip = last.versions.at(-1) as Version;
    versions.delete(tip.revision);
    return { ...last, versions: [...versions.values(), tip] };
  });
}

function outcomeOf({ kind, id, revision, outcome, becomes, reason }: SyncOutcome): Outcome {
  return {
    kind,
    id,
    revision,
    outcome,
    ...(becomes === undefined ? {} : { becomes }),
    ...(reason && { reason: reason.message }),
  };
}
