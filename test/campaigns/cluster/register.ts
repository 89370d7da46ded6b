/**
 * Whether calls on one value can have happened one after the other, each between its start and its end, with the answers
 * that they got: the search of Wing and Gong, which remembers what it has tried (Lowe).
 */
import type { Action, Answer, RegisterEvent } from './history.ts';

/** A value with the number of its last version, counted on when it is deleted; undefined where there is none. */
interface State {
  readonly version: number;
  readonly value: unknown;
}

const nothing: State = { version: 0, value: undefined };

/** The first call that fits nowhere, or nothing when all fit. */
export function firstMisfit(calls: readonly RegisterEvent[]): RegisterEvent | undefined {
  const all = calls.toSorted((a, b) => a.start - b.start);
  const tried = new Set<string>();
  let furthest = { done: -1, stuck: undefined as RegisterEvent | undefined };
  const stack: Progress[] = [{ from: 0, beyond: new Set(), state: nothing }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const open = next(all, at);
    if (open.every((i) => all[i]?.answer === undefined)) return undefined;
    const done = at.from + at.beyond.size;
    if (done > furthest.done) furthest = { done, stuck: all[open[0] as number] };
    // The last that is pushed is tried first: calls in the order in which they ended.
    for (const i of open.toSorted((a, b) => endOf(all[b]) - endOf(all[a]))) {
      const call = all[i] as RegisterEvent;
      const state = apply(at.state, call.action, call.answer);
      if (state === undefined) continue;
      const after = advance(at, i, state);
      const name = nameOf(after);
      if (!tried.has(name)) stack.push(after);
      tried.add(name);
    }
  }
  return furthest.stuck;
}

/** Calls before `from` are done, and those of `beyond`. */
interface Progress {
  readonly from: number;
  readonly beyond: ReadonlySet<number>;
  readonly state: State;
}

/** Calls that may be the next: those that began before any that is open has ended. */
function next(all: readonly RegisterEvent[], { from, beyond }: Progress): number[] {
  const open: number[] = [];
  let ends = Infinity;
  for (let i = from; i < all.length; i++) {
    const call = all[i] as RegisterEvent;
    if (call.start > ends) break;
    if (beyond.has(i)) continue;
    open.push(i);
    ends = Math.min(ends, endOf(call));
  }
  return open;
}

function advance({ from, beyond }: Progress, done: number, state: State): Progress {
  const rest = new Set(beyond).add(done);
  let first = from;
  while (rest.delete(first)) first++;
  return { from: first, beyond: rest, state };
}

function nameOf({ from, beyond, state }: Progress): string {
  return JSON.stringify([from, [...beyond].toSorted((a, b) => a - b), state]);
}

function endOf(call: RegisterEvent | undefined): number {
  return call?.answer === undefined ? Infinity : call.end;
}

/** What a call makes of a state; undefined when it cannot have been answered so there. */
function apply(before: State, action: Action, answer: Answer | undefined): State | undefined {
  const isThere = before.value !== undefined;
  if (action.op === 'get') {
    if (answer === undefined) return before;
    if (answer.missing === true) return isThere ? undefined : before;
    return isThere && agrees(before, answer) ? before : undefined;
  }
  const after = written(before, action);
  if (answer === undefined) return after ?? before;
  if (answer.refused === true) return after === undefined ? before : undefined;
  if (after === undefined || !agrees(after, answer)) return undefined;
  if (answer.deleted !== undefined && answer.deleted !== isThere) return undefined;
  return after;
}

/** The next state; undefined when the write has to be refused. */
function written(before: State, action: Exclude<Action, { op: 'get' }>): State | undefined {
  const isThere = before.value !== undefined;
  const wanted = 'version' in action ? action.version : undefined;
  if (wanted !== undefined && wanted !== (isThere ? before.version : 0)) return undefined;
  if (action.op === 'update' && !isThere) return undefined;
  if (action.op === 'delete') return isThere ? { version: before.version + 1, value: undefined } : before;
  return { version: before.version + 1, value: valueAfter(before.value, action) };
}

function valueAfter(before: unknown, action: Exclude<Action, { op: 'get' | 'delete' }>): unknown {
  if (action.op === 'set' || action.op === 'update') return action.value;
  if (action.op === 'increment') return ((before as number | undefined) ?? 0) + action.by;
  return [...((before as unknown[] | undefined) ?? []), action.value];
}

function agrees(state: State, { value, version }: Answer): boolean {
  if (version !== undefined && version !== state.version) return false;
  return value === undefined || JSON.stringify(value) === JSON.stringify(state.value);
}
