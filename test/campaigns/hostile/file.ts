/** What a hostile file is, and the seeded chance that makes each corpus another one. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRandom } from '../../../server/search/fixtures.suite.ts';

export interface HostileFile {
  /** With the extension that it comes under, right or wrong. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Chance {
  /** From 0 up to but not including `below`. */
  number(below: number): number;
  pick<T>(values: readonly T[]): T;
  bytes(length: number): Buffer;
}

export function createChance(seed: number): Chance {
  const random = createRandom(seed);
  const number = (below: number): number => Math.floor(random() * below);
  return {
    number,
    pick: (values) => values[number(values.length)]!,
    bytes: (length) => Buffer.from(Array.from({ length }, () => number(256))),
  };
}

const folder = new URL('../../documents/', import.meta.url);

/** Every sample document that holds anything, in the order of their names. */
export function readSamples(): HostileFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/README|\.test\.ts$/.test(entry.name))
    .map(({ name }) => ({ name, bytes: readFileSync(new URL(name, folder)) }))
    .filter(({ bytes }) => bytes.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
