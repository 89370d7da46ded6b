/** What is found does not depend on how a server came to the state of an index: step by step, or all at once. */
import { afterEach, expect, test } from 'vitest';
import { createRandom, createTestProject, memory } from './fixtures.suite.ts';
import { createSearchEngine } from './index.ts';
import type { SearchEngine } from './search.ts';

const engines: SearchEngine[] = [];

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

function engine(): SearchEngine {
  const made = createSearchEngine({ threads: 1 });
  engines.push(made);
  return made;
}

test('a word that is no more is not taken for one like it', async () => {
  const follower = engine();
  const project = createTestProject('prj_one', follower);
  const search = (one: SearchEngine) => one.search([project.reader], { text: 'harbour opens', limit: 20 });
  const olds = ['mem_old_1', 'mem_old_2', 'mem_old_3'];
  for (const id of olds) project.put(memory(id, 'The harbour is silted up.'));
  for (let number = 0; number < 40; number++) {
    project.put(memory(`mem_${number}`, `The garden opens at ${number}.`));
    await search(follower);
  }
  project.put(memory('mem_near', 'An arbour and a harbor.'));
  await search(follower);
  for (const id of olds) project.put({ ...memory(id, ''), pieces: [] });
  expect(await search(follower)).toEqual(await search(engine()));
});

const vocabulary = ['harbour', 'library', 'lighthouse', 'garden', 'door', 'night', 'spring', 'opens'];

test('many passages of one score are chosen among alike, in whatever order they came', async () => {
  const follower = engine();
  const project = createTestProject('prj_one', follower);
  const random = createRandom(5);
  const word = () => vocabulary[Math.floor(random() * vocabulary.length)] ?? '';
  const search = (one: SearchEngine, text: string) => one.search([project.reader], { text, limit: 20 });
  const lengths = new Map<string, number>();
  for (let number = 0; number < 450; number++) {
    const text = `${word()} ${word()} ${word()}`;
    if (number % 3 === 0) {
      const id = `conv_${Math.floor(random() * 4)}`;
      const from = lengths.get(id) ?? 0;
      lengths.set(id, from + 1);
      project.put({ ...memory(id, text), type: 'message', from, append: from > 0 });
    } else {
      const id = `mem_${String(Math.floor(random() * 300)).padStart(4, '0')}`;
      const record = memory(id, text);
      project.put(random() < 0.1 ? { ...record, pieces: [] } : record);
    }
    if (number % 7 === 0) await search(follower, word());
    if (number % 150 === 149)
      await follower.merge(project.reader, project.writer, new AbortController().signal);
  }
  const fresh = engine();
  for (const text of [
    'which harbour opens in spring',
    'doors of the library',
    'lighthouse at night',
    'garden',
  ])
    expect(await search(fresh, text)).toEqual(await search(follower, text));
});

test('of more passages of one score than are looked at, the same are taken before and after merging', async () => {
  const follower = engine();
  const project = createTestProject('prj_one', follower);
  const random = createRandom(11);
  // No word twice, so that hundreds have the same score.
  const three = () => vocabulary.toSorted(() => random() - 0.5).slice(0, 3);
  const asked = ['garden', 'which harbour opens in spring', 'doors of the library', 'lighthouse at night'];
  const answers = () =>
    Promise.all(asked.map((text) => follower.search([project.reader], { text, limit: 20 })));
  const numbers = Array.from({ length: 1_500 }, (_, number) => number).sort(() => random() - 0.5);
  for (const number of numbers) {
    project.put(memory(`mem_${String(number).padStart(4, '0')}`, three().join(' ')));
    if (number % 60 === 0) await answers();
    if (number % 400 === 0)
      await follower.merge(project.reader, project.writer, new AbortController().signal);
  }
  const before = await answers();
  await follower.merge(project.reader, project.writer, new AbortController().signal);
  expect(await answers()).toEqual(before);
});
