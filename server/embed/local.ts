/** Embeddings from an ONNX model in the models folder of this computer, through an optional package. */
import { KeepsakeError } from '../../contract/index.ts';
import type { Embedder, ModelSettings } from './embed.ts';

const packageName = '@huggingface/transformers';

/** What is used of the package, which need not be installed. */
interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  pipeline(task: 'feature-extraction', model: string, options: { dtype: string }): Promise<Extractor>;
}

interface Extractor {
  (
    texts: readonly string[],
    options: { pooling: 'mean'; normalize: boolean },
  ): Promise<{ readonly dims: readonly number[]; readonly data: Float32Array }>;
  dispose(): Promise<unknown>;
}

const batchSize = 16;

export interface LocalOptions {
  readonly modelsFolder: string;
  /** Imports the package; another one is given where it lies elsewhere. */
  readonly load?: () => Promise<unknown>;
}

/** Reads the model when it is first used. Nothing is downloaded: the owner puts models into the folder. */
export function createLocalEmbedder(
  { model, dimensions }: ModelSettings,
  { modelsFolder, load = () => import(packageName) }: LocalOptions,
): Embedder {
  let opened: Promise<Extractor> | undefined;

  async function open(): Promise<Extractor> {
    const transformers = await loadPackage(load);
    transformers.env.allowRemoteModels = false;
    transformers.env.localModelPath = modelsFolder;
    return transformers.pipeline('feature-extraction', model, { dtype: 'fp32' }).catch((error: unknown) => {
      throw unavailable(
        `The model ${model} cannot be read from the models folder of the data folder.`,
        error,
      );
    });
  }

  async function extractor(): Promise<Extractor> {
    opened ??= open();
    try {
      return await opened;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  }

  return {
    async embed(texts, { signal }) {
      const extract = await extractor();
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += batchSize) {
        signal?.throwIfAborted();
        const { dims, data } = await extract(texts.slice(at, at + batchSize), {
          pooling: 'mean',
          normalize: true,
        });
        const width = dims.at(-1) ?? 0;
        if (width !== (dimensions ?? width))
          throw unavailable(`The model ${model} has ${width} dimensions instead of ${dimensions}.`);
        for (let from = 0; from < data.length; from += width) vectors.push(data.slice(from, from + width));
      }
      return vectors;
    },
    async close() {
      const extract = await opened?.catch(() => undefined);
      await extract?.dispose();
    },
  };
}

async function loadPackage(load: () => Promise<unknown>): Promise<Transformers> {
  try {
    return (await load()) as Transformers;
  } catch (error) {
    throw unavailable(
      `A local model needs ${packageName}, which is not installed. Install it beside Keepsake with npm, or set the address of an embedding server.`,
      error,
    );
  }
}

function unavailable(message: string, cause?: unknown): KeepsakeError {
  return new KeepsakeError('UNAVAILABLE', message, undefined, cause);
}
