/** Opens a provider of embeddings by its settings. */
import type { Embedder, ModelSettings } from './embed.ts';
import { createHttpEmbedder } from './http.ts';
import { createLocalEmbedder } from './local.ts';

/** Nothing is called or read before the first text. */
export function openEmbedder(settings: ModelSettings, modelsFolder: string): Embedder {
  const { url } = settings;
  return url === undefined
    ? createLocalEmbedder(settings, { modelsFolder })
    : createHttpEmbedder({ ...settings, url });
}
