/** A history of the simulation: steps that carry their own chance, so that any of them can be left out. */
import { createRandom } from '../../../server/search/fixtures.suite.ts';

export type Deed =
  | 'edit'
  | 'work'
  | 'crash'
  | 'crash-after'
  | 'deliver'
  | 'lose'
  | 'double'
  | 'backup'
  | 'restore'
  | 'clone'
  | 'clock'
  | 'link'
  | 'server-backup'
  | 'server-restore'
  | 'timer'
  | 'away'
  | 'quota'
  | 'retry'
  | 'attach'
  | 'look';

export interface Step {
  readonly deed: Deed;
  /** Which device, modulo how many there are. */
  readonly who: number;
  /** What chance does in this step. */
  readonly chance: number;
}

export interface Case {
  readonly devices: number;
  readonly steps: readonly Step[];
}

/** How often each is done, out of all. */
const weights: readonly (readonly [Deed, number])[] = [
  ['edit', 260],
  ['work', 330],
  ['deliver', 280],
  ['timer', 60],
  ['lose', 14],
  ['double', 14],
  ['crash', 10],
  ['crash-after', 10],
  ['clock', 6],
  ['backup', 4],
  ['restore', 3],
  ['clone', 1],
  ['link', 2],
  ['server-backup', 3],
  ['server-restore', 2],
  ['away', 6],
  ['quota', 5],
  ['retry', 4],
  ['attach', 30],
  ['look', 90],
];
const total = weights.reduce((sum, [, weight]) => sum + weight, 0);

/** The history of a seed. */
export function planOf(seed: number, length: number): Case {
  const random = createRandom(seed);
  const devices = 2 + Math.floor(random() * 4);
  const steps = Array.from({ length }, (): Step => {
    let left = random() * total;
    const deed = weights.find(([, weight]) => (left -= weight) < 0)?.[0] ?? 'work';
    return { deed, who: Math.floor(random() * 60), chance: Math.floor(random() * 2 ** 31) };
  });
  return { devices, steps };
}
