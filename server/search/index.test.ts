/** The engine as the server uses it: what is found, when, and how much of it is returned. */
import { describe, expect, test } from 'vitest';
import { createRandom, createTestProject, document, memory, type TestProject } from './fixtures.suite.ts';
import { createSearchEngine } from './index.ts';
import type { SearchEngine, SearchQuery } from './search.ts';

function setUp(options?: { cacheBytes?: number }): { engine: SearchEngine; project: TestProject } {
  const engine = createSearchEngine(options);
  return { engine, project: createTestProject('prj_one', engine) };
}

async function found(
  engine: SearchEngine,
  project: TestProject,
  query: Partial<SearchQuery> & { text: string },
) {
  const hits = await engine.search([project.reader], { limit: 10, ...query });
  return hits.map(({ recordId, ordinal }) => `${recordId}#${ordinal}`);
}

describe('hits', () => {
  test('a hit carries what was indexed with it', async () => {
    const { engine, project } = setUp();
    project.put(document('doc_a', ['nothing here', 'Invoices go out on the 5th.'], 'rules.pdf'));
    const hits = await engine.search([project.reader], { text: 'invoice', limit: 5 });
    expect(hits).toEqual([
      {
        project: 'prj_one',
        recordId: 'doc_a',
        type: 'document',
        ordinal: 1,
        title: 'rules.pdf',
        text: 'Invoices go out on the 5th.',
        place: { page: 2 },
        updatedAt: 2_000,
        score: expect.any(Number),
        relevance: expect.any(Number),
        highlights: expect.any(Array),
        why: expect.any(Object),
        folded: 0,
      },
    ]);
  });

  test('words that stand nowhere, no words and no projects find nothing', async () => {
    const { engine, project } = setUp();
    project.put(memory('mem_a', 'apples and pears'));
    expect(await found(engine, project, { text: 'zeppelin' })).toEqual([]);
    expect(await found(engine, project, { text: '?!' })).toEqual([]);
    expect(await engine.search([], { text: 'apples', limit: 5 })).toEqual([]);
  });

  test('names that objects have by nature are words like any other', async () => {
    const { engine, project } = setUp();
    project.put(memory('mem_a', 'constructor __proto__ toString'));
    project.put(memory('mem_b', 'something else'));
    for (const text of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(await found(engine, project, { text })).toEqual(text === 'hasOwnProperty' ? [] : ['mem_a#0']);
    }
  });

  test('only the types asked for', async () => {
    const { engine, project } = setUp();
    project.put(memory('mem_a', 'blue whale facts'));
    project.put(document('doc_a', ['blue whale report']));
    expect(await found(engine, project, { text: 'whale', types: ['memory'] })).toEqual(['mem_a#0']);
    expect(await found(engine, project, { text: 'whale', types: ['document'] })).toEqual(['doc_a#0']);
  });

  test('equal texts are returned once, and the next text takes the place', async () => {
    const { engine, project } = setUp();
    project.put(
      document('doc_a', ['tea at five', 'tea at five', 'tea at five', 'tea at six with some cake']),
    );
    const hits = await engine.search([project.reader], { text: 'tea', limit: 2 });
    expect(hits.map(({ text, folded }) => [text, folded])).toEqual([
      ['tea at five', 2],
      ['tea at six with some cake', 0],
    ]);
  });
});

describe('the token budget', () => {
  const short = 'tea';
  const long = `tea tea tea ${'and more of it '.repeat(20)}`;

  test('a passage that does not fit gives way to the next that does', async () => {
    const { engine, project } = setUp();
    project.put(document('doc_a', [`tea ${'x'.repeat(400)}`, 'tea with milk', 'tea with lemon and sugar']));
    const hits = await engine.search([project.reader], { text: 'tea', limit: 10, tokenBudget: 12 });
    expect(hits.map(({ text }) => text)).toEqual(['tea with milk', 'tea with lemon and sugar']);
    const tokens = hits.reduce((sum, { text }) => sum + Math.ceil(text.length / 4), 0);
    expect(tokens).toBeLessThanOrEqual(12);
  });

  test('when nothing fits, the best passage is cut and says so', async () => {
    const { engine, project } = setUp();
    project.put(memory('mem_a', long));
    const [hit, ...others] = await engine.search([project.reader], {
      text: 'tea',
      limit: 10,
      tokenBudget: 5,
    });
    expect(others).toEqual([]);
    expect(hit?.text).toBe('tea tea tea and mor…');
  });

  test('without a budget texts are whole', async () => {
    const { engine, project } = setUp();
    project.put(memory('mem_a', long));
    project.put(memory('mem_b', short));
    const hits = await engine.search([project.reader], { text: 'tea', limit: 10 });
    expect(hits.map(({ text }) => text).sort()).toEqual([long, short].sort());
  });
});

describe('changes', () => {
  test('what was written, replaced or removed is seen by the next query', async () => {
    const { engine, project } = setUp();
    expect(await found(engine, project, { text: 'lemon' })).toEqual([]);
    project.put(document('doc_a', ['lemon tree', 'orange tree']));
    expect(await found(engine, project, { text: 'lemon' })).toEqual(['doc_a#0']);
    project.put(document('doc_a', ['orange tree']));
    expect(await found(engine, project, { text: 'lemon' })).toEqual([]);
    expect(await found(engine, project, { text: 'orange' })).toEqual(['doc_a#0']);
    project.remove('doc_a');
    expect(await found(engine, project, { text: 'orange' })).toEqual([]);
  });

  test('only what changed is read again', async () => {
    const { engine, project } = setUp();
    for (let at = 0; at < 50; at++) project.put(memory(`mem_${at}`, `number ${at}`));
    await found(engine, project, { text: 'number' });
    const before = project.reads.get('tail') ?? 0;
    project.put(memory('mem_7', 'number seven'));
    expect(await found(engine, project, { text: 'seven' })).toEqual(['mem_7#0']);
    expect(project.reads.get('tail')).toBe(before + 1);
  });

  test('a commit during an update under way is seen by a query that starts after it', async () => {
    const { engine, project } = setUp();
    project.put(memory('mem_a', 'apple'));
    await found(engine, project, { text: 'apple' });
    project.put(memory('mem_b', 'apple pie'));
    let late: Promise<string[]> | undefined;
    project.beforeRows = () => {
      project.beforeRows = () => undefined;
      project.put(memory('mem_late', 'lemon'));
      late = found(engine, project, { text: 'lemon' });
    };
    expect(await found(engine, project, { text: 'pie' })).toEqual(['mem_b#0']);
    expect(await late).toEqual(['mem_late#0']);
  });

  test('a record removed between ranking and reading leaves room for the next', async () => {
    const { engine, project } = setUp();
    project.put(memory('mem_a', 'lemon lemon'));
    project.put(memory('mem_b', 'lemon and others'));
    project.beforeRows = (space) => {
      if (space === 'piece') project.remove('mem_a');
    };
    expect(await found(engine, project, { text: 'lemon', limit: 1 })).toEqual(['mem_b#0']);
  });

  test('a read that fails is reported and does not spoil later searches', async () => {
    const { engine, project } = setUp();
    project.put(memory('mem_a', 'lemon'));
    project.beforeRows = () => {
      throw new Error('the disk is away');
    };
    await expect(found(engine, project, { text: 'lemon' })).rejects.toThrow('the disk is away');
    project.beforeRows = () => undefined;
    expect(await found(engine, project, { text: 'lemon' })).toEqual(['mem_a#0']);
  });

  test('thousands of rewrites of one record leave an index that finds the last', async () => {
    const { engine, project } = setUp();
    project.put(memory('mem_other', 'steady'));
    for (let at = 0; at < 1_500; at++) {
      project.put(memory('mem_a', `round ${at}`));
      if (at % 3 === 0) await found(engine, project, { text: 'steady' });
    }
    const hits = await engine.search([project.reader], { text: 'round', limit: 10 });
    expect(hits.map(({ text }) => text)).toEqual(['round 1499']);
  });
});

describe('the cache', () => {
  test('concurrent first queries read the rows once', async () => {
    const { engine, project } = setUp();
    for (let at = 0; at < 30; at++) project.put(memory(`mem_${at}`, `number ${at}`));
    await Promise.all(Array.from({ length: 20 }, () => found(engine, project, { text: 'number' })));
    expect(project.reads.get('tail')).toBe(1);
  });

  test('a project of several pages of rows is read whole', async () => {
    const { engine, project } = setUp();
    for (let at = 0; at < 12; at++) {
      const texts = Array.from({ length: 100 }, (_, piece) => `piece${at}x${piece}`);
      project.put(document(`doc_${String(at).padStart(2, '0')}`, texts));
    }
    for (let at = 0; at < 400; at++) project.put(memory(`mem_${at}`, `note${at}`));
    expect(await found(engine, project, { text: 'piece11x99', limit: 1 })).toEqual(['doc_11#99']);
    expect(project.reads.get('tail')).toBe(3);
  });

  test('with no room for indexes, results are the same', async () => {
    const random = createRandom(3);
    const [roomy, tight] = [createSearchEngine(), createSearchEngine({ cacheBytes: 0 })];
    const projects = ['prj_a', 'prj_b', 'prj_c'].map((id) => {
      const project = createTestProject(id, roomy);
      for (let at = 0; at < 30; at++) {
        const words = Array.from({ length: 8 }, () => `word${Math.floor(20 * random())}`);
        project.put(memory(`mem_${id}${at}`, words.join(' ')));
      }
      return project;
    });
    const readers = projects.map(({ reader }) => reader);
    for (let round = 0; round < 10; round++) {
      const query = { text: `word${round} word${round + 5}`, limit: 5 };
      expect(await tight.search(readers, query)).toEqual(await roomy.search(readers, query));
      projects[round % 3]?.put(memory(`mem_new${round}`, `word${round} once more`));
    }
    const reads = projects.map((project) => project.reads.get('tail') ?? 0);
    for (const count of reads) expect(count).toBeGreaterThan(5);
  });
});

test('a large record is indexed beside the caller, and found like any other', async () => {
  const { engine, project } = setUp();
  const texts = Array.from({ length: 60 }, (_, at) => `passage number${at} of a long text`);
  await project.writer.commit(await engine.indexLarge(document('doc_long', texts, 'long.pdf')));
  project.put(memory('mem_a', 'something else'));
  expect(await found(engine, project, { text: 'number42', limit: 1 })).toEqual(['doc_long#42']);
  await engine.close();
});

describe('pieces', () => {
  test('the pieces of a record come in order, from any one on', async () => {
    const { engine, project } = setUp();
    const texts = Array.from({ length: 25 }, (_, at) => `page ${at}`);
    project.put(document('doc_a', texts));
    project.put(document('doc_b', ['another']));
    const all = await engine.pieces(project.reader, 'doc_a', 0, 100);
    expect(all.map(({ text }) => text)).toEqual(texts);
    expect(await engine.pieces(project.reader, 'doc_a', 9, 2)).toEqual([
      { ordinal: 9, text: 'page 9', place: { page: 10 } },
      { ordinal: 10, text: 'page 10', place: { page: 11 } },
    ]);
    expect(await engine.pieces(project.reader, 'doc_a', 25, 5)).toEqual([]);
    expect(await engine.pieces(project.reader, 'doc_none', 0, 5)).toEqual([]);
  });
});
