/** What text is found by, script by script. */
import { expect, test } from 'vitest';
import { analyse, queryTermsOf } from './analyser.ts';

function indexedTerms(text: string): string[] {
  return analyse(text).map(({ term }) => term);
}

/** Whether every term of the query stands in the text. */
function finds(query: string, text: string): boolean {
  const terms = new Set(indexedTerms(text));
  const wanted = queryTermsOf(query);
  return wanted.length > 0 && wanted.every((term) => terms.has(term));
}

test('English words are found in their other forms', () => {
  expect(indexedTerms('Invoices are running')).toEqual(['invoic', 'ar', 'run']);
  expect(finds('invoice run', 'Invoices are running')).toBe(true);
});

test.for([
  ['STRASSE', 'in der Straße'],
  ['Ecole', 'une École privée'],
  ['istanbul', 'İSTANBUL'],
  ['Lodz', 'Łódź'],
  ['Αθηνα', 'στην Αθήνα'],
  ['елка', 'Ёлка'],
  ['ΟΔΟΣ', 'οδός'],
  ['مدرسة', 'مَدْرَسَة'],
  ['file', 'the ﬁle'],
  ['ABC123', 'ＡＢＣ１２３'],
])('case, diacritics and width make no difference: %s finds %s', ([query, text]) => {
  expect(finds(query as string, text as string)).toBe(true);
});

test('vowel signs of Indic scripts tell words apart', () => {
  expect(indexedTerms('हिन्दी भाषा')).toEqual(['हिंद', 'भाष']);
  expect(finds('की', 'का')).toBe(false);
});

test.for([
  ['東京', '彼は東京都に住んでいる'],
  ['住んで', '彼は東京都に住んでいる'],
  ['机器学习', '我们用机器学习做推荐'],
  ['水', '每天喝水很重要'],
  ['데이터베이스', '새로운 데이터베이스를 만들었다'],
  ['サーバー', '新しいサーバーの設定'],
  ['ｻｰﾊﾞｰ', '新しいサーバーの設定'],
  ['全文検索', '全文\n検索の仕組み'],
])('Chinese, Japanese and Korean text is found by any part of it: %s in %s', ([query, text]) => {
  expect(finds(query as string, text as string)).toBe(true);
});

test('a query of several characters asks for pairs, not for single characters', () => {
  expect(queryTermsOf('東京都')).toEqual(['東京', '京都']);
  expect(finds('京東', '東京')).toBe(false);
});

test.for([
  ['ภาษา', 'ภาษาไทยง่ายมาก'],
  ['ប្រទេស', 'ប្រទេសកម្ពុជា'],
  ['ພາສາ', 'ພາສາລາວ'],
  ['မြန်မာ', 'မြန်မာ စာ'],
])('scripts without spaces are cut into words: %s in %s', ([query, text]) => {
  expect(indexedTerms(text as string).length).toBeGreaterThan(1);
  expect(finds(query as string, text as string)).toBe(true);
});

test.for([
  ['getUserName', 'call getUserName() first'],
  ['user name', 'call getUserName() first'],
  ['getusername', 'call getUserName() first'],
  ['HTTP', 'class HTTPServer'],
  ['max file bytes', 'set max_file_bytes'],
  ['max_file_bytes', 'set max_file_bytes'],
  ['listen.ts', 'see src/server/listen.ts for it'],
  ['src/server/listen.ts', 'see src/server/listen.ts for it'],
  ['server', String.raw`C:\keep\server\x.dll`],
  ['anna.smith@example.com', 'write to Anna.Smith@example.com.'],
  ['example.com', 'write to Anna.Smith@example.com.'],
  ['smith', 'write to Anna.Smith@example.com.'],
  ['2.4.1', 'needs version 2.4.1 or later'],
  ['v2.4.1', 'tagged v2.4.1'],
  ['long term', 'a long-term plan'],
  ['1000000', 'costs 1,000,000 euros'],
  ['1,000', 'costs 1000 euros'],
])('identifiers are found whole and in parts: %s in %s', ([query, text]) => {
  expect(finds(query as string, text as string)).toBe(true);
});

test('a whole identifier is told apart from another with some of its parts', () => {
  expect(finds('2.4.1', 'needs version 1.2.4')).toBe(false);
});

test('a query loses its stop words, unless it has no others', () => {
  expect(queryTermsOf('what is the date of the invoice')).toEqual(['date', 'invoic']);
  expect(queryTermsOf('to be or not to be')).toEqual(['to', 'be', 'or', 'not']);
});

test('the index keeps stop words', () => {
  expect(indexedTerms('to be')).toEqual(['to', 'be']);
});

test('punctuation, emoji and nothing have no terms', () => {
  expect(indexedTerms('… — !!! 🙂 \u0000')).toEqual([]);
  expect(queryTermsOf('   ')).toEqual([]);
});

test('encoded data makes few and bounded terms', () => {
  const terms = indexedTerms(`${'aB3'.repeat(5_000)} ${'x'.repeat(5_000)}`);
  expect(terms).toHaveLength(2);
  expect(Math.max(...terms.map((term) => term.length))).toBe(100);
});
