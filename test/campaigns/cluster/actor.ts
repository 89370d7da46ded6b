/** Does things as one client, one after the other, and writes down what it asked and was answered. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { Caller, Measured } from './client.ts';
import type { Action, Answer, HistoryEvent, Span } from './history.ts';
import type { Place } from './world.ts';

/** What all clients of a run write to. */
export interface Record {
  readonly events: HistoryEvent[];
  readonly measured: Measured[];
  /** What a client would have seen as an error. */
  readonly errors: string[];
}

export function createRecord(): Record {
  return { events: [], measured: [], errors: [] };
}

export interface Actor {
  readonly place: Place;
  readonly caller: Caller;
  /** As the owner, for what keys cannot. */
  readonly owner: Caller;
  readonly random: () => number;
  readonly record: Record;
  /** Text unlike any other's, of letters alone. */
  readonly newToken: () => string;
}

export type Outcome<T> = Span & { readonly answer: T | undefined; readonly refused?: true };

/**
 * Calls, and tells when and what came of it. A refusal that is one of `expected` is an answer too; any other is an error
 * that a client saw, after which nobody knows what happened.
 */
export async function observe<T>(
  actor: Pick<Actor, 'caller' | 'owner' | 'record'>,
  what: string,
  expected: readonly string[],
  call: () => Promise<T>,
): Promise<Outcome<T>> {
  const { caller, owner, record } = actor;
  const start = performance.now();
  const before = caller.sent() + owner.sent();
  try {
    const answer = await call();
    return { start, end: performance.now(), answer };
  } catch (error) {
    const code = codeOf(error);
    if (expected.includes(code)) return { start, end: performance.now(), answer: undefined, refused: true };
    record.errors.push(`${what}: ${code} ${(error as Error).message}`);
    return { start, end: Infinity, answer: undefined };
  } finally {
    const tries = caller.sent() + owner.sent() - before;
    record.measured.push({ start, ms: performance.now() - start, tries });
  }
}

/** The first word of what a tool says is the code. */
function codeOf(error: unknown): string {
  return error instanceof KeepsakeError ? error.code : ((error as Error).message.split(':')[0] ?? '');
}

/** Writes down a call on one value. @param read what the answer says of it */
export function noteCall<T>(
  { record }: Pick<Actor, 'record'>,
  key: string,
  action: Action,
  outcome: Outcome<T>,
  read: (answer: T) => Answer,
): void {
  const { start, end, answer, refused } = outcome;
  const refusal: Answer = action.op === 'get' ? { missing: true } : { refused: true };
  const known = refused === true ? refusal : answer === undefined ? undefined : read(answer);
  record.events.push({ about: 'register', key, start, end, action, ...(known && { answer: known }) });
}

/** Writes down a write that was answered with its revision. */
export function noteWritten(
  { record, place }: Actor,
  { start, end, answer }: Outcome<{ revision?: unknown }>,
): void {
  const revision = answer?.revision;
  if (typeof revision !== 'string') return;
  record.events.push({ about: 'written', project: place.projectId, revision, start, end });
}

export function pick<T>(all: readonly T[], random: () => number): T | undefined {
  return all[Math.floor(random() * all.length)];
}

/** Takes one out of a list. */
export function take<T>(all: T[], random: () => number): T | undefined {
  return all.splice(Math.floor(random() * all.length), 1)[0];
}
