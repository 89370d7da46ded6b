/** The queue of jobs that all servers share, and counters, added up here while an earlier batch is on its way. */
import type { Job, Mark, MarkTotal, Store } from '../store.ts';
import type { Statements, Value } from './database.ts';
import type { Walled } from './walled.ts';
import { keyOf } from './overlay.ts';
import type { Scopes } from './scopes.ts';
import { queueSql } from './sql.ts';
import { jobPlace } from './places.ts';

type Queue = Pick<Store, 'claimJob' | 'renewJob' | 'releaseJob' | 'mark' | 'marks' | 'probe'>;

const marksKeptMs = 24 * 3_600_000;
const forgetEvery = 1_000;

export function createQueue(database: Walled, scopes: Scopes): Queue {
  const { outside } = database;
  const queue = database.within({ across: 'jobs' });
  const addMarks = inBatches((marks: readonly Mark[]) => writeMarks(outside, marks));
  const claim = oneByOne((values: readonly Value[]) =>
    queue.query<Omit<Job, 'payload'> & { payload: Buffer }>(queueSql.claim, values),
  );
  return {
    async claimJob(kinds, owner, now, leaseMs) {
      const [row] = await claim([owner, now + leaseMs, kinds, now]);
      if (row === undefined) return undefined;
      const { seal } = await scopes.of({ account: row.account });
      const payload = seal.open(row.payload, jobPlace(row.account, row.id));
      return { ...row, payload: JSON.parse(payload.toString()) as Job['payload'] };
    },
    renewJob: async (id, owner, now, leaseMs) =>
      (await queue.run(queueSql.renew, [now + leaseMs, id, owner])) > 0,
    releaseJob: async (id, owner, retryAt) => void (await queue.run(queueSql.release, [retryAt, id, owner])),
    mark: addMarks,
    async marks(account, names, window) {
      const rows = await outside.query<MarkTotal & { name: string }>(queueSql.marks, [
        account,
        window,
        names,
      ]);
      const found = new Map(rows.map(({ name, count, at }) => [name, { count, at }]));
      return names.map((name) => found.get(name));
    },
    probe: async () => void (await outside.run(queueSql.probe)),
  };
}

/** Claims of one server go in order, so that they do not skip what another of them is about to take. */
function oneByOne<I, O>(work: (input: I) => Promise<O>): (input: I) => Promise<O> {
  let last: Promise<unknown> = Promise.resolve();
  return (input) => {
    const answer = last.then(() => work(input));
    last = answer.catch(() => undefined);
    return answer;
  };
}

/** One call at a time; what comes meanwhile waits and goes together. */
function inBatches<I, O>(
  work: (inputs: readonly I[]) => Promise<O[]>,
): (inputs: readonly I[]) => Promise<O[]> {
  interface Batch {
    readonly inputs: I[];
    readonly answers: Promise<O[]>;
  }
  let running: Promise<unknown> = Promise.resolve();
  let next: Batch | undefined;

  function startNext(): Batch {
    const inputs: I[] = [];
    const answers = running.then(() => {
      next = undefined;
      return work(inputs);
    });
    running = answers.catch(() => undefined);
    return { inputs, answers };
  }

  return async (inputs) => {
    next ??= startNext();
    const from = next.inputs.push(...inputs) - inputs.length;
    return (await next.answers).slice(from, from + inputs.length);
  };
}

/** Each mark's total as of itself, in order, although equal counters are added to once. */
async function writeMarks(database: Statements, marks: readonly Mark[]): Promise<MarkTotal[]> {
  const sums = new Map<string, { mark: Mark; add: number; at: number }>();
  for (const mark of marks) {
    const before = sums.get(keyOfMark(mark));
    sums.set(keyOfMark(mark), {
      mark,
      add: (before?.add ?? 0) + mark.add,
      at: Math.max(before?.at ?? 0, mark.at),
    });
  }
  if (sums.size === 0) return [];
  // In one order everywhere, so that two servers never wait for each other.
  const ordered = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  const values: Value[] = ordered.flatMap(({ mark: { account, name, window }, add, at }) => [
    account,
    name,
    window,
    add,
    at,
  ]);
  const rows = await database.query<{
    account: string;
    name: string;
    start: number;
    count: number;
    prior_at: number;
  }>(queueSql.addMarks(ordered.length), values);
  const newest = Math.max(...marks.map(({ at }) => at));
  if (Math.random() < 1 / forgetEvery) await database.run(queueSql.forgetMarks, [newest - marksKeptMs]);
  const totals = new Map(
    rows.map(({ account, name, start, count, prior_at: at }) => {
      const key = keyOfMark({ account, name, window: start });
      return [key, { count: count - (sums.get(key)?.add ?? 0), at }];
    }),
  );
  return marks.map((mark) => {
    const before = totals.get(keyOfMark(mark)) ?? { count: 0, at: 0 };
    const total = { count: before.count + mark.add, at: Math.max(before.at, mark.at) };
    totals.set(keyOfMark(mark), total);
    return total;
  });
}

function keyOfMark({ account, name, window }: Pick<Mark, 'account' | 'name' | 'window'>): string {
  return keyOf(account, name, String(window));
}
