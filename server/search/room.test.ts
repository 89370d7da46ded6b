/** Searches whose parts of the index are more than there is room for: they take turns on it, and find what they would find. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createTestProject, document } from './fixtures.suite.ts';
import { createSearchEngine } from './index.ts';
import type { IndexReader, SearchEngine } from './search.ts';

const engines: SearchEngine[] = [];

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

function startEngine(cacheBytes?: number): SearchEngine {
  const engine = createSearchEngine({ threads: 1, ...(cacheBytes === undefined ? {} : { cacheBytes }) });
  engines.push(engine);
  return engine;
}

test('a search reads several segments while each arrival makes the cache let go of the one before', async () => {
  const [roomy, tight] = [startEngine(), startEngine(0)];
  const project = createTestProject('prj_one', roomy);
  const segments = 4;
  for (let number = 0; number < segments * 130; number++) {
    project.put(
      document(`doc_${number}`, [
        `gate ${number % 7} of hall ${number}`,
        `ferry ${number % 11} at ${number}`,
      ]),
    );
    if (number % 130 === 129) await roomy.merge(project.reader, project.writer, new AbortController().signal);
  }
  // Rows of segments come one after another, as from a database.
  let last: Promise<unknown> = Promise.resolve();
  const reader: IndexReader = {
    ...project.reader,
    rowsOf(space, keys) {
      const rows = last.then(() => turn()).then(() => project.reader.rowsOf(space, keys));
      last = rows;
      return rows;
    },
  };
  const queries = Array.from({ length: 12 }, (_, at) => ({ text: `gate ${at % 7} ferry ${at}`, limit: 5 }));
  const found = await Promise.all(queries.map((query) => tight.search([reader], query)));
  const expected = await Promise.all(queries.map((query) => roomy.search([project.reader], query)));
  expect(found).toEqual(expected);
  expect(found[0]).toHaveLength(5);
});
