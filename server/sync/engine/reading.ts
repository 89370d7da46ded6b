/** What a device has to send: read from its records after a comparison, or from its log. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Scope } from '../../store/store.ts';
import type { Batch, DeviceState, LogPosition } from '../core/device-state.ts';
import type { Change, RecordName } from '../core/version.ts';
import type { Replica } from '../service/replica.ts';
import { nameOf } from '../service/versions.ts';

export interface ReadingDependencies {
  readonly replica: Replica;
  readonly scope: Scope;
  /** Versions of one request. */
  readonly pageSize: () => number;
}

/** What was found to wait in the log, when it was looked at last. */
interface Counted {
  readonly sent: LogPosition | undefined;
  readonly head: number;
  readonly found: number;
  readonly at: number;
}

const countedAtOnce = 50;
const manyCounted = 100;
const countEveryMs = 3_000;

export function createReading({ replica, scope, pageSize }: ReadingDependencies) {
  let counted: Counted = { sent: undefined, head: 0, found: 0, at: -Infinity };

  /** Records that the remote server lacks or has otherwise, whole. */
  async function again({ resend, sent }: DeviceState): Promise<Batch> {
    const changes: Change[] = [];
    const resent: RecordName[] = [];
    for (let [n, size] = [0, 0]; n < resend.length && size < pageSize(); n++) {
      const name = resend[n] as RecordName;
      const whole = await replica.whole(scope, [name]);
      resent.push(name);
      changes.push(...whole);
      size += sizeOf(whole);
    }
    return { changes: changes.filter((one) => sizeOf([one]) > 0), upTo: sent, resent };
  }

  /** A little at a time, and of many not at every question: people look at it while searches go on. */
  async function count(sent: LogPosition, head: number, most: number): Promise<number> {
    const isOld = counted.sent !== sent || counted.head !== head;
    const isSoon = counted.found >= manyCounted && performance.now() - counted.at < countEveryMs;
    if (!isOld || isSoon) return counted.found;
    let found = 0;
    for (let [at, more] = [sent, true]; more && found < most;) {
      const page = await replica.pending(scope, at, countedAtOnce);
      found += sizeOf(page.changes);
      [at, more] = [page.next, page.more];
      await nextTurn();
    }
    counted = { sent, head, found, at: performance.now() };
    return found;
  }

  return {
    /** Nothing before both sides were compared; `sent` is how far of the log nothing waits. */
    async read(state: DeviceState): Promise<{ batch: Batch | undefined; sent: LogPosition }> {
      let { sent } = state;
      if (state.cursor === undefined) return { batch: undefined, sent };
      if (state.resend.length > 0) return { batch: await again(state), sent };
      for (;;) {
        const { changes, next: upTo, more } = await replica.pending(scope, sent, pageSize());
        const all = await withWhole(replica, scope, changes, state.refused);
        if (all.length > 0) return { batch: { changes: all, upTo, resent: [] }, sent };
        sent = upTo;
        if (!more) return { batch: undefined, sent };
      }
    },
    /** How many versions wait; more than `most` are not counted. */
    async waiting({ cursor, resend, sent }: DeviceState, head: number, most: number): Promise<number> {
      const isAllSent = cursor === undefined || sent.seq >= head;
      if (isAllSent || resend.length >= most) return Math.min(most, resend.length);
      return Math.min(most, resend.length + (await count(sent, head, most)));
    },
  };
}

/** Records that were refused before and edited since, with all that the server lacks of them. */
async function withWhole(
  replica: Replica,
  scope: Scope,
  changes: readonly Change[],
  refused: readonly RecordName[],
): Promise<readonly Change[]> {
  const before = new Set(refused.map(nameOf));
  const edited = new Map<string, RecordName>();
  for (const { kind, id } of changes.flatMap(({ versions }) => versions))
    if (before.has(nameOf({ kind, id }))) edited.set(nameOf({ kind, id }), { kind, id });
  if (edited.size === 0) return changes;
  const others = changes.map((change) => ({
    ...change,
    versions: change.versions.filter((version) => !edited.has(nameOf(version))),
  }));
  const whole = await replica.whole(scope, [...edited.values()]);
  return [...whole, ...others.filter((one) => sizeOf([one]) > 0)];
}

/** Of one request at most so much. */
export function sizeOf(changes: readonly Change[]): number {
  return changes.reduce(
    (sum, { versions, erased = [], standIns = [] }) =>
      sum + versions.length + erased.length + standIns.length,
    0,
  );
}
