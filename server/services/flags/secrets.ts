/**
 * Keys, tokens and card numbers in a text. The rules are secretlint's recommended ones, which its makers keep up; beside them
 * stand a few kinds that it leaves out on purpose or that are ours.
 */
import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { rules as recommended } from '@secretlint/secretlint-rule-preset-recommend';

// It would keep marks of every text checked, for as long as the process runs.
secretLintProfiler.setEnabled(false);

/** Without the rule by which a text itself says that it must not be checked. */
const rules = recommended
  .filter(({ meta }) => meta.id !== '@secretlint/secretlint-rule-filter-comments')
  .map((rule) => ({ id: rule.meta.id, rule }));

export interface FoundSecret {
  /** The rule, such as `github_token`. */
  readonly what: string;
  /** In UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** Shapes as gitleaks publishes them (config/gitleaks.toml), and our own secrets. */
const shapes: readonly (readonly [string, RegExp])[] = [
  ['keepsake_secret', /\bks[a-z]_[A-Za-z0-9]+_[A-Za-z0-9_]{20,}/g],
  ['keepsake_recovery_code', /\bKSRC(?:-[0-9A-HJKMNP-TV-Z]{6}){7}/g],
  ['aws_access_key', /\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g],
  ['google_api_key', /\bAIza[\w-]{35}(?![\w-])/g],
  ['model_api_key', /\bsk-[A-Za-z0-9_-]{20,}/g],
  ['json_web_token', /\bey[A-Za-z0-9_-]{17,}\.ey[A-Za-z0-9_-]{17,}\.[A-Za-z0-9_-]{10,}/g],
  [
    'private_key',
    /-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]{20,}?(?:-----END[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  ],
];

/** A secret that is named as one: letters and digits, or signs, without a space. */
const named =
  /\b(?:pass(?:word|phrase|wd)|api[ _-]?key|secret(?:[ _-]?key)?|access[ _-]?token|auth[ _-]?token)\b["'\s]{0,3}(?:is|:|=|lautet)["'\s]{1,3}([^\s"',;]{8,200})/gi;

/** Digits that stand by themselves, as one number or in the groups that are printed on cards; not part of a hash or an id. */
const cardNumber =
  /(?<![\w.,-])(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5})(?![\w-]|[.,]\d)/g;

/** Secrets in a text, in order, none over another. */
export async function secretsIn(text: string): Promise<FoundSecret[]> {
  const found = [...shapesIn(text), ...namedIn(text), ...cardsIn(text), ...(await ruledIn(text))];
  const sorted = found.toSorted((one, other) => one.start - other.start || other.end - one.end);
  const apart: FoundSecret[] = [];
  for (const secret of sorted) {
    const before = apart.at(-1);
    if (before === undefined || secret.start >= before.end) apart.push(secret);
    else if (secret.end > before.end) apart.splice(-1, 1, { ...before, end: secret.end });
  }
  return apart;
}

/** Nothing that the rules know is shorter; most sentences have no word so long, and are done with here. */
const longWord = /\S{12}/;

async function ruledIn(content: string): Promise<FoundSecret[]> {
  if (!longWord.test(content)) return [];
  const { messages } = await lintSource({
    source: { content, filePath: 'memory.txt', ext: '.txt', contentType: 'text' },
    options: {
      noPhysicFilePath: true,
      config: { rules },
    },
  });
  return messages.map(({ messageId, range: [start, end] }) => ({ what: nameOf(messageId), start, end }));
}

/** `GITHUB_TOKEN` and `PostgreSQLConnection` as `github_token` and `postgre_sql_connection`. */
function nameOf(messageId: string): string {
  return messageId.replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2_').toLowerCase();
}

function shapesIn(text: string): FoundSecret[] {
  return shapes.flatMap(([what, shape]) =>
    [...text.matchAll(shape)].map(({ index, 0: { length } }) => ({
      what,
      start: index,
      end: index + length,
    })),
  );
}

function namedIn(text: string): FoundSecret[] {
  return [...text.matchAll(named)].flatMap(({ index, 0: whole, 1: said = '' }) => {
    const secret = said.replace(/[.!?)]+$/, '');
    if (!looksMade(secret)) return [];
    const start = index + whole.lastIndexOf(said);
    return [{ what: 'named_secret', start, end: start + secret.length }];
  });
}

/** Not a word of a language: digits or signs among letters. */
function looksMade(text: string): boolean {
  if (text.length < 8 || text.startsWith('[') || /^https?:/i.test(text)) return false;
  return /[A-Za-z]/.test(text) && /[\d!$%&*+=#@^]/.test(text);
}

function cardsIn(text: string): FoundSecret[] {
  return [...text.matchAll(cardNumber)].flatMap(({ index, 0: number }) =>
    isCard(number.replace(/\D/g, ''))
      ? [{ what: 'card_number', start: index, end: index + number.length }]
      : [],
  );
}

/** The first digits of the card networks, their lengths (ISO/IEC 7812), and Luhn's check digit. */
function isCard(digits: string): boolean {
  const network =
    /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|62\d{14,17})$/;
  return network.test(digits) && luhn(digits);
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const counted = at % 2 === 1 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}
