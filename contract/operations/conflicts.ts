/** Conflicts: memories that contradict each other, or a newer document. A person resolves them; nothing else does. */
import { z } from 'zod';
import { author, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';
import { memory, memoryFields } from './memories.ts';

/** One side: a memory as it is now, or what a document said when it was read. */
const side = z.object({
  memory: memory.optional(),
  document: z
    .object({
      id: idOf('document'),
      name: z.string(),
      /** A link that the Keepsake app opens. */
      url: z.string(),
      text: z.string(),
    })
    .optional(),
  /** What it says of the attribute. */
  value: z.string(),
});

export const conflict = z.object({
  id: idOf('conflict'),
  project_id: idOf('project'),
  /** `settled`: a memory changed, so that nothing is left to decide. */
  status: z.enum(['open', 'resolved', 'settled']),
  /** Of whom or what; empty when the statement names none. */
  subject: z.string(),
  attribute: z.string(),
  /** The older one first. */
  sides: z.array(side).length(2),
  resolution: z.enum(['keep', 'both', 'edit']).optional(),
  resolved_by: author.optional(),
  created_at: time,
  updated_at: time,
});

export type Conflict = z.infer<typeof conflict>;

const projectId = { projectId: idOf('project') };
const one = { ...projectId, conflictId: idOf('conflict') };

export const conflictOperations = {
  listConflicts: operation({
    method: 'GET',
    path: '/projects/{projectId}/conflicts',
    summary: 'Conflicts between memories, or a memory and a newer document, last changed first.',
    access: 'owner',
    input: z.object({ ...projectId, ...pageQuery, status: conflict.shape.status.default('open') }),
    output: pageOf(conflict),
  }),
  getConflict: operation({
    method: 'GET',
    path: '/projects/{projectId}/conflicts/{conflictId}',
    summary: 'One conflict with both sides.',
    access: 'owner',
    input: z.object(one),
    output: conflict,
  }),
  resolveConflict: operation({
    method: 'POST',
    path: '/projects/{projectId}/conflicts/{conflictId}/resolve',
    summary:
      'Keep one side (the other memory is superseded by it), both, or write the text anew into one memory.',
    access: 'owner',
    input: z.object({
      ...one,
      resolution: z.enum(['keep', 'both', 'edit']),
      keep: z.string().max(40).optional().describe('with keep and edit: the memory or document that stays'),
      content: memoryFields.content.optional().describe('with edit: what that memory says from now on'),
    }),
    output: conflict,
  }),
};
