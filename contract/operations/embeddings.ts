/** The model whose vectors searches use besides words; none unless the owner sets one. */
import { z } from 'zod';
import { operation } from '../operation.ts';

/** Without a name, password or query: a secret there would be shown. */
const address = z
  .string()
  .max(2_000)
  .regex(
    /^https?:\/\/[^/?#@\\\s]+(\/[^?#\s]*)?$/i,
    'not an address such as http://localhost:11434/v1; a key belongs in `secret`',
  )
  .refine((url) => z.url().safeParse(url).success, { message: 'not an address' });

const model = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.:@-]+(\/[\w.:@-]+)*$/, 'not the name of a model')
  .refine((name) => !name.split('/').includes('..'), { message: 'not the name of a model' });

export const embeddingStatus = z.object({
  /** `working` while passages wait for their vectors, `failing` when the model did not answer the last time. */
  status: z.enum(['off', 'working', 'ready', 'failing']),
  provider: z
    .object({
      /** Left out for a model on the server's own computer. */
      url: z.string().optional(),
      model: z.string(),
      dimensions: z.int(),
      /** Whether a secret is kept; it is never shown. */
      has_secret: z.boolean(),
    })
    .optional(),
  /** Passages of all projects that have their vector, of those that shall. */
  done: z.int(),
  total: z.int(),
  /** What went wrong the last time, when `failing`. */
  problem: z.string().optional(),
});

export type EmbeddingStatus = z.infer<typeof embeddingStatus>;

export const embeddingOperations = {
  getEmbedding: operation({
    method: 'GET',
    path: '/embedding',
    summary: 'The model whose vectors searches use, and how many passages have theirs.',
    access: 'owner',
    input: z.object({}),
    output: embeddingStatus,
  }),
  setEmbedding: operation({
    method: 'PUT',
    path: '/embedding',
    summary: 'Set the model whose vectors searches use; passages are embedded in the background.',
    access: 'owner',
    input: z.object({
      url: address.optional().describe('of a server that speaks /v1/embeddings; left out for a local model'),
      model: model.describe('as that server names it, or a folder of the models folder'),
      dimensions: z.int().min(8).max(8_192).optional().describe('for models that can give several'),
      secret: z.string().min(1).max(2_000).optional().describe('sent to that server as the bearer'),
    }),
    output: embeddingStatus,
  }),
  unsetEmbedding: operation({
    method: 'DELETE',
    path: '/embedding',
    summary: 'Search by words alone, and remove all vectors.',
    access: 'owner',
    input: z.object({}),
    output: embeddingStatus,
  }),
};
