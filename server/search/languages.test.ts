/** What the engine finds in texts of many languages: other forms of their words, and any part of text without spaces. */
import { beforeAll, expect, test } from 'vitest';
import { createTestProject, memory, type TestProject } from './fixtures.suite.ts';
import { highlightsOf } from './highlights.ts';
import { createSearchEngine } from './index.ts';
import { ideographic, samples, thai } from './languages.suite.ts';

const engine = createSearchEngine();
const project: TestProject = createTestProject('prj_languages', engine);
const texts = [...samples.map(({ text }) => text), ...ideographic, ...thai];

beforeAll(() => {
  for (const [at, text] of texts.entries()) project.put(memory(`mem_${at}`, text));
  // A word that stands nowhere would find what is spelt like it.
  for (const [at, word] of samples.flatMap(({ strangers }) => strangers).entries())
    project.put(memory(`mem_stranger_${at}`, word));
});

/** Texts that hold a word of the query, in some form. */
async function found(text: string): Promise<string[]> {
  const hits = await engine.search([project.reader], { text, limit: 100, tokenBudget: 100_000 });
  return hits.map((hit) => hit.text);
}

test.for(samples)(
  '$language: other forms of its words find it: $text',
  async ({ text, forms, strangers }) => {
    for (const form of forms)
      expect([form, await found(form)]).toEqual([form, expect.arrayContaining([text])]);
    for (const word of strangers)
      expect([word, await found(word)]).not.toEqual([word, expect.arrayContaining([text])]);
  },
);

test.for(samples)('$language: each of its words finds it: $text', async ({ text }) => {
  const words = text.match(/[\p{L}\p{M}]+/gu) ?? [];
  expect(words.length).toBeGreaterThan(5);
  for (const word of words) expect([word, await found(word)]).toEqual([word, expect.arrayContaining([text])]);
});

const graphemes = new Intl.Segmenter('th', { granularity: 'grapheme' });

/** The text with a sign between its characters: a part of it begins and ends where a character does. */
function apart(text: string): string {
  return ['', ...Array.from(graphemes.segment(text), ({ segment }) => segment), ''].join('|');
}

/** Stretches of a text of two, three and five characters. */
function stretches(text: string): string[] {
  return (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).flatMap((run) => {
    const characters = Array.from(graphemes.segment(run), ({ segment }) => segment);
    return characters.flatMap((_, from) =>
      [2, 3, 5]
        .filter((length) => from + length <= characters.length)
        .map((length) => characters.slice(from, from + length).join('')),
    );
  });
}

test.for([
  ['Chinese, Japanese and Korean', ideographic],
  ['Thai', thai],
] as const)('%s text is found by any part of it, before text that has none of it', async ([, group]) => {
  let [parts, missed, misplaced] = [0, 0, 0];
  for (const source of group) {
    for (const part of stretches(source).filter((_, at) => at % 3 === 0)) {
      const hits = await found(part);
      const holding = group.filter((text) => apart(text).includes(apart(part)));
      parts += holding.length;
      missed += holding.filter((text) => !hits.includes(text)).length;
      if (!holding.includes(hits[0] ?? '')) misplaced++;
    }
  }
  expect(parts).toBeGreaterThan(100);
  expect({ missed, misplaced }).toEqual({ missed: 0, misplaced: 0 });
});

test.for([
  ['Die Häuser in der Straße', 'Haus', ['Häuser']],
  ['Мы отправили документы', 'документ', ['документы']],
  ['הפגישה עם הלקוח', 'פגישה', ['הפגישה']],
  ['ประวัติศาสตร์ไทย', 'ศาสตร์', ['ศาสตร์']],
  ['คำน้ำ', 'น้ำ', ['น้ำ']],
] as const)('%s is highlighted where %s stands in it', ([text, query, ranges]) => {
  expect(highlightsOf(text, query).map(([start, end]) => text.slice(start, end))).toEqual(ranges);
});

test('an index without other languages is asked for English terms alone', async () => {
  const english = createTestProject('prj_english', engine);
  english.put(memory('mem_a', 'The houses are international, and we have paid for the house.'));
  const [hit] = await engine.search([english.reader], { text: 'international house', limit: 5 });
  expect(hit?.why.terms).toEqual(['international', 'house']);
});

test('a query too short to tell its language finds the stems of all languages of the index', async () => {
  const mixed = createTestProject('prj_mixed', engine);
  mixed.put(memory('mem_de', 'Die Rechnung ist noch nicht bezahlt und liegt auf dem Tisch.'));
  mixed.put(memory('mem_it', 'La casa universale che abbiamo visto era molto bella.'));
  mixed.put(memory('mem_en', 'The university is near the station.'));
  const ids = async (text: string) =>
    (await engine.search([mixed.reader], { text, limit: 5 })).map(({ recordId }) => recordId);
  expect(await ids('Rechnungen')).toEqual(['mem_de']);
  expect(await ids('case')).toEqual(['mem_it']);
  // Italian has "univers" for it, which is also the English stem of "university".
  expect(await ids('universale')).toEqual(['mem_it']);
});
