/** Vectors of a project: embedded in steps that may end anywhere, found beside words, gone with what they stood for. */
import { afterAll, describe, expect, it } from 'vitest';
import { createTestProject, document, memory, type TestProject } from '../fixtures.suite.ts';
import { createSearchEngine } from '../index.ts';
import type { Embedding, SearchQuery } from '../search.ts';
import { vectorRecordSpace, vectorSpace } from './block.ts';
import { bagOfWords } from './fixtures.suite.ts';

const engine = createSearchEngine({ threads: 2 });
afterAll(() => engine.close());

const dimensions = 96;
const signal = new AbortController().signal;
let projects = 0;

function model(id = 'one', keep: string[] = []) {
  const asked: string[] = [];
  const embedding: Embedding = {
    set: { id, dimensions },
    keep,
    embed(texts) {
      asked.push(...texts);
      return Promise.resolve(texts.map((text) => bagOfWords(text, dimensions)));
    },
  };
  return { ...embedding, asked };
}

function newProject(): TestProject {
  return createTestProject(`project-${++projects}`, engine);
}

function embed(project: TestProject, embedding: Embedding | undefined): Promise<void> {
  return engine.embed(project.reader, project.writer, embedding, signal);
}

function search(project: TestProject, text: string, more: Partial<SearchQuery> = {}, set = 'one') {
  const vectors = [{ set, values: bagOfWords(text, dimensions) }];
  return engine.search([project.reader], { text, limit: 10, vectors, ...more });
}

describe('a search with vectors', () => {
  it('finds what means the same in other words, and says what the vector added', async () => {
    const project = newProject();
    project.put(memory('a', 'the car is in the garage'));
    project.put(memory('b', 'soup is served at noon'));
    await embed(project, model());
    const [first] = await search(project, 'automobile');
    expect(first?.recordId).toBe('a');
    expect(first?.why.shares['vector']).toBe(1);
    expect(await engine.search([project.reader], { text: 'automobile', limit: 10 })).toEqual([]);
  });

  it('puts what words and vector both find first, with shares that add up to the score', async () => {
    const project = newProject();
    project.put(
      document('d', ['the ship left port', 'the garden gate', 'a vessel in the garden', 'ship oil']),
    );
    await embed(project, model());
    const hits = await search(project, 'ship left');
    expect(hits[0]?.text).toBe('the ship left port');
    expect(hits.map(({ text }) => text)).toContain('a vessel in the garden');
    for (const { score, why } of hits)
      expect(Object.values(why.shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(score, 1);
  });

  it('keeps to what the query allows', async () => {
    const project = newProject();
    for (let at = 0; at < 30; at++) project.put({ ...memory(`m${at}`, `car ${at}`), tags: [`t${at}`] });
    project.put(document('d', ['a vehicle', 'a vehicle without wheels']));
    await embed(project, model());
    const tagged = await search(project, 'automobile', { tags: ['t7'] });
    expect(tagged.map(({ recordId }) => recordId)).toEqual(['m7']);
    expect(
      (await search(project, 'automobile -wheels', { types: ['document'] })).map(({ text }) => text),
    ).toEqual(['a vehicle']);
  });

  it('uses a set only once it is complete', async () => {
    const project = newProject();
    project.put(
      document(
        'd',
        Array.from({ length: 300 }, (_, at) => `car ${at}`),
      ),
    );
    const ended = new AbortController();
    const slow = model();
    const stopping = {
      ...slow,
      embed: (texts: readonly string[]) => (
        slow.asked.length > 0 && ended.abort(),
        slow.embed(texts, signal)
      ),
    };
    await expect(engine.embed(project.reader, project.writer, stopping, ended.signal)).rejects.toThrow(
      'aborted',
    );
    expect(await engine.vectors(project.reader)).toEqual([
      { set: 'one', complete: false, done: 128, total: 300 },
    ]);
    expect(await search(project, 'automobile')).toEqual([]);
  });
});

describe('embedding a project', () => {
  it('goes on where it was ended, and embeds nothing twice', async () => {
    const project = newProject();
    project.put(
      document(
        'd',
        Array.from({ length: 300 }, (_, at) => `car ${at}`),
      ),
    );
    const ended = new AbortController();
    const first = model();
    const killed = {
      ...first,
      embed: (texts: readonly string[]) => (
        first.asked.length > 128 && ended.abort(),
        first.embed(texts, signal)
      ),
    };
    await expect(engine.embed(project.reader, project.writer, killed, ended.signal)).rejects.toThrow(
      'aborted',
    );
    const second = model();
    await embed(project, second);
    expect(second.asked).toHaveLength(44);
    expect(await engine.vectors(project.reader)).toEqual([
      { set: 'one', complete: true, done: 300, total: 300 },
    ]);
    expect(await search(project, 'automobile')).not.toEqual([]);
  });

  it('embeds only what changed, and drops what is gone', async () => {
    const project = newProject();
    project.put(document('d', ['a car', 'a boat', 'a tree']));
    project.put(memory('m', 'the physician calls'));
    await embed(project, model());
    project.put(document('d', ['a car', 'a house', 'a tree']));
    project.remove('m');
    const again = model();
    await embed(project, again);
    expect(again.asked).toEqual(['a house']);
    expect(await engine.vectors(project.reader)).toEqual([{ set: 'one', complete: true, done: 3, total: 3 }]);
    expect(project.keys(vectorRecordSpace)).toEqual(['one/d']);
    expect(await search(project, 'doctor')).not.toContainEqual(expect.objectContaining({ recordId: 'm' }));
    const idle = model();
    await embed(project, idle);
    expect(idle.asked).toEqual([]);
  });

  it('takes up what was appended and no earlier piece again', async () => {
    const project = newProject();
    project.put({ ...document('c', ['first words']), type: 'message' });
    await embed(project, model());
    project.put({ ...document('c', ['later words']), type: 'message', append: true, from: 1 });
    const again = model();
    await embed(project, again);
    expect(again.asked).toEqual(['later words']);
  });

  it('does not return a passage for a text that it does not have any more', async () => {
    const project = newProject();
    project.put(memory('m', 'the car'));
    await embed(project, model());
    project.put(memory('m', 'the soup'));
    expect(await search(project, 'automobile')).toEqual([]);
  });
});

describe('another model', () => {
  it('takes over when it is complete; until then the old one is used', async () => {
    const project = newProject();
    project.put(
      document(
        'd',
        Array.from({ length: 200 }, (_, at) => `car ${at}`),
      ),
    );
    await embed(project, model());
    const away = { ...model('two', ['one']), embed: () => Promise.reject(new Error('away')) };
    await expect(embed(project, away)).rejects.toThrow('away');
    expect(await search(project, 'automobile')).not.toEqual([]);
    await embed(project, model('two', ['one']));
    expect((await engine.vectors(project.reader)).map(({ set }) => set)).toEqual(['two']);
    expect(await search(project, 'automobile')).toEqual([]);
    expect(await search(project, 'automobile', {}, 'two')).not.toEqual([]);
    expect(project.keys(vectorSpace).every((key) => key.startsWith('two/'))).toBe(true);
  });

  it('none at all leaves nothing behind', async () => {
    const project = newProject();
    project.put(memory('m', 'the car'));
    await embed(project, model());
    await embed(project, undefined);
    expect([...project.keys(vectorSpace), ...project.keys(vectorRecordSpace)]).toEqual([]);
    expect(await engine.vectors(project.reader)).toEqual([]);
  });
});
