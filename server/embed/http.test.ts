/** The client of `/v1/embeddings` against a real server, and the breaker that keeps searches from waiting. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { startEmbeddingProvider } from '../../test/server/embedding-provider.ts';
import { createBreaker } from './breaker.ts';
import { createHttpEmbedder, embeddingsAddress } from './http.ts';

const patient = { patient: true };

describe('embeddings by HTTP', () => {
  it('come in the order of the texts, however many there are', async () => {
    await using provider = await startEmbeddingProvider();
    const embedder = createHttpEmbedder({ url: provider.url, model: 'm' });
    const vectors = await embedder.embed(
      Array.from({ length: 70 }, (_, at) => `word${'x'.repeat(at)}`),
      patient,
    );
    expect(vectors).toHaveLength(70);
    expect(provider.asked.map(({ input }) => input.length)).toEqual([32, 32, 6]);
    const [again] = await embedder.embed([`word${'x'.repeat(50)}`], patient);
    expect(vectors[50]).toEqual(again);
    await embedder.close();
  });

  it('are placed by their index', async () => {
    await using provider = await startEmbeddingProvider();
    provider.intercept = (response) => {
      const data = [
        { index: 1, embedding: [0, 1] },
        { index: 0, embedding: [1, 0] },
      ];
      response.end(JSON.stringify({ data }));
      return true;
    };
    const embedder = createHttpEmbedder({ url: provider.url, model: 'm' });
    expect((await embedder.embed(['a', 'b'], patient)).map((vector) => [...vector])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    await embedder.close();
  });

  it.each([
    ['{"data":[]}', 'does not answer as'],
    ['<html>', 'does not answer as'],
    ['{"data":[{"index":0,"embedding":["a"]}]}', 'does not answer as'],
    ['{"data":[{"index":0,"embedding":[1,2,3]}]}', '3 dimensions instead of 4'],
  ])('%s is refused', async (answer, message) => {
    await using provider = await startEmbeddingProvider();
    provider.intercept = (response) => (response.end(answer), true);
    const embedder = createHttpEmbedder({ url: provider.url, model: 'm', dimensions: 4 });
    await expect(embedder.embed(['a'], patient)).rejects.toThrow(message);
    await embedder.close();
  });

  it('are not sought where a redirect points', async () => {
    await using provider = await startEmbeddingProvider();
    await using elsewhere = await startEmbeddingProvider();
    provider.intercept = (response) => (
      response.writeHead(307, { location: `${elsewhere.url}/embeddings` }).end(),
      true
    );
    const embedder = createHttpEmbedder({ url: provider.url, model: 'm', secret: 's' });
    await expect(embedder.embed(['a'], patient)).rejects.toThrow('HTTP 307');
    expect(elsewhere.asked).toEqual([]);
    await embedder.close();
  });

  it('are asked for again by a job and not by a search when the server is busy', async () => {
    await using provider = await startEmbeddingProvider();
    let refusals = 1;
    provider.intercept = (response) => {
      if (refusals-- <= 0) return false;
      response.writeHead(429, { 'retry-after': new Date(0).toUTCString() }).end();
      return true;
    };
    const embedder = createHttpEmbedder({ url: provider.url, model: 'm' });
    await expect(embedder.embed(['a'], { patient: false })).rejects.toMatchObject({
      details: { status: 429 },
    });
    refusals = 2;
    expect(await embedder.embed(['a'], patient)).toHaveLength(1);
    await embedder.close();
  });

  it('are found by any of the addresses that people give', () => {
    for (const url of [
      'http://h:1',
      'http://h:1/',
      'http://h:1/v1',
      'http://h:1/v1/',
      'http://h:1/v1/embeddings',
    ])
      expect(embeddingsAddress(url)).toBe('http://h:1/v1/embeddings');
    expect(embeddingsAddress('https://h/openai/v1')).toBe('https://h/openai/v1/embeddings');
  });
});

describe('a search', () => {
  it('waits once for a server that hangs, and asks again when it has rested', async () => {
    await using provider = await startEmbeddingProvider();
    const embedder = createHttpEmbedder({ url: provider.url, model: 'm' });
    let now = 0;
    const breaker = createBreaker(embedder, { clock: () => now, patienceMs: 200, restMs: 1_000 });
    provider.intercept = () => true;
    expect(await breaker.vectorOf('a')).toBeUndefined();
    provider.intercept = () => false;
    expect(await breaker.vectorOf('a')).toBeUndefined();
    expect(provider.asked).toHaveLength(1);
    now = 1_000;
    expect(await breaker.vectorOf('a')).toHaveLength(provider.dimensions);
    await embedder.close();
  });

  it('that ends while its job is at work ends the request', async () => {
    await using provider = await startEmbeddingProvider();
    const stop = new AbortController();
    const embedder = createHttpEmbedder({ url: provider.url, model: 'm' });
    provider.intercept = (response) => {
      void once(response, 'close').then(() => undefined);
      stop.abort();
      return true;
    };
    await expect(embedder.embed(['a'], { patient: true, signal: stop.signal })).rejects.toThrow('aborted');
    await embedder.close();
  });
});
