/** What one linked project is seen to do: what is under way, what went wrong, how much has moved. */
import type { Device, Fault } from '../core/device-state.ts';
import type { Asked } from './exchange.ts';
import type { Problem } from './problems.ts';

export interface Activity {
  readonly doing: 'nothing' | 'sending' | 'taking';
  readonly problem: Problem | undefined;
  readonly notice: 'registered_anew' | 'server_went_back' | undefined;
  /** Milliseconds since 1970. */
  readonly lastSuccess: number | undefined;
  /** Versions of both ways. */
  readonly sent: number;
  readonly taken: number;
}

export function createActivity(lastSuccess: number | undefined) {
  let now: Activity = {
    doing: 'nothing',
    problem: undefined,
    notice: undefined,
    lastSuccess,
    sent: 0,
    taken: 0,
  };
  return {
    now: () => now,
    /** Asking for what is new is seen once something is. */
    asks(question: string, { state }: Device): void {
      const isCatchingUp = state.cursor === undefined || state.cursor.epoch === '';
      const isTaking = now.doing !== 'nothing' || isCatchingUp;
      now = { ...now, doing: question === 'push' ? 'sending' : isTaking ? 'taking' : 'nothing' };
    },
    /** What came meanwhile is not known before the first answer. */
    resumes(): void {
      now = { ...now, doing: 'taking' };
    },
    answered({ answer, sent, taken }: Asked): void {
      const doing = answer.type === 'pull' && taken > 0 ? 'taking' : now.doing;
      now = { ...now, doing, problem: undefined, sent: now.sent + sent, taken: now.taken + taken };
    },
    failed(problem: Problem): void {
      now = { ...now, doing: 'nothing', problem };
    },
    notices(fault: Exclude<Fault, 'offline'>): void {
      now = { ...now, notice: fault === 'forked' ? 'registered_anew' : 'server_went_back' };
    },
    succeeded(at: number): void {
      now = { ...now, doing: 'nothing', problem: undefined, lastSuccess: at };
    },
  };
}
