/** Scores against numbers worked out by hand and against a scan of everything. */
import { describe, expect, test } from 'vitest';
import { queryTermsOf, termsOf } from './analyser.ts';
import { createRandom, createTestProject, document, memory, type TestProject } from './fixtures.suite.ts';
import { createSearchEngine } from './index.ts';
import type { Hit, IndexedRecord } from './search.ts';

function projectWith(records: readonly IndexedRecord[], id = 'prj_one'): TestProject {
  const project = createTestProject(id, createSearchEngine());
  for (const record of records) project.put(record);
  return project;
}

function search(projects: readonly TestProject[], text: string, limit = 10): Promise<Hit[]> {
  return createSearchEngine().search(
    projects.map(({ reader }) => reader),
    { text, limit },
  );
}

describe('by hand', () => {
  test('the score of one term in three pieces', async () => {
    // Lengths 2, 4 and 3: on average 3. "cat" is in two of three: idf = ln(1 + 1.5 / 2.5) = 0.4700036.
    // mem_a: tf 1 / (0.7 + 0.3 · 2/3) = 1.1111111; score 0.4700036 · 1.1111111 / (0.9 + 1.1111111) = 0.2596705.
    // mem_b: tf 2 / (0.7 + 0.3 · 4/3) = 1.8181818; score 0.4700036 · 1.8181818 / (0.9 + 1.8181818) = 0.3143837.
    const project = projectWith([
      memory('mem_a', 'cat dog'),
      memory('mem_b', 'cat cat bird fish'),
      memory('mem_c', 'horse bird fish'),
    ]);
    const hits = await search([project], 'cat');
    expect(hits.map(({ recordId }) => recordId)).toEqual(['mem_b', 'mem_a']);
    expect(hits[0]?.score).toBeCloseTo(0.3143837, 6);
    expect(hits[1]?.score).toBeCloseTo(0.2596705, 6);
  });

  test('a word in the title counts half, with the length of titles of its own', async () => {
    // idf of one in two: ln(1 + 1.5 / 1.5) = 0.6931472. Titles hold 1 and 0 terms, 0.5 on average.
    // Weight: 0.5 · 1 / (0.7 + 0.3 · 1 / 0.5) = 0.3846154; score 0.6931472 · 0.3846154 / 1.2846154 = 0.2075291.
    const project = projectWith([memory('mem_a', 'dog bird', 'cat'), memory('mem_b', 'dog fish')]);
    const [hit] = await search([project], 'cat');
    expect(hit?.recordId).toBe('mem_a');
    expect(hit?.score).toBeCloseTo(0.2075291, 6);
  });
});

/** BM25 once more, written plainly over the texts themselves. */
function scan(records: readonly IndexedRecord[], query: string): [key: string, score: number][] {
  const pieces = records.flatMap(({ id, pieces }) =>
    pieces.map((piece, ordinal) => ({
      key: `${id}#${ordinal}`,
      text: termsOf(piece.text),
      title: termsOf(piece.title),
    })),
  );
  const average = (field: 'text' | 'title') =>
    pieces.reduce((sum, piece) => sum + piece[field].length, 0) / pieces.length;
  const averages = { text: average('text'), title: average('title') };
  const count = (piece: (typeof pieces)[number], field: 'text' | 'title', term: string) =>
    piece[field].filter((other) => other === term).length /
      (0.7 + (0.3 * piece[field].length) / averages[field]) || 0;
  const scores = new Map<string, number>();
  for (const term of queryTermsOf(query)) {
    const holding = pieces.filter(({ text, title }) => text.includes(term) || title.includes(term));
    const idf = Math.log(1 + (pieces.length - holding.length + 0.5) / (holding.length + 0.5));
    for (const piece of holding) {
      const tf = count(piece, 'text', term) + 0.5 * count(piece, 'title', term);
      scores.set(piece.key, (scores.get(piece.key) ?? 0) + (idf * tf) / (tf + 0.9));
    }
  }
  return [...scores].sort(([, one], [, other]) => other - one);
}

const vocabulary = Array.from({ length: 60 }, (_, at) => `w${String.fromCharCode(97 + (at % 26))}${at}`);

function randomText(random: () => number, length: number): string {
  const word = () => vocabulary[Math.floor(vocabulary.length * random() ** 2)] as string;
  return Array.from({ length: 1 + Math.floor(length * random()) }, word).join(' ');
}

function randomRecords(random: () => number, count: number, name: string): IndexedRecord[] {
  return Array.from({ length: count }, (_, at) => {
    const texts = Array.from({ length: Math.ceil(4 * random()) }, () => randomText(random, 30));
    return document(`doc_${name}${at}`, texts, random() < 0.5 ? randomText(random, 4) : '');
  });
}

test('ranking equals a scan of everything, before and after records are replaced and removed', async () => {
  const random = createRandom(7);
  const kept = new Map(randomRecords(random, 120, 'x').map((record) => [record.id, record]));
  const engine = createSearchEngine();
  const project = createTestProject('prj_one', engine);
  for (const record of kept.values()) project.put(record);
  for (let round = 0; round < 40; round++) {
    const query = randomText(random, 6);
    const expected = scan([...kept.values()], query);
    const hits = await engine.search([project.reader], { text: query, limit: 20 });
    expect(hits.length).toBeGreaterThan(0);
    for (const [at, hit] of hits.entries()) expect(hit.score).toBeCloseTo(expected[at]?.[1] ?? NaN, 9);
    const [replacement] = randomRecords(random, 1, `r${round}_`);
    const [oldest] = kept.keys();
    if (replacement === undefined || oldest === undefined) throw new Error('nothing to replace');
    kept.delete(oldest);
    project.remove(oldest);
    kept.set(replacement.id, replacement);
    project.put(replacement);
  }
});

test('scores over two projects are those of all their pieces in one', async () => {
  const random = createRandom(11);
  const [few, many] = [randomRecords(random, 5, 'few'), randomRecords(random, 200, 'many')];
  for (let round = 0; round < 20; round++) {
    const query = randomText(random, 5);
    const apart = await search([projectWith(few, 'prj_few'), projectWith(many, 'prj_many')], query);
    const together = await search([projectWith([...few, ...many])], query);
    expect(apart.map(({ recordId, ordinal, score }) => [recordId, ordinal, score.toFixed(9)])).toEqual(
      together.map(({ recordId, ordinal, score }) => [recordId, ordinal, score.toFixed(9)]),
    );
  }
});

test('equal scores stand in order of id and ordinal, whatever the order of writing', async () => {
  const written = [
    memory('mem_b', 'red fox 2'),
    document('doc_a', ['red fox 3', 'red fox 4']),
    memory('mem_a', 'red fox 1'),
  ];
  const project = projectWith(written);
  const hits = await search([project], 'fox');
  expect(hits.map(({ recordId, ordinal }) => `${recordId}#${ordinal}`)).toEqual([
    'doc_a#0',
    'doc_a#1',
    'mem_a#0',
    'mem_b#0',
  ]);
  expect(new Set(hits.map(({ score }) => score)).size).toBe(1);
});
