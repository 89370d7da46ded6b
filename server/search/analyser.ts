/** Turns text into the terms it is found by: words by Unicode script, stems, and identifiers whole and in parts. */
import { stemmer } from 'stemmer';
import { indexedBeside } from './analysis/alternatives.ts';
import { tellLanguage } from './analysis/language.ts';
import { scriptStem } from './analysis/scripts.ts';
import type { LatinLanguage } from './analysis/stems.ts';
import { isStopWord } from './analysis/stop.ts';
import { fold, lower, visible } from './folding.ts';
import { baseForm } from './irregular.ts';

const letters = String.raw`[\p{L}\p{N}\p{M}]`;
const cjk = String.raw`[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]&&${letters}]`;
/** Scripts written without spaces whose words only a dictionary can tell: Thai, Khmer, Lao and Burmese. */
const southeast = String.raw`[[\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}\p{scx=Myanmar}]&&${letters}]`;
const spaced = String.raw`[${letters}--${cjk}--${southeast}]`;
const joiner = String.raw`[\/\\@:._+\-]`;

const run = new RegExp(
  `(?<unspaced>${cjk}+|${southeast}+)|(?<compound>${spaced}+(?:${joiner}${spaced}+)*)`,
  'gv',
);

const unbroken = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}\p{scx=Myanmar}]`;
/** A line break, or a place for one, inside text without spaces is no word boundary. */
const brokenLine = new RegExp(String.raw`(?<=${unbroken})(?:[ \t]*\r?\n[ \t]*|\u200b+)(?=${unbroken})`, 'gu');
const thousands = /(?<=\d),(?=\d{3}(?!\d))/g;

/** From the loosest joint of a path, an address or a name to the tightest. */
const joints = [
  /[/\\]/,
  /[@:]/,
  /[._+-]/,
  /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u,
];

/** Longer words, such as encoded data, are cut. */
const maxTermLength = 100;
/** A name of more parts than this is noise, such as a hash, and is kept whole only. */
const maxParts = 12;

type Purpose = 'index' | 'query';

/** A term and the word it was made of. */
export interface Token {
  readonly term: string;
  /** Folded, before stemming. */
  readonly word: string;
  /** In lower case, where folding changed it. */
  readonly written?: string;
  /** Stands where the term before it stands, as the first part of a name does. */
  readonly same: boolean;
}

/**
 * The terms of a text to index, in order and with repeats: a name whole, and in parts.
 *
 * @example analyse('getUserName runs').map(({ term }) => term) // ['getusernam', 'get', 'user', 'name', 'run']
 */
export function analyse(text: string): Token[] {
  const { tokens, plain, isAscii } = read(text, 'index');
  const language = tellLanguage(plain, tokens);
  const told = language === 'en' ? undefined : language;
  return told === undefined && isAscii ? tokens : withAlternatives(tokens, told);
}

/** All words of a query, stop words too, with repeats. */
export function queryWordsOf(text: string): Token[] {
  return read(text, 'query').tokens;
}

/** The language of a text in Latin letters; nothing when that is unsure, as it is for most queries. */
export function languageOf(text: string): LatinLanguage | 'en' | undefined {
  if (ascii.test(text)) return tellLanguage(text, asciiWords(text));
  const { tokens, plain } = read(text, 'query');
  return tellLanguage(plain, tokens);
}

const simpleWord = /^[a-z]+$/;

/** One after another, for a reader that soon has enough; nothing is made of plain words. */
function* asciiWords(text: string): Generator<Pick<Token, 'word' | 'written'>> {
  for (const [name] of withoutThousands(text).matchAll(asciiRun)) {
    if (simpleWord.test(name)) yield { word: name };
    else yield* tokensOfName(name);
  }
}

function withoutThousands(text: string): string {
  return text.includes(',') ? text.replace(thousands, '') : text;
}

/** The distinct terms to look for: without stop words, unless there is nothing else. */
export function queryTermsOf(text: string): string[] {
  const words = queryWordsOf(text);
  const language = languageOf(text);
  const telling = words.filter((word) => !isStopWord(word, language));
  return [...new Set((telling.length > 0 ? telling : words).map(({ term }) => term))];
}

const ascii = /^[\x00-\x7f]*$/;
const asciiRun = /[A-Za-z0-9]+(?:[/\\@:._+-][A-Za-z0-9]+)*/g;

interface Reading {
  readonly tokens: Token[];
  readonly plain: string;
  readonly isAscii: boolean;
}

function read(text: string, purpose: Purpose): Reading {
  const tokens: Token[] = [];
  if (ascii.test(text)) {
    const plain = withoutThousands(text);
    for (const name of plain.match(asciiRun) ?? []) addName(tokens, name);
    return { tokens, plain, isAscii: true };
  }
  const plain = visible(text.normalize('NFKC')).replace(brokenLine, '').replace(thousands, '');
  for (const { groups = {} } of plain.matchAll(run)) {
    if (groups['compound'] !== undefined) addName(tokens, groups['compound']);
    else addUnspaced(tokens, groups['unspaced'] ?? '', purpose);
  }
  return { tokens, plain, isAscii: false };
}

/** Beside each word, at its place, its stems in the language of the text. */
function withAlternatives(tokens: readonly Token[], language: LatinLanguage | undefined): Token[] {
  return tokens.flatMap((token) => {
    if (language !== undefined && isStopWord(token, language)) return [token];
    const beside = indexedBeside(token, language);
    return beside.length === 0
      ? [token]
      : [token, ...beside.map((term) => ({ term, word: token.word, same: true }))];
  });
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
  const written = lower(original).slice(0, maxTermLength);
  const word = fold(written).slice(0, maxTermLength);
  if (word === '') return;
  const term = stemOf(word);
  tokens.push(written === word ? { word, term, same } : { word, term, same, written });
}

function stemOf(word: string): string {
  if (/^[a-z]{3,}$/.test(word)) return stemmer(baseForm(word));
  return ascii.test(word) ? word : scriptStem(word);
}

/** With its marks; NFKC takes the vowel AM of Thai and Lao apart into a mark and a letter. */
const character = /(?:\P{M}\p{M}*|\p{M}+)(?:(?<=[\u0e4d\u0ecd][\u0e48-\u0e4b]?)[\u0e32\u0eb2])?/gu;

/**
 * Pairs of neighbouring characters with their marks: where a word begins need not be known, which dictionaries tell
 * differently for a query and a text. The index holds single characters too, so that a query of one character, which
 * is a word in Chinese, finds it inside longer text.
 */
function addUnspaced(tokens: Token[], text: string, purpose: Purpose): void {
  const characters = fold(text).match(character) ?? [];
  for (const [at, one] of characters.entries()) {
    const single = purpose === 'index' || characters.length === 1;
    if (single) addExact(tokens, one, false);
    const next = characters[at + 1];
    if (next !== undefined) addExact(tokens, one + next, single);
  }
}

function addExact(tokens: Token[], word: string, same: boolean): void {
  tokens.push({ word, term: word, same });
}
