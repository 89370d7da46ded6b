/** Embedding in the background: another model takes over when it is complete, and what was ended goes on. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startKeepsake } from '../harness/keepsake.ts';
import { startEmbeddingProvider, type EmbeddingProvider } from './embedding-provider.ts';
import { embedded, newProject, set, type Owned } from './embedding.ts';
import { startTestServer } from './running.ts';

describe('changing the model', () => {
  it('goes on with the old vectors until the new ones are complete', async () => {
    await using old = await startEmbeddingProvider();
    await using next = await startEmbeddingProvider();
    await using server = await startTestServer();
    await newProject(server, ['The car is red.']);
    await set(server, old);
    await embedded(server, 1);
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    next.intercept = (response, { input }) => {
      if (input[0] === 'keepsake') return false;
      void opened.then(() => response.writeHead(503, { 'retry-after': '0' }).end());
      return true;
    };
    await set(server, next, { model: 'better', dimensions: 64 });
    expect(await server.owner.search({ query: 'automobile' })).toMatchObject({
      vectors: 'used',
      results: [{ text: 'The car is red.' }],
    });
    const before = old.asked.length;
    next.intercept = () => false;
    open();
    await embedded(server, 1);
    expect(await server.owner.search({ query: 'vehicle' })).toMatchObject({
      vectors: 'used',
      results: [{ text: 'The car is red.' }],
    });
    expect(next.asked.at(-1)).toMatchObject({ model: 'better', dimensions: 64, input: ['vehicle'] });
    expect(old.asked).toHaveLength(before);
  });
});

describe.concurrent('a server that is ended while it embeds', () => {
  const contents = Array.from({ length: 200 }, (_, at) => `Car number ${at}.`);

  /** Resolves when the model has embedded a batch of passages and hangs over the next. */
  function hangAfterFirstBatch(provider: EmbeddingProvider): Promise<void> {
    let requests = 0;
    return new Promise((resolve) => {
      provider.intercept = (_, { input }) => {
        if (input[0] === 'keepsake' || ++requests <= 4) return false;
        resolve();
        return true;
      };
    });
  }

  function letGo(provider: EmbeddingProvider): void {
    provider.intercept = () => false;
    provider.asked.length = 0;
  }

  async function expectTheRest(server: Owned, provider: EmbeddingProvider): Promise<void> {
    await embedded(server, 200);
    expect(provider.asked.reduce((sum, { input }) => sum + input.length, 0)).toBe(72);
    expect(await server.owner.search({ query: 'automobile' })).toMatchObject({ vectors: 'used' });
  }

  it('by stopping goes on at the next start, and embeds nothing twice', async () => {
    await using provider = await startEmbeddingProvider();
    const dataFolder = await mkdtemp(join(tmpdir(), 'ks-resume-'));
    const first = await startTestServer({ dataFolder });
    await newProject(first, contents);
    const hangs = hangAfterFirstBatch(provider);
    await set(first, provider);
    await hangs;
    expect(await first.owner.getEmbedding({})).toMatchObject({ status: 'working', done: 128, total: 200 });
    await first.server.close();
    letGo(provider);
    await using second = await startTestServer({ dataFolder });
    await expectTheRest(second, provider);
  });

  it('by a kill goes on at the next start, and embeds nothing twice', async () => {
    await using provider = await startEmbeddingProvider();
    await using keepsake = await startKeepsake();
    await newProject(keepsake, contents);
    const hangs = hangAfterFirstBatch(provider);
    await set(keepsake, provider);
    await hangs;
    await keepsake.kill();
    letGo(provider);
    await keepsake.restart();
    await expectTheRest(keepsake, provider);
  });
});
