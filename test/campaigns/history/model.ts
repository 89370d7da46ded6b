/** What a project should hold after each commit: whole states in memory, and merging by the rules as the documentation says them. */

/** A memory as four lines, each of which changes by itself. */
export interface MemoryState {
  readonly lines: readonly string[];
  readonly tags: readonly string[];
}

export function contentOf({ lines }: MemoryState): string {
  return lines.join('\n');
}

export type ValueState = Readonly<Record<string, number>>;

/** What is there, by name: `mem_…` for memories, the key for values. What was deleted is not. */
export interface State {
  readonly memories: ReadonlyMap<string, MemoryState>;
  readonly values: ReadonlyMap<string, ValueState>;
}

export const emptyState: State = { memories: new Map(), values: new Map() };

export interface BranchState {
  readonly base: State;
  readonly state: State;
}

export function withMemory(state: State, id: string, memory: MemoryState | undefined): State {
  return { ...state, memories: changed(state.memories, id, memory) };
}

export function withValue(state: State, key: string, value: ValueState | undefined): State {
  return { ...state, values: changed(state.values, key, value) };
}

function changed<T>(map: ReadonlyMap<string, T>, name: string, next: T | undefined): ReadonlyMap<string, T> {
  const copy = new Map(map);
  if (next === undefined) copy.delete(name);
  else copy.set(name, next);
  return copy;
}

/** The same text for the same state. */
export function textOf({ memories, values }: State): string {
  const sorted = <T>(map: ReadonlyMap<string, T>) =>
    [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const members = (value: ValueState) => Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([sorted(memories), sorted(values).map(([key, value]) => [key, members(value)])]);
}

/** Names of what differs: added, changed or removed from one state to the other. */
export function differences(from: State, to: State): Map<string, 'added' | 'changed' | 'removed'> {
  const found = new Map<string, 'added' | 'changed' | 'removed'>();
  for (const part of ['memories', 'values'] as const)
    for (const name of new Set([...from[part].keys(), ...to[part].keys()])) {
      const [before, after] = [from[part].get(name), to[part].get(name)];
      if (before === undefined) found.set(name, 'added');
      else if (after === undefined) found.set(name, 'removed');
      else if (!isEqual(before, after)) found.set(name, 'changed');
    }
  return found;
}

type Side = 'main' | 'branch';

export interface Outcome {
  readonly state: State;
  /** Names of records on which both sides clash. */
  readonly clashes: ReadonlySet<string>;
}

/** Merges a branch; where it clashes, the side that `take` says. */
export function merge(
  { base, state: branch }: BranchState,
  main: State,
  take: (name: string) => Side,
): Outcome {
  const clashes = new Set<string>();
  let state = main;
  const record = <T>(name: string, sides: Sides<T>, both: (sides: Required<Sides<T>>) => T | 'clash') => {
    const merged = threeWay(sides, both);
    if (merged !== 'clash') return merged;
    clashes.add(name);
    return undefined;
  };
  for (const id of namesOf(base.memories, branch.memories)) {
    const sides = {
      base: base.memories.get(id),
      main: main.memories.get(id),
      branch: branch.memories.get(id),
    };
    const merged = record(id, sides, (all) => mergeMemories(all, undefined));
    const settled = clashes.has(id) ? settle(sides, take(id), mergeMemories) : merged;
    state = withMemory(state, id, settled);
  }
  for (const key of namesOf(base.values, branch.values)) {
    const sides = { base: base.values.get(key), main: main.values.get(key), branch: branch.values.get(key) };
    const merged = record(key, sides, (all) => mergeValues(all, undefined));
    const settled = clashes.has(key) ? settle(sides, take(key), mergeValues) : merged;
    state = withValue(state, key, settled);
  }
  return { state, clashes };
}

interface Sides<T> {
  readonly base: T | undefined;
  readonly main: T | undefined;
  readonly branch: T | undefined;
}

type MergeBoth<T> = (sides: Sides<T>, take: Side | undefined) => T | 'clash';

function namesOf(base: ReadonlyMap<string, unknown>, branch: ReadonlyMap<string, unknown>): Set<string> {
  return new Set([...base.keys(), ...branch.keys()]);
}

function threeWay<T>(
  sides: Sides<T>,
  both: (sides: Required<Sides<T>>) => T | 'clash',
): T | undefined | 'clash' {
  const { base, main, branch } = sides;
  if (isEqual(main, branch) || isEqual(base, branch)) return main;
  if (isEqual(base, main)) return branch;
  return main === undefined || branch === undefined ? 'clash' : both(sides);
}

/** What a record becomes once a side is taken where it clashes. */
function settle<T>(sides: Sides<T>, side: Side, both: MergeBoth<T>): T | undefined {
  if (sides.main === undefined || sides.branch === undefined) return sides[side];
  const merged = both(sides, side);
  return merged === 'clash' ? undefined : merged;
}

function mergeMemories(
  { base, main, branch }: Sides<MemoryState>,
  take: Side | undefined,
): MemoryState | 'clash' {
  const [b, m, t] = [base, main as MemoryState, branch as MemoryState];
  const lines = m.lines.map((line, at) => mergePiece(b?.lines[at], line, t.lines[at]));
  const clashes = lines.includes(undefined);
  if (clashes && take === undefined) return 'clash';
  const tags = mergeTags(b?.tags ?? [], m.tags, t.tags);
  if (!clashes) return { lines: lines as string[], tags };
  return { lines: take === 'branch' ? t.lines : m.lines, tags };
}

function mergePiece<T>(base: T, main: T, branch: T): T | undefined {
  if (main === branch || base === branch) return main;
  return base === main ? branch : undefined;
}

function mergeTags(
  base: readonly string[],
  main: readonly string[],
  branch: readonly string[],
): readonly string[] {
  if (isEqual(main, branch) || isEqual(base, branch)) return main;
  if (isEqual(base, main)) return branch;
  const kept = main.filter((tag) => branch.includes(tag) || !base.includes(tag));
  return [...kept, ...branch.filter((tag) => !base.includes(tag) && !kept.includes(tag))];
}

function mergeValues(
  { base, main, branch }: Sides<ValueState>,
  take: Side | undefined,
): ValueState | 'clash' {
  const merged: Record<string, number> = {};
  for (const name of new Set([
    ...Object.keys(base ?? {}),
    ...Object.keys(main ?? {}),
    ...Object.keys(branch ?? {}),
  ])) {
    const [b, m, t] = [base?.[name], main?.[name], branch?.[name]];
    const clash = m !== t && b !== t && b !== m;
    if (clash && take === undefined) return 'clash';
    const value = clash ? (take === 'branch' ? t : m) : mergePiece(b, m, t);
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

function isEqual(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value) ?? '';
  return JSON.stringify(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
