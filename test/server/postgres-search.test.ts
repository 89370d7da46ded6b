/** Search on PostgreSQL ranks as the embedded store does, to the last digit, on whatever server and in whatever state. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { words, write } from '../../server/search/exactness.suite.ts';
import { createRandom } from '../../server/search/fixtures.suite.ts';
import type { SearchQuery } from '../../server/search/search.ts';
import { openPostgresStore } from '../../server/store/postgres/index.ts';
import { openProject, openProjectOn, type OpenProject } from '../campaigns/exactness/project.ts';
import { needs } from '../harness/component.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';

const masterKey = Buffer.alloc(32, 5);
const folder = mkdtempSync(join(tmpdir(), 'ks-ranking-'));
let server: PostgresServer | undefined;
let embedded: OpenProject;
let shared: [OpenProject, OpenProject];

beforeEach(async (context) => {
  if (server !== undefined) return;
  server = await startPostgres(needs(context, 'postgresql'));
  const url = await server.prepared();
  const open = async () => openProjectOn(await openPostgresStore({ url, masterKey }));
  embedded = await openProject(folder);
  shared = [await open(), await open()];
});
afterAll(async () => {
  await Promise.all([embedded, ...(shared ?? [])].map((project) => project?.close()));
  await server?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function found({ engine, reader }: OpenProject, query: SearchQuery) {
  return engine.search([reader], query);
}

it('gives the same hits with the same scores, from the tail, from segments and after deletions', async () => {
  const randoms = [embedded, shared[0]].map((project) => ({ project, random: createRandom(21) }));
  const asked = createRandom(22);
  for (const [round, size] of [150, 150, 20].entries()) {
    for (const { project, random } of randoms) {
      for (let number = 0; number < size; number++) write(project.mirror, random, round * 1_000 + number);
      const ids = project.mirror.ids();
      for (let gone = 0; gone < 12; gone++) project.mirror.remove(ids[gone * 5 + round] as string);
      await project.commit(round);
    }
    if (round === 1) {
      await embedded.merge();
      // One server writes, another merges, and both find.
      await shared[1].merge();
    }
    for (let query = 0; query < 6; query++) {
      const text = words(asked, 1 + (query % 5));
      for (const more of [{}, { plain: true }]) {
        const [wanted, ...others] = await Promise.all(
          [embedded, ...shared].map((project) => found(project, { text, limit: 10, ...more })),
        );
        for (const hits of others) expect(hits).toEqual(wanted);
      }
    }
  }
  expect((await shared[0].reader.rows('segment', { limit: 1 })).length).toBe(1);
});

it('two servers that merge at once leave one index, whole', async () => {
  const random = createRandom(23);
  for (let number = 5_000; number < 5_300; number++) {
    write(shared[0].mirror, random, number);
    if (number % 100 === 99) await shared[0].commit();
  }
  await shared[0].commit();
  await Promise.all(shared.map((project) => project.merge()));
  for (let query = 0; query < 8; query++) {
    const text = words(random, 1 + (query % 5));
    const best = shared[0].mirror.best(text, 10);
    for (const project of shared) {
      const scores = (await found(project, { text, limit: 10, plain: true })).map(({ score }) => score);
      expect(scores).toHaveLength(best.length);
      for (const [at, score] of best.entries()) expect(scores[at]).toBeCloseTo(score, 6);
    }
  }
});
