/** `keepsake embeddings`. */
import type { EmbeddingStatus } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import { readSecret } from '../secret-input.ts';
import { openSession } from '../session.ts';

export interface SetEmbeddingsOptions {
  model: string;
  dimensions?: number;
  secret?: boolean;
}

/** What stands for a model of the server's own computer instead of an address. */
const local = 'local';

export async function setEmbeddings(
  where: string,
  { model, dimensions, secret = false }: SetEmbeddingsOptions,
  output: Output,
): Promise<void> {
  const { client } = await openSession();
  const status = await client.setEmbedding({
    ...(where === local ? {} : { url: where }),
    model,
    dimensions,
    ...(secret ? { secret: await readSecret('Secret of the embedding server') } : {}),
  });
  output.result(status, [
    `Searches will use ${model}. Passages are embedded in the background.`,
    ...show(status),
  ]);
}

export async function unsetEmbeddings(output: Output): Promise<void> {
  const { client } = await openSession();
  output.result(await client.unsetEmbedding({}), [
    'Searches use words alone. All vectors are being removed.',
  ]);
}

export async function embeddingsStatus(output: Output): Promise<void> {
  const { client } = await openSession();
  const status = await client.getEmbedding({});
  output.result(status, show(status));
}

function show({ status, provider, done, total, problem }: EmbeddingStatus): string[] {
  if (provider === undefined) return ['Off: searches use words alone.'];
  const { url = 'this computer', model, dimensions, has_secret } = provider;
  return [
    `${model} at ${url}, ${dimensions} dimensions${has_secret ? ', with a secret' : ''}`,
    `${status}: ${done} of ${total} passages embedded`,
    ...(problem === undefined ? [] : [problem]),
  ];
}
