/** A merge of a long tail takes it in parts: what it reads and holds is bounded, and what is found stays the same. */
import { afterEach, expect, test } from 'vitest';
import { createMirror, words, write } from './exactness.suite.ts';
import { createRandom, createTestProject, memory, type TestProject } from './fixtures.suite.ts';
import { createSearchEngine } from './index.ts';
import type { IndexReader, IndexWriter, SearchEngine } from './search.ts';
import { entryOfRow, groupOfEntry } from './tail.ts';
import { mergeProject, tailPart } from './worker/merger.ts';

const engines: SearchEngine[] = [];

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

function setUp() {
  const engine = createSearchEngine({ threads: 1 });
  engines.push(engine);
  return { engine, project: createTestProject('prj_one', engine) };
}

/** Counts what a merge reads of the tail, and the records that each of its steps takes from it. */
function counting(project: TestProject) {
  const counted = { rows: 0, mostRows: 0, taken: [] as Set<string>[] };
  let sinceStep = 0;
  const reader: IndexReader = {
    ...project.reader,
    async rows(space, range) {
      const rows = await project.reader.rows(space, range);
      if (space !== 'tail') return rows;
      counted.rows += rows.length;
      sinceStep += rows.length;
      counted.mostRows = Math.max(counted.mostRows, sinceStep);
      return rows;
    },
  };
  const writer: IndexWriter = {
    commit(rows, manifest) {
      if (manifest !== undefined) sinceStep = 0;
      const entries = rows.flatMap((row) => (row.space === 'tail' && row.op === 'clear' ? [row.prefix] : []));
      if (entries.length > 0)
        counted.taken.push(new Set(entries.map((prefix) => groupOfEntry(entryOfRow(prefix)))));
      return project.writer.commit(rows, manifest);
    },
  };
  const merge = () => mergeProject({ reader, writer, signal: new AbortController().signal });
  return { counted, merge };
}

test('a long tail is merged in parts, each read once', { timeout: 60_000 }, async () => {
  const { engine, project } = setUp();
  const random = createRandom(21);
  const mirror = createMirror(project);
  const count = tailPart.entries * 2 + 500;
  for (let number = 0; number < count; number++)
    mirror.put(memory(`mem_${String(number).padStart(5, '0')}`, `${words(random, 8)} n${number}`));
  const { counted, merge } = counting(project);
  await merge();
  expect(counted.taken.map(({ size }) => size)).toEqual([tailPart.entries, tailPart.entries, 500]);
  // A page beyond each part tells where it ends.
  expect(counted.mostRows).toBeLessThan(tailPart.entries + 32);
  expect(counted.rows).toBeLessThan(count + 3 * 32);
  expect(project.keys('tail')).toEqual([]);
  for (let query = 0; query < 10; query++) {
    const text = words(random, 4);
    const hits = await engine.search([project.reader], { text, limit: 10, plain: true });
    const wanted = mirror.best(text, 10);
    expect(hits).toHaveLength(wanted.length);
    for (const [at, score] of wanted.entries()) expect(hits[at]?.score).toBeCloseTo(score, 6);
  }
});

test('what a record had appended stays together, and what is not due yet stops nothing', async () => {
  const { engine, project } = setUp();
  const append = (id: string, from: number) =>
    project.put({
      ...memory(id, `message${from} of ${id}`),
      type: 'message',
      from,
      append: from > 0,
    });
  // Its entries begin in the first part and go beyond it.
  for (let at = 0; at < 50; at++) project.put(memory(`a_${at}`, `early note${at}`));
  for (let at = 0; at < tailPart.entries + 100; at++) append('conv_long', at);
  for (let at = 0; at < 200; at++) append(`conv_other${at}`, 0);
  const { counted, merge } = counting(project);
  await merge();
  expect(counted.taken.map(({ size }) => size)).toEqual([1, 200]);
  expect(counted.taken[0]).toEqual(new Set(['conv_long']));
  expect(project.keys('tail')).toHaveLength(50);
  for (const at of [0, tailPart.entries, tailPart.entries + 99]) {
    const hits = await engine.search([project.reader], {
      text: `message${at}`,
      records: ['conv_long'],
      limit: 1,
    });
    expect(hits.map(({ recordId, ordinal }) => [recordId, ordinal])).toEqual([['conv_long', at]]);
  }
  const [early] = await engine.search([project.reader], { text: 'early note7', limit: 1 });
  expect(early?.recordId).toBe('a_7');
});

test('a merge in parts gives the ranking of merges after each write', { timeout: 60_000 }, async () => {
  const { engine, project } = setUp();
  const often = createTestProject('prj_two', engine);
  const random = createRandom(22);
  const both = createMirror({
    put(record) {
      project.put(record);
      often.put(record);
    },
    remove(id, type) {
      project.remove(id, type);
      often.remove(id, type);
    },
  });
  const signal = new AbortController().signal;
  for (let number = 0; number < tailPart.entries + 400; number++) {
    const id = `mem_${String(number).padStart(5, '0')}`;
    if (number % 10 === 0) write(both, random, number);
    else both.put(memory(id, `${words(random, 8)} n${number}`));
    if (number % 10 === 9) both.remove(`mem_${String(Math.floor(random() * number)).padStart(5, '0')}`);
    if (number % 700 === 699) await engine.merge(often.reader, often.writer, signal);
  }
  const { counted, merge } = counting(project);
  await merge();
  expect(counted.taken.length).toBeGreaterThan(1);
  for (let query = 0; query < 20; query++) {
    const text = words(random, 3);
    const [one, other] = await Promise.all(
      [project, often].map(({ reader }) => engine.search([reader], { text, limit: 10 })),
    );
    expect(one?.map(({ recordId, ordinal, score }) => [recordId, ordinal, score.toFixed(9)])).toEqual(
      other?.map(({ recordId, ordinal, score }) => [recordId, ordinal, score.toFixed(9)]),
    );
  }
});
