/** A corpus of hostile files: every way to make one gets its turn, and chance decides within each. */
import { bombs } from './bombs.ts';
import { createChance, extensionOf, readSamples, type HostileFile } from './file.ts';
import { mutations } from './mutations.ts';
import { nestings } from './nesting.ts';

export interface CorpusFile extends HostileFile {
  /** How it was made. */
  readonly family: string;
}

/**
 * One file at a time, because together they would not fit the memory; the same for the same seed.
 *
 * @example for (const file of corpus(1, 300)) await upload(file);
 */
export function* corpus(seed: number, count: number): Generator<CorpusFile> {
  const samples = readSamples();
  const made = [...Object.entries(bombs), ...Object.entries(nestings)];
  const damaged = Object.entries(mutations);
  for (let number = 0; number < count; number++) {
    const chance = createChance(seed * 1_000_003 + number);
    // Two of five are made, three of five are samples that were damaged, each sample in its turn.
    const turn = Math.floor(number / 5);
    if (number % 5 < 2) {
      const [family, make] = made[(turn * 2 + (number % 5) + seed) % made.length]!;
      yield { family, ...numbered(make(chance), number) };
      continue;
    }
    const at = turn * 3 + (number % 5) - 2;
    const sample = samples[(at + seed) % samples.length]!;
    const [family, mutate] = damaged[(at + Math.floor(at / samples.length) + seed) % damaged.length]!;
    yield {
      family: `${extensionOf(sample.name)}: ${family}`,
      ...numbered(mutate(sample, chance, samples), number),
    };
  }
}

/** Names differ, so that no file is a new version of another. */
function numbered({ name, bytes }: HostileFile, number: number): HostileFile {
  return { name: `${number}-${name}`, bytes };
}
