/**
 * Statements that have one value at a time, read from plain sentences without a model. Precise rather than complete:
 * what is not plainly of these forms is not read (docs/memories.md lists them).
 */
import { createHash } from 'node:crypto';
import { wordsOf } from './words.ts';

export interface Statement {
  /** Of whom or what; empty for `Label: value`. */
  readonly subject: string;
  readonly attribute: string;
  readonly value: string;
}

const mostStatements = 16;
const longestValue = 12;

/** Attributes of which somebody may have several. */
const several = new Set(
  (
    'friend colleague coworker hobby interest sibling brother sister child son daughter cousin uncle aunt neighbour ' +
    'neighbor language skill example problem issue idea goal member part reason advantage task friends'
  ).split(' '),
);
/** Labels that begin many notes without naming what the note is of. */
const general = new Set(
  (
    'note notes todo task tip rule fact decision warning example question answer important update idea link url source see ' +
    'reminder remember info hint result summary context step author http https ps re fwd'
  ).split(' '),
);
/** Words before a value that make it a description, an addition, a guess or a thing of the past. */
const hedged =
  /^(?:also|not|no longer|never|one of|an? kind|sometimes|usually|often|either|probably|maybe|perhaps|possibly|about to|very|quite|too|so|more|less|that|what|where|when|why|how|because|if|to|being|likely|still)\b/i;
const past =
  /\b(?:was|were|used to|until|till|formerly|previously|no longer|last (?:week|month|year)|would|could|might|should)\b/i;

/** Verbs that say one thing at a time of somebody or something. */
const verbs: readonly (readonly [RegExp, string])[] = [
  [/^(.{1,60}?) (?:lives|resides) in (.+)$/i, 'lives in'],
  [/^(.{1,60}?) works (?:at|for) (.+)$/i, 'works for'],
  [/^(.{1,60}?) (?:is|are) (?:called|named) (.+)$/i, 'name'],
  [/^(.{1,60}?) was born (?:on|in) (.+)$/i, 'born'],
  [/^(.{1,60}?) costs (.+)$/i, 'costs'],
  [/^(.{1,60}?) is due (?:on |by |at )?(.+)$/i, 'due'],
  [/^(.{1,60}?) (?:starts|begins) (?:on|at) (.+)$/i, 'starts'],
  [/^(.{1,60}?) (?:ends|closes) (?:on|at) (.+)$/i, 'ends'],
  [/^(.{1,60}?) opens (?:on|at) (.+)$/i, 'opens'],
  [/^(.{1,60}?) is (?:located|based) in (.+)$/i, 'located in'],
];

const ofForm = /^the ([\p{L}\p{N} -]{2,40}?) (?:of|for) ([^,;:]{1,60}?) is (.+)$/iu;
const possessive = /^([^,;:]{1,60}?)['’]s? ([\p{L}\p{N} -]{2,40}?) is (.+)$/iu;
const labelled = /^([\p{L}][\p{L}\p{N} -]{1,40}): (.+)$/u;

/** The statements of a text. */
export function statementsOf(text: string): Statement[] {
  const sentences = text
    .split(/\n+|(?<=[.!?])\s+/u)
    .map((sentence) => sentence.trim().replace(/[.!]+$/u, ''));
  const found: Statement[] = [];
  for (const sentence of sentences) {
    const statement = sentence.endsWith('?') ? undefined : statementOf(sentence);
    if (statement !== undefined) found.push(statement);
    if (found.length === mostStatements) break;
  }
  return found;
}

function statementOf(sentence: string): Statement | undefined {
  for (const [form, attribute] of verbs) {
    const [, subject = '', value = ''] = form.exec(sentence) ?? [];
    if (subject !== '') return checked(sentence, { subject, attribute, value }, attribute === 'born');
  }
  const [, ofAttribute = '', ofSubject = '', ofValue = ''] = ofForm.exec(sentence) ?? [];
  if (ofAttribute !== '')
    return checked(sentence, { subject: ofSubject, attribute: ofAttribute, value: ofValue });
  const [, subject = '', attribute = '', value = ''] = possessive.exec(sentence) ?? [];
  if (subject !== '') return checked(sentence, { subject, attribute, value });
  const [, label = '', said = ''] = labelled.exec(sentence) ?? [];
  const words = wordsOf(label);
  if (words.length === 0 || words.length > 4 || words.some((word) => general.has(word))) return undefined;
  return checked(sentence, { subject: '', attribute: label, value: said });
}

function checked(sentence: string, statement: Statement, isPast = false): Statement | undefined {
  const [attribute, subject] = [wordsOf(statement.attribute), wordsOf(statement.subject)];
  const value = wordsOf(statement.value);
  if (value.length === 0 || value.length > longestValue || hedged.test(statement.value)) return undefined;
  if (!isPast && past.test(sentence)) return undefined;
  if (several.has(attribute.at(-1) ?? '') || subject.length > 6) return undefined;
  // "It is called" says nothing once it stands alone.
  if (/^(?:it|this|that|he|she|they|there|who|which)$/i.test(statement.subject.trim())) return undefined;
  return statement;
}

/** Equal for statements on the same attribute of the same subject. Holds no word of them. */
export function topicOf({ subject, attribute }: Statement): string {
  const words = `${wordsOf(subject).join(' ')}|${wordsOf(attribute).join(' ')}`;
  return createHash('sha256').update(words).digest('base64url').slice(0, 16);
}

/** Whether two values cannot both hold: neither is part of the other, as "Berlin" is of "Berlin, Germany". */
export function contradict(one: string, other: string): boolean {
  const [few, many] = [valueWords(one), valueWords(other)].sort((a, b) => a.size - b.size) as [
    Set<string>,
    Set<string>,
  ];
  return [...few].some((word) => !many.has(word));
}

/** "5th" is "5", and "May 5" is "5 May". */
function valueWords(value: string): Set<string> {
  return new Set(wordsOf(value).map((word) => word.replace(/^(\d+)(?:st|nd|rd|th)$/u, '$1')));
}
