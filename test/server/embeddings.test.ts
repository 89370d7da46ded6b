/** Vectors beside words by REST: off unless set, embedded in the background, and words alone when the model is away. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { needsFiles } from '../harness/test-store.ts';
import { startEmbeddingProvider } from './embedding-provider.ts';
import { embedded, newProject, patience, set, textsOf } from './embedding.ts';
import { startTestServer } from './running.ts';

describe('without a model', () => {
  it('nothing is asked for, and a search says that vectors are off', async () => {
    await using provider = await startEmbeddingProvider();
    await using server = await startTestServer();
    await newProject(server, ['The car is red.']);
    expect(await server.owner.search({ query: 'automobile' })).toMatchObject({ results: [], vectors: 'off' });
    expect(await server.owner.getEmbedding({})).toEqual({ status: 'off', done: 0, total: 0 });
    expect(provider.asked).toEqual([]);
  });
});

describe('with a model', () => {
  it('a search finds what is said in other words, written before and after the model was set', async () => {
    await using provider = await startEmbeddingProvider();
    await using server = await startTestServer();
    const projectId = await newProject(server, ['The car is red.', 'Soup at noon.']);
    await set(server, provider);
    await embedded(server, 2);
    const { results, vectors } = await server.owner.search({ query: 'automobile', explain: true });
    expect(vectors).toBe('used');
    expect(results[0]).toMatchObject({ text: 'The car is red.', why: { shares: { vector: 1 } } });
    await server.owner.addMemory({ projectId, content: 'The ship sails on Monday.' });
    await vi.waitFor(
      async () => expect((await textsOf(server, 'vessel'))[0]).toBe('The ship sails on Monday.'),
      patience,
    );
  });

  it('what was changed is embedded anew, and the vector of what was deleted goes', async () => {
    await using provider = await startEmbeddingProvider();
    await using server = await startTestServer();
    const projectId = await newProject(server, ['The car is red.']);
    const { id: memoryId } = await server.owner.addMemory({ projectId, content: 'Call the doctor.' });
    await set(server, provider);
    await embedded(server, 2);
    await server.owner.updateMemory({ projectId, memoryId, content: 'Paint the boat.' });
    await vi.waitFor(
      async () => expect((await textsOf(server, 'ship'))[0]).toBe('Paint the boat.'),
      patience,
    );
    expect(await textsOf(server, 'physician')).not.toContain('Call the doctor.');
    await server.owner.deleteMemory({ projectId, memoryId });
    await embedded(server, 1);
    expect(await textsOf(server, 'ship')).not.toContain('Paint the boat.');
  });

  it('the secret goes to the model and to nobody else', async (context) => {
    needsFiles(context);
    const secret = 'sk-thisisasecretofthetest';
    await using provider = await startEmbeddingProvider();
    const dataFolder = await mkdtemp(join(tmpdir(), 'ks-secret-'));
    await using server = await startTestServer({ dataFolder, encrypted: false });
    const answer = await set(server, provider, { secret });
    expect(provider.bearers).toContain(`Bearer ${secret}`);
    expect(answer.provider).toMatchObject({ has_secret: true });
    expect(JSON.stringify([answer, await server.owner.getEmbedding({})])).not.toContain(secret);
    provider.intercept = (response) => {
      response.writeHead(401).end(`no such key: ${secret}`);
      return true;
    };
    const refused = await set(server, provider, { secret, model: 'other' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'UNAVAILABLE' });
    expect(inspect(refused, { depth: 9 })).not.toContain(secret);
    await server.server.close();
    const files = await readdir(dataFolder, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files.filter((one) => one.isFile()).map(({ parentPath, name }) => readFile(join(parentPath, name))),
    );
    expect(contents.some((bytes) => bytes.includes('"model":"meanings"'))).toBe(true);
    expect(contents.some((bytes) => bytes.includes(secret))).toBe(false);
    await rm(dataFolder, { recursive: true, force: true });
  });

  it('only the owner sets and sees it, and only an address of the web is taken', async () => {
    await using provider = await startEmbeddingProvider();
    await using server = await startTestServer();
    const key = await server.newKey([await newProject(server)]);
    const client = server.clientOf(key.secret);
    await expect(client.setEmbedding({ url: provider.url, model: 'meanings' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(client.getEmbedding({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const url of ['file:///etc/passwd', 'http://name:word@localhost/v1', 'http://localhost/v1?key=1'])
      await expect(server.owner.setEmbedding({ url, model: 'meanings' })).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
      });
    expect(provider.asked).toEqual([]);
  });

  it('that is removed again leaves searches as they were', async () => {
    await using provider = await startEmbeddingProvider();
    await using server = await startTestServer();
    await newProject(server, ['The car is red.']);
    await set(server, provider);
    await embedded(server, 1);
    expect(await server.owner.unsetEmbedding({})).toEqual({ status: 'off', done: 0, total: 0 });
    expect(await server.owner.search({ query: 'automobile' })).toMatchObject({ results: [], vectors: 'off' });
  });

  it('that is not installed on this computer is said to be so', async () => {
    await using server = await startTestServer();
    await expect(server.owner.setEmbedding({ model: 'all-minilm' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/not installed|cannot be read/) as string,
    });
    expect(await server.owner.getEmbedding({})).toMatchObject({ status: 'off' });
  });
});

describe('a model that is away', () => {
  it('leaves a search to words, which says so', async () => {
    await using provider = await startEmbeddingProvider();
    await using server = await startTestServer();
    const projectId = await newProject(server, ['The car is red.']);
    await set(server, provider);
    await embedded(server, 1);
    await provider.stop();
    expect(await server.owner.search({ query: 'automobile' })).toMatchObject({
      results: [],
      vectors: 'unavailable',
    });
    const { results } = await server.owner.search({ query: 'red car' });
    expect(results.map(({ text }) => text)).toEqual(['The car is red.']);
    await server.owner.addMemory({ projectId, content: 'The ship sails.' });
    await vi.waitFor(
      async () => expect(await server.owner.getEmbedding({})).toMatchObject({ status: 'failing', done: 1 }),
      patience,
    );
    await provider.restart();
    await server.owner.addMemory({ projectId, content: 'The doctor calls.' });
    await embedded(server, 3);
  });

  it('is told of by the search tool', async () => {
    await using provider = await startEmbeddingProvider();
    await using server = await startTestServer();
    const key = await server.newKey([await newProject(server, ['The car is red.'])]);
    await set(server, provider);
    await embedded(server, 1);
    const call = async () => {
      const response = await server.send('/mcp', {
        method: 'POST',
        token: key.secret,
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'search', arguments: { query: 'red' } },
        }),
      });
      return response.text();
    };
    expect(await call()).not.toContain('did not answer');
    await provider.stop();
    expect(await call()).toContain('The embedding model did not answer');
  });

  it('or hangs does not hold a search up for long', async () => {
    await using provider = await startEmbeddingProvider();
    await using server = await startTestServer();
    await newProject(server, ['The car is red.']);
    await set(server, provider);
    await embedded(server, 1);
    provider.intercept = () => true;
    expect(await server.owner.search({ query: 'red' })).toMatchObject({ vectors: 'unavailable' });
    const asked = provider.asked.length;
    expect(await server.owner.search({ query: 'red' })).toMatchObject({ vectors: 'unavailable' });
    expect(provider.asked).toHaveLength(asked);
  });

  it('for a moment (429) is asked again after the time it says', async () => {
    await using provider = await startEmbeddingProvider();
    await using server = await startTestServer();
    await newProject(server, ['The car is red.']);
    let refusals = 0;
    provider.intercept = (response, { input }) => {
      if (input[0] === 'keepsake' || ++refusals > 2) return false;
      response.writeHead(429, { 'retry-after': '0' }).end();
      return true;
    };
    await set(server, provider);
    await embedded(server, 1);
    expect(refusals).toBe(3);
    expect((await server.owner.getEmbedding({})).problem).toBeUndefined();
  });

  it('or gives vectors of another dimension is reported, and its vectors are not used', async () => {
    await using provider = await startEmbeddingProvider();
    await using server = await startTestServer();
    await expect(set(server, { ...provider, url: `${provider.url}/elsewhere` })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await set(server, provider);
    provider.dimensions = 128;
    const projectId = await newProject(server, ['The car is red.']);
    await vi.waitFor(
      async () =>
        expect(await server.owner.getEmbedding({})).toMatchObject({
          status: 'failing',
          problem: expect.stringContaining('128 dimensions instead of 256') as string,
        }),
      patience,
    );
    expect(await textsOf(server, 'automobile')).toEqual([]);
    provider.dimensions = 256;
    await server.owner.addMemory({ projectId, content: 'The ship sails.' });
    await embedded(server, 2);
  });
});
