/** The first stage returns what scoring every passage would, whatever the state of tail, segments and merges. */
import { afterEach, describe, expect, test } from 'vitest';
import { createMirror, words, write, type Mirror } from './exactness.suite.ts';
import { createRandom, createTestProject, memory, type TestProject } from './fixtures.suite.ts';
import { createSearchEngine } from './index.ts';
import type { IndexWriter, SearchEngine } from './search.ts';

const engines: SearchEngine[] = [];

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

function setUp(seed: number) {
  const engine = createSearchEngine({ threads: 1 });
  engines.push(engine);
  return { engine, random: createRandom(seed), project: createTestProject('prj_one', engine) };
}

async function expectExact(engine: SearchEngine, project: TestProject, mirror: Mirror, query: string) {
  const hits = await engine.search([project.reader], { text: query, limit: 10, plain: true });
  const wanted = mirror.best(query, 10);
  expect(hits).toHaveLength(wanted.length);
  for (const [at, score] of wanted.entries()) expect(hits[at]?.score).toBeCloseTo(score, 6);
}

async function mergeAll(engine: SearchEngine, project: TestProject): Promise<void> {
  await engine.merge(project.reader, project.writer, new AbortController().signal);
}

describe('the first stage is exact', () => {
  test(
    'with a tail only, over segments, between merges and after deletions',
    { timeout: 120_000 },
    async () => {
      const { engine, random, project } = setUp(11);
      const mirror = createMirror(project);
      for (let round = 0; round < 8; round++) {
        for (let number = 0; number < 120; number++) write(mirror, random, round * 120 + number);
        for (let gone = 0; gone < 15; gone++) {
          const ids = mirror.ids();
          mirror.remove(ids[Math.floor(random() * ids.length)] as string);
        }
        for (let changed = 0; changed < 15; changed++) {
          const ids = mirror.ids().filter((id) => id.startsWith('mem_'));
          const id = ids[Math.floor(random() * ids.length)] as string;
          mirror.put(memory(id, `${words(random, 10)} again${round}x${changed}`));
        }
        for (let query = 0; query < 10; query++)
          await expectExact(engine, project, mirror, words(random, 1 + Math.floor(random() * 6)));
        if (round % 2 === 1) await mergeAll(engine, project);
        for (let query = 0; query < 10; query++)
          await expectExact(engine, project, mirror, words(random, 1 + Math.floor(random() * 6)));
      }
      expect(project.keys('segment').length).toBeGreaterThan(0);
    },
  );

  test(
    'a merge that ends anywhere loses nothing, and the next one cleans up',
    { timeout: 120_000 },
    async () => {
      const { engine, random, project } = setUp(12);
      const mirror = createMirror(project);
      for (let ending = 0; ending < 8; ending++) {
        for (let number = 0; number < 300; number++) write(mirror, random, ending * 300 + number);
        const atManifest = ending % 2 === 0;
        project.beforeMerge = (withManifest) => {
          if (withManifest === atManifest) throw new Error('killed');
        };
        await expect(mergeAll(engine, project)).rejects.toThrow('killed');
        for (let query = 0; query < 5; query++) await expectExact(engine, project, mirror, words(random, 4));
        project.beforeMerge = () => undefined;
      }
      await mergeAll(engine, project);
      for (let query = 0; query < 20; query++) await expectExact(engine, project, mirror, words(random, 4));
      const stored = (await project.reader.manifest())?.value as Record<string, { id: string }[]>;
      const known = new Set(Object.values(stored).flatMap((entries) => entries.map(({ id }) => id)));
      const left = new Set(project.keys('segment').map((key) => key.slice(0, key.indexOf('/'))));
      expect(left).toEqual(known);
    },
  );

  test(
    'a server that cleans up while another merges leaves that merge without effect, and nothing is lost',
    { timeout: 60_000 },
    async () => {
      const { engine, random, project } = setUp(14);
      const other = createSearchEngine({ threads: 1 });
      engines.push(other);
      const mirror = createMirror(project);
      for (let number = 0; number < 300; number++) write(mirror, random, number);
      const { signal } = new AbortController();
      let commits = 0;
      const killedAfterOne: IndexWriter = {
        commit(rows, manifest) {
          if (++commits > 1) throw new Error('killed');
          return project.writer.commit(rows, manifest);
        },
      };
      let isFirst = true;
      const writer: IndexWriter = {
        async commit(rows, manifest) {
          const done = await project.writer.commit(rows, manifest);
          if (isFirst) {
            isFirst = false;
            await expect(other.merge(project.reader, killedAfterOne, signal)).rejects.toThrow('killed');
          }
          return done;
        },
      };
      await engine.merge(project.reader, writer, signal);
      for (let query = 0; query < 20; query++) await expectExact(engine, project, mirror, words(random, 4));
      await mergeAll(engine, project);
      for (let query = 0; query < 20; query++) await expectExact(other, project, mirror, words(random, 4));
    },
  );

  test('records indexed in another order give the same ranking', { timeout: 60_000 }, async () => {
    const { engine, random, project } = setUp(13);
    const mirror = createMirror(project);
    for (let number = 0; number < 300; number++) write(mirror, random, number);
    for (let gone = 0; gone < 60; gone++) mirror.remove(mirror.ids()[gone * 2] as string);
    await mergeAll(engine, project);
    const anew = createTestProject('prj_two', engine);
    for (const id of mirror.ids().reverse()) anew.put(mirror.record(id));
    for (let query = 0; query < 30; query++) {
      const text = words(random, 3);
      const [one, other] = await Promise.all(
        [project, anew].map(({ reader }) => engine.search([reader], { text, limit: 10 })),
      );
      expect(other?.map(({ text: found, score }) => [found, score.toFixed(9)])).toEqual(
        one?.map(({ text: found, score }) => [found, score.toFixed(9)]),
      );
    }
  });
});
