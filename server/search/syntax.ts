/**
 * What people may write in a query beside plain words: `"an exact phrase"`, `-not` and `-"not this"`, and
 * `field:value` or `field:"two words"`. Whatever does not fit is words.
 */
import type { RecordType } from './search.ts';
import { recordTypes } from './search.ts';

/** Fields by which a query may ask, and what each looks at. */
const fieldNames = [
  'title',
  'name',
  'document',
  'heading',
  'tag',
  'author',
  'client',
  'type',
  'before',
  'after',
  'on',
] as const;
export type FieldName = (typeof fieldNames)[number];

export interface ParsedQuery {
  /** What to score with: all words but those that are excluded or belong to a field. */
  readonly words: string;
  readonly phrases: readonly string[];
  readonly excluded: readonly string[];
  readonly fields: readonly { readonly field: FieldName; readonly value: string }[];
}

const part =
  /(?<=^|\s)(?<not>-(?=["\p{L}\p{N}]))?(?:(?<field>[a-z]+):(?=["\p{L}\p{N}]))?(?:"(?<phrase>[^"]*)"|(?<word>\S+))/gu;

/** Words apart, or characters of a script that sets none apart. */
const severalWords =
  /\S\s+\S|[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}\p{scx=Myanmar}]{2}/u;

/** The option of a command, such as `-V` or `-1U`: somebody asks about it, and excludes nothing. */
const option = /^(?:[\x21-\x7e]{1,2}|[\x21-\x7e]*\d[\x21-\x7e]*)$/;

/** Never throws: odd input is words. */
export function parseQuery(text: string): ParsedQuery {
  const words: string[] = [];
  const phrases: string[] = [];
  const excluded: string[] = [];
  const fields: { field: FieldName; value: string }[] = [];
  for (const { 0: whole, groups = {} } of text.matchAll(part)) {
    const { not, field, phrase, word = '' } = groups;
    const value = phrase ?? word;
    const name = fieldNames.find((known) => known === field);
    if (field !== undefined && (name === undefined || !fits(name, value)))
      words.push(whole.replaceAll('"', ' '));
    else if (name !== undefined && not === undefined) fields.push({ field: name, value });
    else if (not !== undefined && phrase === undefined && option.test(word)) words.push(whole);
    else if (not !== undefined) excluded.push(value);
    else {
      words.push(value.replaceAll('"', ' '));
      if (phrase !== undefined && severalWords.test(phrase)) phrases.push(phrase);
    }
  }
  return { words: words.join(' '), phrases, excluded, fields };
}

/** A value that means nothing to its field is no value of it: `type:error` is words. */
function fits(field: FieldName, value: string): boolean {
  if (field === 'type') return typeOf(value) !== undefined;
  if (field === 'before' || field === 'after' || field === 'on') return dayOf(value) !== undefined;
  return value.trim() !== '';
}

export function typeOf(value: string): RecordType | undefined {
  return recordTypes.find((type) => type === value.toLowerCase().replace(/s$/, ''));
}

const dayMs = 86_400_000;

/** The first and the last moment of `2026`, `2026-11` or `2026-11-21`, UTC. */
export function dayOf(value: string): { from: number; until: number } | undefined {
  const match = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(value.trim());
  if (match === null) return undefined;
  const [year, month, day] = match
    .slice(1)
    .map((digits) => (digits === undefined ? undefined : Number(digits)));
  const from = Date.UTC(year as number, (month ?? 1) - 1, day ?? 1);
  if (day !== undefined) return { from, until: from + dayMs };
  const until =
    month === undefined ? Date.UTC((year as number) + 1, 0, 1) : Date.UTC(year as number, month, 1);
  return { from, until };
}
