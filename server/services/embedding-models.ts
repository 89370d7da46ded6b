/** The models that are in use by this process, each opened once. */
import { createBreaker, type Breaker } from '../embed/breaker.ts';
import type { Embedder } from '../embed/embed.ts';
import { openEmbedder } from '../embed/index.ts';
import type { ModelInUse } from './embedding-settings.ts';
import type { Clock } from './records.ts';

interface OpenModel {
  readonly embedder: Embedder;
  readonly breaker: Breaker;
}

/** More are opened only while models are being changed. */
const mostOpen = 8;

export function createEmbeddingModels({ clock, modelsFolder }: { clock: Clock; modelsFolder: string }) {
  const open = new Map<string, OpenModel>();

  return {
    /** Another secret makes it another model here. */
    of({ settings }: ModelInUse): OpenModel {
      const key = JSON.stringify(settings);
      const known = open.get(key);
      if (known !== undefined) return known;
      const [oldest] = open;
      if (open.size >= mostOpen && oldest !== undefined) {
        open.delete(oldest[0]);
        void oldest[1].embedder.close();
      }
      const embedder = openEmbedder(settings, modelsFolder);
      const opened = { embedder, breaker: createBreaker(embedder, { clock }) };
      open.set(key, opened);
      return opened;
    },
    async close(): Promise<void> {
      await Promise.all([...open.values()].map(({ embedder }) => embedder.close()));
      open.clear();
    },
  };
}

export type EmbeddingModels = ReturnType<typeof createEmbeddingModels>;
