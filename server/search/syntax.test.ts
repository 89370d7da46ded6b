/** What may be written in a query beside plain words, and what it then finds. */
import { afterAll, expect, test } from 'vitest';
import { createTestProject, document, memory } from './fixtures.suite.ts';
import { highlightsOf } from './highlights.ts';
import { createSearchEngine } from './index.ts';
import type { SearchQuery } from './search.ts';
import { parseQuery } from './syntax.ts';

const engine = createSearchEngine({ threads: 1 });
afterAll(() => engine.close());

test.for([
  ['plain words', { words: 'plain words', phrases: [], excluded: [], fields: [] }],
  ['"green tea" cup', { words: 'green tea cup', phrases: ['green tea'], excluded: [], fields: [] }],
  ['tea -coffee -"black tea"', { words: 'tea', phrases: [], excluded: ['coffee', 'black tea'], fields: [] }],
  ['tag:work title:"two words" x', { words: 'x', phrases: [], excluded: [], fields: [{ field: 'tag', value: 'work' }, { field: 'title', value: 'two words' }] }], // prettier-ignore
  ['https://a.example/b type:error at 12:30', { words: 'https://a.example/b type:error at 12:30', phrases: [], excluded: [], fields: [] }], // prettier-ignore
  ['"東京都" "tea"', { words: '東京都 tea', phrases: ['東京都'], excluded: [], fields: [] }],
  ['an "open quote', { words: 'an  open quote', phrases: [], excluded: [], fields: [] }],
  ['zsh -V or -1U, ls -la -färbung -犬', { words: 'zsh -V or -1U, ls -la', phrases: [], excluded: ['färbung', '犬'], fields: [] }], // prettier-ignore
  ['well-known - and -', { words: 'well-known - and -', phrases: [], excluded: [], fields: [] }],
] as const)('%s', ([text, parsed]) => {
  expect(parseQuery(text)).toEqual(parsed);
});

test('odd input never throws', () => {
  for (const text of [
    '"',
    '-',
    'tag:',
    '""""',
    '-"',
    'on:2026-99-99',
    '\ud800',
    'a'.repeat(100_000),
    '\u0000:"',
  ])
    expect(() => parseQuery(text)).not.toThrow();
});

async function search(query: Partial<SearchQuery> & { text: string }): Promise<string[]> {
  const hits = await engine.search([project.reader], { limit: 10, ...query });
  return hits.map(({ recordId, ordinal }) => `${recordId}#${ordinal}`).sort();
}

const day = (text: string) => Date.parse(`${text}T12:00:00Z`);
const project = createTestProject('prj_syntax', engine);
project.put({
  ...memory('mem_a', 'Green tea is served at four.'),
  tags: ['Kitchen'],
  updatedAt: day('2026-03-01'),
});
project.put({ ...memory('mem_b', 'Tea that is green tastes of grass.'), updatedAt: day('2026-04-01') });
project.put({
  ...memory('mem_c', 'Black tea, never with milk.'),
  client: 'Cursor',
  updatedAt: day('2026-05-01'),
});
project.put(document('doc_a', ['All about tea.', 'Nothing of it.'], 'The tea handbook.pdf'));
project.put({
  ...document('doc_b', []),
  pieces: [{ text: 'Water the tea bushes daily.', headings: ['Garden work'], place: {} }],
});

test('phrases, exclusions, fields and filters decide what may be found', async () => {
  expect(await search({ text: '"green tea"' })).toEqual(['mem_a#0']);
  expect(await search({ text: 'tea -green' })).toEqual(['doc_a#0', 'doc_a#1', 'doc_b#0', 'mem_c#0']);
  expect(await search({ text: 'tea title:handbook' })).toEqual(['doc_a#0', 'doc_a#1']);
  expect(await search({ text: 'tea heading:garden' })).toEqual(['doc_b#0']);
  expect(await search({ text: 'tea tag:kitchen' })).toEqual(['mem_a#0']);
  expect(await search({ text: 'tea', tags: ['KITCHEN'] })).toEqual(['mem_a#0']);
  expect(await search({ text: 'tea client:cursor' })).toEqual(['mem_c#0']);
  expect(await search({ text: 'tea type:documents -handbook' })).toEqual(['doc_b#0']);
  expect(await search({ text: 'tea records', records: ['doc_b'] })).toEqual(['doc_b#0']);
  expect(await search({ text: 'tea on:2026-04' })).toEqual(['mem_b#0']);
  expect(await search({ text: 'tea after:2026-04 type:memory' })).toEqual(['mem_c#0']);
  expect(await search({ text: 'tea before:2026-04-01 type:memory' })).toEqual(['mem_a#0']);
});

test('pages of results follow each other without gaps', async () => {
  const all = await engine.search([project.reader], { text: 'tea', limit: 10 });
  const pages = await Promise.all(
    [0, 2, 4].map((offset) => engine.search([project.reader], { text: 'tea', limit: 2, offset })),
  );
  expect(pages.flat().map(({ text }) => text)).toEqual(all.map(({ text }) => text).slice(0, 6));
});

test('a hit tells which of its words matched, and why it stands where it does', async () => {
  const [hit] = await engine.search([project.reader], { text: 'the taste of grass', limit: 1 });
  expect(hit?.highlights.map(([start, end]) => hit.text.slice(start, end))).toEqual(['tastes', 'grass']);
  expect(hit?.why.terms).toEqual(['taste', 'grass']);
  const sum = Object.values(hit?.why.shares ?? {}).reduce((total, share) => total + share, 0);
  expect(sum).toBeCloseTo(hit?.score ?? 0, 1);
});

test.for([
  ['Die Straße war leer', 'strasse', ['Straße']],
  ['彼は東京都に住んでいる', '東京', ['東京']],
  ['👍 Invoices 👍', 'the invoice', ['Invoices']],
  ['She Went home, getUserName failed', 'go user', ['Went', 'getUserName']],
  ['My mom and dads', 'father went', ['dads']],
  ['the constructor of it', 'constructor toString', ['constructor']],
] as const)('%s: %s', ([text, query, found]) => {
  expect(highlightsOf(text, query).map(([start, end]) => text.slice(start, end))).toEqual(found);
});

test('a word that is still being typed, or misspelt, finds what it is about to say or meant', async () => {
  expect(await search({ text: 'handb', prefix: true })).toEqual(['doc_a#0', 'doc_a#1']);
  expect(await search({ text: 'grasss' })).toEqual(['mem_b#0']);
  expect(await search({ text: 'hanbdook' })).toEqual(['doc_a#0', 'doc_a#1']);
  expect(await search({ text: 'zzzz' })).toEqual([]);
});

test('newer and pinned passages can be preferred, and less relevant ones left out', async () => {
  const texts = async (query: Partial<SearchQuery>) =>
    (await engine.search([project.reader], { text: 'tea', limit: 3, types: ['memory'], ...query })).map(
      ({ recordId }) => recordId,
    );
  expect((await texts({ recency: 1 }))[0]).toBe('mem_c');
  for (const pinned of await texts({})) expect((await texts({ pinned: [pinned] }))[0]).toBe(pinned);
  const hits = await engine.search([project.reader], { text: 'green tea at four', limit: 10 });
  expect(hits[0]?.relevance).toBeGreaterThan(hits.at(-1)?.relevance as number);
  const least = (hits[0]?.relevance ?? 0) - 1e-9;
  expect(await search({ text: 'green tea at four', minRelevance: least })).toEqual(['mem_a#0']);
  expect(await search({ text: 'green tea at four', minRelevance: 1 })).toEqual([]);
});
