/** A stream of events that ended before the answer goes on after its last event, where its events have ids (SEP-1699). */
import { AnswerLost } from './faults.ts';
import type { Answer } from './upstream.ts';

export interface ResumeOptions {
  /** How the stream ended. */
  readonly answer: Answer;
  readonly get: (lastEventId: string) => Promise<Answer>;
  readonly isAnswered: () => boolean;
  readonly wait: (ms: number) => Promise<void>;
}

const mostTries = 8;
const firstPauseMs = 100;

/** @throws AnswerLost when the answer does not come this way either */
export async function resumeStream({ answer, get, isAnswered, wait }: ResumeOptions): Promise<void> {
  let { lastEventId, retryMs } = answer;
  for (let tries = 0; tries < mostTries && lastEventId !== undefined; tries++) {
    await wait(retryMs ?? firstPauseMs * 2 ** tries);
    const next = await get(lastEventId);
    if (isAnswered()) return;
    if (next.status >= 400) break;
    lastEventId = next.lastEventId ?? lastEventId;
    retryMs = next.retryMs ?? retryMs;
  }
  throw new AnswerLost();
}
