/**
 * Texts as they are compared: how alike two are, and hashes under which those that are alike meet. Shingles after Broder,
 * "On the resemblance and containment of documents" (1997); bands after Leskovec et al., "Mining of Massive Datasets", 3.4.
 */
import { createHash } from 'node:crypto';

/** From this share of shingles in common on, two texts are nearly the same. */
export const nearlySame = 0.8;

const bands = 5;
const rowsPerBand = 3;
/** Of the bytes of two sketches; of texts that are nearly the same four in five are equal on average. */
const fewestEqual = 7;
/** Words that are left out: they may be missing in a text that says the same. */
const articles = new Set(['a', 'an', 'the']);
/** Words that turn a statement round. Texts with other ones do not say the same, however alike they are. */
const negations = new Set([
  'not',
  'no',
  'never',
  'without',
  'nicht',
  'kein',
  'keine',
  'nie',
  'pas',
  'jamais',
]);
/** Scripts that write no spaces between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Khmer}\p{sc=Lao}\p{sc=Myanmar}]/u;

/** The words of a text, folded; in scripts without spaces pairs of characters. Articles are left out. */
export function wordsOf(text: string): string[] {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/n['’]t\b/gu, ' not')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '' && !articles.has(word));
  return words.flatMap((word) => (unspaced.test(word) ? pairsOf(word) : [word]));
}

function pairsOf(word: string): string[] {
  const characters = Array.from(word);
  return characters.length < 2 ? [word] : characters.slice(1).map((last, at) => `${characters[at]}${last}`);
}

/** A text, ready to be compared. */
export interface Shape {
  /** Equal for texts that differ in case, punctuation and articles at most. */
  readonly hash: string;
  /** A hash per band: texts that are nearly the same share at least one of them, 99 times in 100. */
  readonly bands: readonly string[];
  /** A byte per permutation: of two texts about as many are equal as they have shingles in common. */
  readonly sketch: Uint8Array;
  readonly shingles: ReadonlySet<string>;
  /** Numbers and negations, in order: with others, a text says something else. */
  readonly telling: string;
}

/** Of the last texts: the shape of one is asked for several times while it is written. */
const lastShapes = new Map<string, Shape>();
const mostShapes = 256;
/** Longer ones are not kept, so that all of them stay small. */
const mostKeptCharacters = 4_096;

export function shapeOf(text: string): Shape {
  const known = lastShapes.get(text);
  if (known !== undefined) return known;
  const shape = computeShape(text);
  if (text.length > mostKeptCharacters) return shape;
  lastShapes.set(text, shape);
  const [oldest] = lastShapes.keys();
  if (lastShapes.size > mostShapes && oldest !== undefined) lastShapes.delete(oldest);
  return shape;
}

function computeShape(text: string): Shape {
  const words = wordsOf(text);
  const shingles = new Set(words);
  words.slice(1).forEach((word, at) => shingles.add(`${words[at]} ${word}`));
  const telling = words.filter((word) => /\p{N}/u.test(word) || negations.has(word)).join(' ');
  const hash = createHash('sha256').update(words.join(' ')).digest('base64url').slice(0, 16);
  const smallest = smallestOf(shingles);
  return { hash, bands: bandsOf(smallest), sketch: Uint8Array.from(smallest), shingles, telling };
}

/** Whether a text of this sketch can be nearly the same: wrongly denied once in a thousand times. */
export function mayResemble(one: Shape, sketch: Uint8Array): boolean {
  const equal = one.sketch.filter((byte, at) => byte === sketch[at]).length;
  return sketch.length !== one.sketch.length || equal >= fewestEqual;
}

/** From 0 to 1: the share of shingles in common; 0 when numbers or negations differ. */
export function resemblance(one: Shape, other: Shape): number {
  if (one.hash === other.hash) return 1;
  if (one.telling !== other.telling) return 0;
  let common = 0;
  for (const shingle of one.shingles) if (other.shingles.has(shingle)) common++;
  const share = common / (one.shingles.size + other.shingles.size - common);
  // 1 stands for the same words in the same order.
  return Math.min(0.99, Math.round(share * 100) / 100);
}

/** The smallest hash of all shingles under each of some permutations. */
function smallestOf(shingles: ReadonlySet<string>): Uint32Array {
  const smallest = new Uint32Array(bands * rowsPerBand).fill(0xffffffff);
  for (const shingle of shingles) {
    const hash = fnv1a(shingle);
    for (let at = 0; at < smallest.length; at++) {
      const mixed = mix(hash, at);
      if (mixed < (smallest[at] as number)) smallest[at] = mixed;
    }
  }
  return smallest;
}

function bandsOf(smallest: Uint32Array): string[] {
  return Array.from({ length: bands }, (_, band) => {
    const group = smallest.slice(band * rowsPerBand, (band + 1) * rowsPerBand);
    return Buffer.from(createHash('sha256').update(new Uint8Array(group.buffer)).digest())
      .toString('base64url')
      .slice(0, 11);
  });
}

/** FNV-1a of 32 bits over UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** MurmurHash3's finaliser, seeded: a permutation of 32 bits. */
function mix(hash: number, seed: number): number {
  let mixed = hash ^ Math.imul(seed + 1, 0x9e3779b9);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
