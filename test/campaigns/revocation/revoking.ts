/** Ends something while many call and listen with it, and counts what was accepted of what was begun after the acknowledgement. */
import { eventsOf } from '../../harness/events.ts';
import { call, type Outcome } from './calls.ts';
import type { Stage } from './stage.ts';
import { newSubject, type Subject } from './subjects.ts';

export interface Revoked {
  readonly kind: Subject['kind'];
  /** Requests that were begun after the acknowledgement. */
  readonly begun: number;
  readonly accepted: number;
  /** Answered, before or after, in a way that is neither good nor the right refusal. */
  readonly other: readonly string[];
  /** How long after the acknowledgement each listening stream ended, in milliseconds. */
  readonly streamMs: readonly number[];
}

const lanes = 12;

/** @param least how many requests are begun after the acknowledgement */
export async function revoke(stage: Stage, number: number, least: number): Promise<Revoked> {
  const subject = await newSubject(stage, number);
  const streams = await listen(stage, subject);
  const outcomes: Outcome[] = [];
  let endedAt = Infinity;
  const isDone = (): boolean => outcomes.filter(({ startedAt }) => startedAt > endedAt).length >= least;
  const lane = async (at: number): Promise<void> => {
    for (let i = at; !isDone(); i++) {
      const { addresses } = stage;
      const secret = subject.secrets[i % subject.secrets.length] ?? '';
      const address = addresses[i % addresses.length] ?? '';
      outcomes.push(await call(address, secret, subject.projectId, Math.floor(i / addresses.length)));
    }
  };
  const calling = Promise.all(Array.from({ length: lanes }, (_, at) => lane(at)));
  while (outcomes.length < 3 * lanes) await new Promise((resolve) => setTimeout(resolve, 5));
  await subject.end(number);
  endedAt = performance.now();
  await calling;
  const ends = await Promise.all(streams);
  const late = outcomes.filter(({ startedAt }) => startedAt > endedAt);
  const early = outcomes.filter(({ startedAt }) => startedAt <= endedAt);
  return {
    kind: subject.kind,
    begun: late.length,
    accepted: late.filter(({ kind }) => kind === 'accepted').length,
    other: [...outcomes.filter(({ kind }) => kind === 'other'), ...noneOf(early)].map(({ told }) => told),
    streamMs: ends.map((at) => Math.max(0, Math.round(at - endedAt))),
  };
}

/** A secret that never worked would be refused for any reason. */
function noneOf(early: readonly Outcome[]): Outcome[] {
  if (early.some(({ kind }) => kind === 'accepted')) return [];
  return [{ startedAt: 0, kind: 'other', told: 'nothing was accepted before the end' }];
}

/** A stream at every server for every secret. @returns when each ends */
async function listen({ servers }: Stage, { secrets, projectId }: Subject): Promise<Promise<number>[]> {
  const opened = servers.flatMap(({ url }) =>
    secrets.map(async (secret) => {
      const response = await fetch(`${url}/api/v1/projects/${projectId}/changes/events`, {
        headers: { authorization: `Bearer ${secret}` },
      });
      if (response.status !== 200) throw new Error(`a stream was refused: ${await response.text()}`);
      const events = eventsOf(response);
      // Something has been heard, so it does listen.
      if ((await events.next()) === undefined) throw new Error('a stream ended at once');
      return { ended: events.rest().then(() => performance.now()) };
    }),
  );
  return (await Promise.all(opened)).map(({ ended }) => ended);
}
