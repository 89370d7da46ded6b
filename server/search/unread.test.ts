/** A search whose store cannot be read fails with the store's own words, and the next one finds again. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeepsakeError } from '../../contract/index.ts';
import { createTestProject, memory } from './fixtures.suite.ts';
import { createSearchEngine } from './index.ts';
import type { IndexReader, SearchEngine } from './search.ts';

let engine: SearchEngine;

beforeEach(() => void (engine = createSearchEngine({ threads: 1 })));
afterEach(() => engine.close());

test('what the store says when texts cannot be read is what the search says', async () => {
  const project = createTestProject('prj_one', engine);
  project.put(memory('mem_1', 'The ferry leaves at seven.'));
  let isAway = true;
  const reader: IndexReader = {
    ...project.reader,
    rowsOf(space, keys) {
      if (isAway && space === 'piece')
        return Promise.reject(new KeepsakeError('UNAVAILABLE', 'The database cannot be reached.'));
      return project.reader.rowsOf(space, keys);
    },
  };
  await expect(engine.search([reader], { text: 'ferry', limit: 5 })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  isAway = false;
  expect(await engine.search([reader], { text: 'ferry', limit: 5 })).toHaveLength(1);
});

test('searches that fail side by side say each what its own store said', async () => {
  const words = ['The first database is away.', 'The second one is too busy.'];
  const away = words.map((message, i) => {
    const project = createTestProject(`prj_${i}`, engine);
    project.put(memory('mem_1', 'The ferry leaves at seven.'));
    return { message, reader: project.reader, failed: Promise.withResolvers<never>() };
  });
  const found = createTestProject('prj_found', engine);
  found.put(memory('mem_1', 'The ferry leaves at eight.'));
  const asked = away.map(() => Promise.withResolvers<void>());
  const searches = away.map(({ reader, failed }, i) => {
    const unread: IndexReader = {
      ...reader,
      rowsOf: (space, keys) =>
        space === 'piece' ? (asked[i]?.resolve(), failed.promise) : reader.rowsOf(space, keys),
    };
    return engine.search([unread], { text: 'ferry', limit: 5 });
  });
  await Promise.all(asked.map(({ promise }) => promise));
  for (const { message, failed } of away) failed.reject(new KeepsakeError('UNAVAILABLE', message));
  const outcomes = await Promise.allSettled([
    ...searches,
    engine.search([found.reader], { text: 'ferry', limit: 5 }),
  ]);
  const said = outcomes.map((one) =>
    one.status === 'rejected' ? (one.reason as Error).message : one.value.length,
  );
  expect(said).toEqual([...words, 1]);
});
