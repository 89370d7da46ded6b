/** Finding memories in a list: by their words, their writer, their tag. Search ranks passages; this keeps the order of changes. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';
import { memory, memoryFields } from './memories.ts';

export const memoryFindingOperations = {
  findMemories: operation({
    method: 'GET',
    path: '/projects/{projectId}/find/memories',
    summary:
      'Memories that fit what is asked for, last changed first. A page may be short while `next` is set.',
    access: 'read',
    input: z.object({
      projectId: idOf('project'),
      status: memory.shape.status.default('active'),
      text: z
        .string()
        .trim()
        .max(200)
        .optional()
        .describe('words that name, content or tags hold, in any case'),
      tag: memoryFields.tags.element.optional(),
      author: z.enum(['owner', 'key']).optional().describe('who wrote what it says now'),
      key_id: idOf('key').optional(),
      client: z.string().trim().min(1).max(200).optional().describe('what the client called itself'),
      after: z.coerce.number().int().min(0).default(0).describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    output: z.object({ items: z.array(memory), next: z.int().nullable() }),
  }),
};
