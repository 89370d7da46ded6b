/** Turns text into the terms it is found by: words by Unicode script, stems, and identifiers whole and in parts. */
import { stemmer } from 'stemmer';
import { fold } from './folding.ts';
import { baseForm } from './irregular.ts';
import { stopWords } from './stop-words.ts';

const letters = String.raw`[\p{L}\p{N}\p{M}]`;
const cjk = String.raw`[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]&&${letters}]`;
/** Scripts written without spaces whose words only a dictionary can tell: Thai, Khmer, Lao and Burmese. */
const unspaced = String.raw`[[\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}\p{scx=Myanmar}]&&${letters}]`;
const spaced = String.raw`[${letters}--${cjk}--${unspaced}]`;
const joiner = String.raw`[\/\\@:._+\-]`;

const run = new RegExp(
  `(?<cjk>${cjk}+)|(?<unspaced>${unspaced}+)|(?<compound>${spaced}+(?:${joiner}${spaced}+)*)`,
  'gv',
);

/** A line break inside Chinese or Japanese text is no word boundary. */
const brokenLine =
  /(?<=[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}])[ \t]*\r?\n[ \t]*(?=[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}])/gu;
const thousands = /(?<=\d),(?=\d{3}(?!\d))/g;

/** From the loosest joint of a path, an address or a name to the tightest. */
const joints = [
  /[/\\]/,
  /[@:]/,
  /[._+-]/,
  /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u,
];

const segmenter = new Intl.Segmenter('th', { granularity: 'word' });

/** Longer words, such as encoded data, are cut. */
const maxTermLength = 100;
/** A name of more parts than this is noise, such as a hash, and is kept whole only. */
const maxParts = 12;

type Purpose = 'index' | 'query';

/** A term and the word it was made of. */
export interface Token {
  readonly term: string;
  /** Before stemming. */
  readonly word: string;
  /** Stands where the term before it stands, as the first part of a name does. */
  readonly same: boolean;
}

/**
 * The terms of a text to index, in order and with repeats: a name whole, and in parts.
 *
 * @example analyse('getUserName runs').map(({ term }) => term) // ['getusernam', 'get', 'user', 'name', 'run']
 */
export function analyse(text: string): Token[] {
  return tokensOf(text, 'index');
}

/** All words of a query, stop words too, with repeats. */
export function queryWordsOf(text: string): Token[] {
  return tokensOf(text, 'query');
}

/** The distinct terms to look for: without stop words, unless there is nothing else. */
export function queryTermsOf(text: string): string[] {
  const words = queryWordsOf(text);
  const telling = words.filter(({ word }) => !stopWords.has(word));
  return [...new Set((telling.length > 0 ? telling : words).map(({ term }) => term))];
}

const ascii = /^[\x00-\x7f]*$/;
const asciiRun = /[A-Za-z0-9]+(?:[/\\@:._+-][A-Za-z0-9]+)*/g;

function tokensOf(text: string, purpose: Purpose): Token[] {
  const tokens: Token[] = [];
  if (ascii.test(text)) {
    const plain = text.includes(',') ? text.replace(thousands, '') : text;
    for (const name of plain.match(asciiRun) ?? []) addName(tokens, name);
    return tokens;
  }
  const plain = text.normalize('NFKC').replace(brokenLine, '').replace(thousands, '');
  for (const { groups = {} } of plain.matchAll(run)) {
    if (groups['compound'] !== undefined) addName(tokens, groups['compound']);
    else if (groups['cjk'] !== undefined) addCjk(tokens, groups['cjk'], purpose);
    else addUnspaced(tokens, groups['unspaced'] ?? '');
  }
  return tokens;
}

/** Tokens of words and names met before; most are met again. */
const names = new Map<string, readonly Token[]>();
const keptNames = 100_000;

function addName(tokens: Token[], name: string): void {
  for (const token of tokensOfName(name)) tokens.push(token);
}

/** The tokens of one word or name. */
export function tokensOfName(name: string): readonly Token[] {
  let known = names.get(name);
  if (known === undefined) {
    const made: Token[] = [];
    addCompound(made, name, 0, false);
    known = made;
    if (names.size === keptNames) names.clear();
    if (name.length <= maxTermLength) names.set(name, known);
  }
  return known;
}

/** A name whole, then its parts at the loosest joint it has, each again whole and in parts. */
function addCompound(tokens: Token[], name: string, from: number, same: boolean): void {
  addWord(tokens, name, same);
  for (let level = from; level < joints.length; level++) {
    const parts = name.split(joints[level] as RegExp);
    if (parts.length > maxParts) return;
    if (parts.length === 1) continue;
    for (const [at, part] of parts.entries()) addCompound(tokens, part, level + 1, at === 0);
    return;
  }
}

function addWord(tokens: Token[], original: string, same: boolean): void {
  const word = fold(original).slice(0, maxTermLength);
  if (word !== '') tokens.push({ word, term: stemOf(word), same });
}

function stemOf(word: string): string {
  return /^[a-z]{3,}$/.test(word) ? stemmer(baseForm(word)) : word;
}

/**
 * Pairs of neighbouring characters. The index holds single characters too, so that a query of one character, which
 * is a word in Chinese, finds it inside longer text.
 */
function addCjk(tokens: Token[], text: string, purpose: Purpose): void {
  const characters = Array.from(fold(text));
  for (const [at, character] of characters.entries()) {
    const single = purpose === 'index' || characters.length === 1;
    if (single) addExact(tokens, character, false);
    const next = characters[at + 1];
    if (next !== undefined) addExact(tokens, character + next, single);
  }
}

function addUnspaced(tokens: Token[], text: string): void {
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike === true) addExact(tokens, segment.slice(0, maxTermLength), false);
  }
}

function addExact(tokens: Token[], word: string, same: boolean): void {
  tokens.push({ word, term: word, same });
}
