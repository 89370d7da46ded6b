/** What is written, round by round: the same for the same seed, so that a second process knows what the first wrote. */
import { words, write } from '../../../server/search/exactness.suite.ts';
import { createRandom, memory } from '../../../server/search/fixtures.suite.ts';
import type { OpenProject } from './project.ts';

export const recordsPerRound = 200;

/** New records, changed ones and removed ones. Nothing is committed yet. */
export function writeRound({ mirror }: Pick<OpenProject, 'mirror'>, seed: number, round: number): void {
  const random = createRandom(seed * 1_000 + round);
  const pick = (ids: readonly string[]) => ids[Math.floor(random() * ids.length)];
  for (let at = 0; at < recordsPerRound; at++) write(mirror, random, round * recordsPerRound + at);
  for (let at = 0; at < recordsPerRound / 8; at++) {
    const gone = pick(mirror.ids());
    if (gone !== undefined) mirror.remove(gone);
    const changed = pick(mirror.ids().filter((id) => id.startsWith('mem_')));
    if (changed !== undefined) mirror.put(memory(changed, `${words(random, 10)} again${round}x${at}`));
  }
}
