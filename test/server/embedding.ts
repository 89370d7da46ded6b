/** What tests of vectors do with a server: set a model, wait until all is embedded, search. */
import { expect, vi } from 'vitest';
import type { Response } from 'undici';
import type { Client } from '../../contract/index.ts';
import type { EmbeddingProvider } from './embedding-provider.ts';

/** A server with its owner's client. */
export interface Owned {
  readonly owner: Client<Response>;
}

export const patience = { timeout: 30_000, interval: 50 };

export async function newProject({ owner }: Owned, contents: readonly string[] = []): Promise<string> {
  const { id } = await owner.createProject({ name: 'Vectors' });
  for (const content of contents) await owner.addMemory({ projectId: id, content });
  return id;
}

export function embedded({ owner }: Owned, count: number): Promise<void> {
  return vi.waitFor(async () => {
    expect(await owner.getEmbedding({})).toMatchObject({ status: 'ready', done: count, total: count });
  }, patience);
}

export async function textsOf({ owner }: Owned, query: string): Promise<string[]> {
  return (await owner.search({ query })).results.map(({ text }) => text);
}

export function set({ owner }: Owned, { url }: EmbeddingProvider, more: Record<string, unknown> = {}) {
  return owner.setEmbedding({ url, model: 'meanings', ...more });
}
