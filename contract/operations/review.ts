/** Review: what clients write waits for a person where a project or a key asks for it, and can be rolled back. */
import { z } from 'zod';
import { author, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';
import { flag, memory, memoryFields, memorySource } from './memories.ts';

const secretRule = z
  .enum(['redact', 'hold', 'allow'])
  .describe('what becomes of keys, tokens and card numbers in memories');

export const reviewSettings = z.object({
  project_id: idOf('project'),
  /** Whether whatever any key writes waits for approval. */
  required: z.boolean(),
  secrets: secretRule,
});

/** A write that waits, or was decided. What it says is kept only while it waits. */
export const review = z.object({
  id: idOf('review'),
  project_id: idOf('project'),
  status: z.enum(['pending', 'approved', 'rejected']),
  target: z.enum(['memory', 'entry']),
  action: z.enum(['add', 'update', 'delete', 'restore', 'set', 'increment', 'append']),
  reason: z.enum(['review_required', 'secret']),
  /** Of the memory; for one to be added, the id that it will have. */
  memory_id: idOf('memory').optional(),
  namespace: z.string().optional(),
  key: z.string().optional(),
  proposed: z
    .object({
      name: z.string(),
      content: z.string(),
      tags: z.array(z.string()),
      supersedes: z.array(idOf('memory')).optional(),
      source: memorySource.optional(),
    })
    .optional(),
  /** Of an entry: what is set, added or appended. */
  value: z.unknown().optional(),
  message: z.string().optional(),
  /** The memory as it is now, where there is one. */
  current: memory.optional(),
  flags: z.array(flag),
  written_by: author,
  decided_by: author.optional(),
  created_at: time,
  decided_at: time.optional(),
});

export type Review = z.infer<typeof review>;

const projectId = { projectId: idOf('project') };
const one = { ...projectId, reviewId: idOf('review') };

const rolledBack = z.object({
  project_id: idOf('project'),
  kind: z.string(),
  id: z.string(),
  /** `removed`: it did not exist before. `left`: it was changed by others since, or cannot be taken back. */
  action: z.enum(['restored', 'removed', 'rejected', 'left']),
  why: z.string().optional(),
});

export const reviewOperations = {
  countReviews: operation({
    method: 'GET',
    path: '/review/count',
    summary:
      'How many writes wait for approval, and how many conflicts and clashes are open, by project, as this server keeps them.',
    access: 'owner',
    input: z.object({}),
    output: z.object({
      pending: z.int(),
      conflicts: z.int(),
      clashes: z.int(),
      drive: z.int().describe('of the clashes, those about files and folders of the drive'),
      projects: z.array(
        z.object({
          project_id: idOf('project'),
          pending: z.int(),
          conflicts: z.int(),
          clashes: z.int().describe('of what devices sent, which nobody has decided'),
        }),
      ),
    }),
  }),
  getReviewSettings: operation({
    method: 'GET',
    path: '/projects/{projectId}/review/settings',
    summary: 'Whether writes of keys wait for approval in a project, and what becomes of secrets.',
    access: 'owner',
    input: z.object(projectId),
    output: reviewSettings,
  }),
  setReviewSettings: operation({
    method: 'PUT',
    path: '/projects/{projectId}/review/settings',
    summary: 'Set whether writes of keys wait for approval in a project, and what becomes of secrets.',
    access: 'owner',
    input: z.object({ ...projectId, required: z.boolean().optional(), secrets: secretRule.optional() }),
    output: reviewSettings,
  }),
  setKeyReview: operation({
    method: 'PUT',
    path: '/apikeys/{keyId}/review',
    summary: 'Set whether whatever this key writes waits for approval, in every project.',
    access: 'owner',
    input: z.object({ keyId: idOf('key'), required: z.boolean() }),
    output: z.object({ key_id: idOf('key'), required: z.boolean() }),
  }),
  getKeyReview: operation({
    method: 'GET',
    path: '/apikeys/{keyId}/review',
    summary: 'Whether whatever this key writes waits for approval.',
    access: 'owner',
    input: z.object({ keyId: idOf('key') }),
    output: z.object({ key_id: idOf('key'), required: z.boolean() }),
  }),
  listReviews: operation({
    method: 'GET',
    path: '/projects/{projectId}/review',
    summary: 'Writes that wait for approval, or were decided, oldest first.',
    access: 'owner',
    input: z.object({
      ...projectId,
      ...pageQuery,
      status: review.shape.status.default('pending'),
      key_id: idOf('key').optional().describe('only what this key wrote'),
    }),
    output: pageOf(review),
  }),
  getReview: operation({
    method: 'GET',
    path: '/projects/{projectId}/review/{reviewId}',
    summary: 'One write that waits for approval, with the memory as it is now.',
    access: 'owner',
    input: z.object(one),
    output: review,
  }),
  approveReview: operation({
    method: 'POST',
    path: '/projects/{projectId}/review/{reviewId}/approve',
    summary: 'Do what was proposed, with changes where they are given.',
    access: 'owner',
    input: z.object({
      ...one,
      name: memoryFields.name.optional(),
      content: memoryFields.content.optional(),
      tags: memoryFields.tags.optional(),
      version: memoryFields.version
        .optional()
        .describe('of the memory as it is now, when it has changed since the proposal'),
    }),
    output: review,
  }),
  rejectReview: operation({
    method: 'POST',
    path: '/projects/{projectId}/review/{reviewId}/reject',
    summary: 'Drop what was proposed.',
    access: 'owner',
    input: z.object(one),
    output: review,
  }),
  decideReviews: operation({
    method: 'POST',
    path: '/projects/{projectId}/review/decide',
    summary: 'Approve or reject many: those named, or everything that waits of one key or of all.',
    access: 'owner',
    input: z.object({
      ...projectId,
      decision: z.enum(['approve', 'reject']),
      review_ids: z.array(idOf('review')).min(1).max(1_000).optional(),
      key_id: idOf('key').optional(),
    }),
    output: z.object({
      decided: z.int(),
      failed: z.array(z.object({ id: idOf('review'), code: z.string(), message: z.string() })),
    }),
  }),
  rollbackKey: operation({
    method: 'POST',
    path: '/apikeys/{keyId}/rollback',
    summary:
      'Take back everything one key wrote since a time, as new commits: each memory and entry is as it was before.',
    access: 'owner',
    input: z.object({
      keyId: idOf('key'),
      since: z.iso.datetime({ offset: true }).describe('ISO 8601'),
      dry_run: z.boolean().default(false).describe('only say what would be done'),
      include_changed: z
        .boolean()
        .default(false)
        .describe('also what others have changed since; their changes are taken back with it'),
    }),
    output: z.object({ dry_run: z.boolean(), items: z.array(rolledBack) }),
  }),
};
