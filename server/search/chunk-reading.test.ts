/** Searches that begin at once on indexes that nobody has read yet: what they read, how often, and how much at a time. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { createTestProject, document, memory } from './fixtures.suite.ts';
import { createSearchEngine } from './index.ts';
import { ProjectState } from './project-state.ts';
import type { IndexReader } from './search.ts';

const engine = createSearchEngine({ threads: 1 });

afterAll(() => engine.close());

/** A merged project as a server that was just started has it, and what it reads of segments. */
async function createState(id: string, counted = { now: 0, most: 0 }) {
  const project = createTestProject(id, engine);
  for (let number = 0; number < 130; number++) project.put(document(`doc_${number}`, [`gate ${number}`]));
  await engine.merge(project.reader, project.writer, new AbortController().signal);
  const read: string[] = [];
  let failure: Error | undefined;
  const reader: IndexReader = {
    ...project.reader,
    async rowsOf(space, keys) {
      if (space !== 'segment') return project.reader.rowsOf(space, keys);
      counted.most = Math.max(counted.most, ++counted.now);
      read.push(...keys);
      // As long as others need to ask as well.
      for (let turns = 0; turns < 3; turns++) await turn();
      counted.now--;
      if (failure !== undefined) throw failure;
      return project.reader.rowsOf(space, keys);
    },
  };
  const state = new ProjectState(reader);
  await state.refresh();
  read.length = 0;
  const [segment] = state.segments;
  if (segment === undefined) throw new Error('nothing was merged');
  return { state, read, segment: segment.id, failWith: (error?: Error) => (failure = error) };
}

test('a chunk that many searches wait for is read once', async () => {
  const { state, read, segment } = await createState('prj_one');
  const asked = [[0], [0, 1], [1], [0], [0, 1]];
  const got = await Promise.all(asked.map((numbers) => state.chunks(segment, numbers)));
  expect(read.toSorted()).toEqual([`${segment}/000000`, `${segment}/000001`].toSorted());
  expect(got.map((chunks) => chunks.map(([number]) => number))).toEqual(asked);
  expect(new Set(got.flat().map(([, chunk]) => chunk)).size).toBe(2);
});

test('no more than four are on their way at a time, whatever the number of projects', async () => {
  const counted = { now: 0, most: 0 };
  const states = [];
  for (let at = 0; at < 9; at++) states.push(await createState(`prj_${at}`, counted));
  counted.most = 0;
  const got = await Promise.all(states.map(({ state, segment }) => state.chunks(segment, [0])));
  expect(got.flat()).toHaveLength(9);
  expect(counted.most).toBe(4);
});

test('a read that fails fails who waits for it, and the next one reads again', async () => {
  const { state, segment, failWith } = await createState('prj_away');
  failWith(new Error('the store is away'));
  const asked = [state.chunks(segment, [0]), state.chunks(segment, [0])];
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  failWith();
  expect(await state.chunks(segment, [0])).toHaveLength(1);
});

test('a merge does not read again what searches have open', async () => {
  const project = createTestProject('prj_open', engine);
  const merge = (reader: IndexReader) => engine.merge(reader, project.writer, new AbortController().signal);
  for (let number = 0; number < 130; number++) project.put(document(`doc_${number}`, [`gate ${number}`]));
  await merge(project.reader);
  expect(await engine.search([project.reader], { text: 'gate 7', limit: 1 })).toHaveLength(1);
  // Of another type, so that the merge has no reason to read the documents' segment.
  for (let number = 0; number < 130; number++) project.put(memory(`mem_${number}`, `ferry ${number}`));
  const open = new Set(project.keys('segment'));
  const read: string[] = [];
  await merge({
    ...project.reader,
    rowsOf(space, keys) {
      if (space === 'segment') read.push(...keys);
      return project.reader.rowsOf(space, keys);
    },
  });
  expect(project.keys('tail')).toEqual([]);
  expect(open.size).toBeGreaterThan(1);
  expect(read.filter((key) => open.has(key))).toEqual([]);
});
