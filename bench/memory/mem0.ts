/** `mem0ai` as a library with its own SQLite stores. Texts are added as they are; a model that only counts words embeds them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { startEmbeddingProvider } from '../../test/server/embedding-provider.ts';
import type { Peer } from './peer.ts';
import { textOf } from './texts.ts';

interface Mem0 {
  add(
    text: string,
    options: { userId: string; infer: false },
  ): Promise<{ results: readonly { id: string }[] }>;
  get(id: string): Promise<unknown>;
  getAll(options: Record<string, unknown>): Promise<unknown>;
  history(id: string): Promise<unknown>;
  search(query: string, options: Record<string, unknown>): Promise<unknown>;
}

/** Not a dependency of this project. */
const library = 'mem0ai/oss';
const dimensions = 384;
const userId = 'bench';

/** @param data the folder that it was installed into */
export async function openMem0(data: string): Promise<Peer> {
  process.env['MEM0_TELEMETRY'] = 'false';
  const folder = mkdtempSync(join(tmpdir(), 'mem0-bench-'));
  const provider = await startEmbeddingProvider();
  provider.dimensions = dimensions;
  const require = createRequire(pathToFileURL(join(resolve(data), 'package.json')));
  const { Memory } = require(library) as { Memory: new (config: unknown) => Mem0 };
  const model = { apiKey: 'none', model: 'words', baseURL: provider.url, url: provider.url };
  const memory = new Memory({
    disableHistory: false,
    embedder: { provider: 'openai', config: { ...model, embeddingDims: dimensions } },
    llm: { provider: 'openai', config: model },
    vectorStore: {
      provider: 'memory',
      config: { collectionName: 'bench', dimension: dimensions, dbPath: join(folder, 'vectors.db') },
    },
    historyStore: { provider: 'sqlite', config: { historyDbPath: join(folder, 'history.db') } },
  });
  const ids: string[] = [];
  const add = async (text: string): Promise<string> => {
    const { results } = await memory.add(text, { userId, infer: false });
    provider.asked.length = 0;
    return results[0]?.id ?? '';
  };
  return {
    name: 'mem0ai',
    async fill(size) {
      while (ids.length < size) ids.push(await add(textOf(ids.length)));
    },
    add,
    get: (at) => memory.get(ids[at] ?? ''),
    list: () => memory.getAll({ filters: { user_id: userId }, topK: 20 }),
    history: (at) => memory.history(ids[at] ?? ''),
    search: (query) => memory.search(query, { filters: { user_id: userId }, topK: 10 }),
    async close() {
      await provider[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
