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

/**
 * The terms of a text to index, in order and with repeats.
 *
 * @example termsOf('getUserName runs') // ['getusernam', 'get', 'user', 'name', 'run']
 */
export function termsOf(text: string): string[] {
  return analyse(text, 'index').map(({ term }) => term);
}

/** The distinct terms to look for: without stop words, unless there is nothing else. */
export function queryTermsOf(text: string): string[] {
  const words = analyse(text, 'query');
  const telling = words.filter(({ word }) => !stopWords.has(word));
  return [...new Set((telling.length > 0 ? telling : words).map(({ term }) => term))];
}

/** A word of a query and the term it is looked up by. */
export interface Token {
  readonly term: string;
  /** Before stemming. */
  readonly word: string;
}

/** All words of a query, stop words too, with repeats. */
export function queryWordsOf(text: string): Token[] {
  return analyse(text, 'query');
}

function analyse(text: string, purpose: Purpose): Token[] {
  const tokens: Token[] = [];
  const plain = text.normalize('NFKC').replace(brokenLine, '').replace(thousands, '');
  for (const { groups = {} } of plain.matchAll(run)) {
    if (groups['compound'] !== undefined) addCompound(tokens, groups['compound'], 0);
    else if (groups['cjk'] !== undefined) addCjk(tokens, groups['cjk'], purpose);
    else addUnspaced(tokens, groups['unspaced'] ?? '');
  }
  return tokens;
}

/** A name whole, then its parts at the loosest joint it has, each again whole and in parts. */
function addCompound(tokens: Token[], name: string, from: number): void {
  addWord(tokens, name);
  for (let level = from; level < joints.length; level++) {
    const parts = name.split(joints[level] as RegExp);
    if (parts.length > maxParts) return;
    if (parts.length === 1) continue;
    for (const part of parts) addCompound(tokens, part, level + 1);
    return;
  }
}

function addWord(tokens: Token[], original: string): void {
  const word = fold(original).slice(0, maxTermLength);
  if (word !== '') tokens.push({ word, term: stemOf(word) });
}

/** Stems of words met before; most words are met again. */
const stems = new Map<string, string>();
const keptStems = 50_000;

function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const stem = /^[a-z]{3,}$/.test(word) ? stemmer(baseForm(word)) : word;
  if (stems.size === keptStems) stems.clear();
  stems.set(word, stem);
  return stem;
}

/**
 * Pairs of neighbouring characters. The index holds single characters too, so that a query of one character, which
 * is a word in Chinese, finds it inside longer text.
 */
function addCjk(tokens: Token[], text: string, purpose: Purpose): void {
  const characters = Array.from(fold(text));
  for (const [at, character] of characters.entries()) {
    if (purpose === 'index' || characters.length === 1) addExact(tokens, character);
    const next = characters[at + 1];
    if (next !== undefined) addExact(tokens, character + next);
  }
}

function addUnspaced(tokens: Token[], text: string): void {
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike === true) addExact(tokens, segment.slice(0, maxTermLength));
  }
}

function addExact(tokens: Token[], word: string): void {
  tokens.push({ word, term: word });
}
