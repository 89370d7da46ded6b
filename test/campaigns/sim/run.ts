/** Runs one history, heals it, and says what is wrong; and makes a failing history as short as it can be. */
import { faultsOf } from './checks.ts';
import { planOf, type Case, type Step } from './plan.ts';
import { rules, type Rules } from './rules.ts';
import { heal } from './healing.ts';
import { act, createWorld } from './world.ts';

/** What is wrong at the end of a history. */
export function runCase({ devices, steps }: Case, rules: Rules): string[] {
  const world = createWorld(devices, rules);
  try {
    for (const step of steps) act(world, step);
    return heal(world) ? faultsOf(world) : ['it does not come to rest'];
  } catch (error) {
    return [`it broke: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** The same fault with fewer devices and steps: pieces are left out as long as the same is wrong without them. */
export function shrink(failing: Case, rules: Rules, mostRuns = 4_000): Case {
  let best = failing;
  let runs = 0;
  const kind = kindOf(runCase(failing, rules));
  const fails = (one: Case) => ++runs <= mostRuns && kindOf(runCase(one, rules)) === kind;
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.steps.length;) {
      const steps = [...best.steps.slice(0, from), ...best.steps.slice(from + size)];
      const smaller = { ...best, steps };
      if (fails(smaller)) best = smaller;
      else from += size;
    }
  }
  while (best.devices > 1 && fails({ ...best, devices: best.devices - 1 }))
    best = { ...best, devices: best.devices - 1 };
  return best;
}

/** The first fault without names and values. */
function kindOf([first = '']: readonly string[]): string {
  return first.replace(/\w+_\d+|\bD\d\b/g, '#').replace(/[[{].*/, '');
}

/** A case as source, to be kept as a test. */
export function caseAsSource({ devices, steps }: Case): string {
  const line = ({ deed, who, chance }: Step) => `  ['${deed}', ${who}, ${chance}],`;
  return [`devices: ${devices}`, 'steps: [', ...steps.map(line), ']'].join('\n');
}

/** What one thread tries: every so many seeds, until the steps are made. */
export interface Piece {
  readonly first: number;
  readonly every: number;
  readonly steps: number;
  /** Of each history; 0 for all lengths. */
  readonly length: number;
}

export interface Tried {
  readonly histories: number;
  readonly steps: number;
  readonly failing: readonly { readonly seed: number; readonly faults: readonly string[] }[];
}

/** Short histories find most faults fastest; long ones those that need much to have happened. */
export function lengthOf(seed: number, length: number): number {
  return length > 0 ? length : ([40, 100, 300, 600, 1_500][seed % 5] as number);
}

export function tryPiece({ first, every, steps, length }: Piece): Tried {
  const failing: { seed: number; faults: readonly string[] }[] = [];
  let [made, histories] = [0, 0];
  for (let seed = first; made < steps; seed += every, histories++) {
    const plan = planOf(seed, lengthOf(seed, length));
    const faults = runCase(plan, rules);
    if (faults.length > 0) failing.push({ seed, faults: faults.slice(0, 3) });
    made += plan.steps.length;
  }
  return { histories, steps: made, failing };
}
