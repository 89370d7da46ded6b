/**
 * A corpus as large as wanted: words drawn by Zipf's law from the vocabulary of real text (the documentation that npm
 * packages ship), in documents that each keep to a topic. The same in every run.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Corpus {
  readonly vocabulary: number;
  /** The next document: its passages' texts. */
  nextDocument(): string[];
  /** 5 to 8 words that tell something, as they stand together in a document made before; and with stop words between them. */
  query(withStopWords: boolean): string;
}

export const passagesPerDocument = 10;
const topicWords = 300;
const stops =
  'the of and to a in is that for it with as on be at by this from or are how what when which'.split(' ');

/** @param words the most frequent first; those of the documentation that npm packages ship when left out */
export function createCorpus(seed: number, words: readonly string[] = readVocabulary()): Corpus {
  const random = createRandom(seed);
  const shares = cumulative(words.length);
  const recent: string[][] = [];

  const common = () => words[drawn(shares, random())] as string;
  function passage(topic: readonly string[]): string {
    const length = 40 + Math.floor(random() * 40);
    return Array.from({ length }, () => {
      const kind = random();
      if (kind < 0.35) return stops[Math.floor(stops.length * random() ** 2)] as string;
      return kind < 0.6 ? (topic[Math.floor(topic.length * random() ** 2)] as string) : common();
    }).join(' ');
  }

  return {
    vocabulary: words.length,
    nextDocument() {
      const begin = Math.floor(random() * (words.length - topicWords));
      const topic = words.slice(begin, begin + topicWords);
      const passages = Array.from({ length: passagesPerDocument }, () => passage(topic));
      if (recent.length < 5_000) recent.push(passages);
      else recent[Math.floor(random() * recent.length)] = passages;
      return passages;
    },
    query: (withStopWords) =>
      questionFrom(recent[Math.floor(random() * recent.length)] as string[], random, withStopWords),
  };
}

/** 5 to 8 words that tell something, as they stand together in a passage of a document; and with stop words between them. */
export function questionFrom(
  document: readonly string[],
  random: () => number,
  withStopWords: boolean,
): string {
  const telling = (document[Math.floor(random() * document.length)] as string)
    .split(' ')
    .filter((word) => !stops.includes(word));
  const count = 5 + Math.floor(random() * 4);
  const chosen = Array.from(
    { length: count },
    () => telling[Math.floor(random() * telling.length)] as string,
  );
  return chosen
    .flatMap((word) => (withStopWords ? [stops[Math.floor(random() * 12)] as string, word] : [word]))
    .join(' ');
}

/** Words of real text, the most frequent first. */
function readVocabulary(): string[] {
  const counts = new Map<string, number>();
  for (const file of textFiles(new URL('../../node_modules', import.meta.url).pathname)) {
    for (const [word] of readFileSync(file, 'utf8')
      .toLowerCase()
      .matchAll(/[a-z]{3,16}/g))
      if (!stops.includes(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))
    .map(([word]) => word);
}

function textFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:md|markdown|d\.ts|d\.mts)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Zipf–Mandelbrot: the share of rank r is proportional to 1 / (r + 2.7). */
function cumulative(size: number): Float64Array {
  const shares = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank++) shares[rank] = sum += 1 / (rank + 2.7);
  return shares.map((share) => share / sum);
}

function drawn(shares: Float64Array, value: number): number {
  let low = 0;
  let high = shares.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((shares[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
