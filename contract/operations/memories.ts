/** Memories: short durable rules and facts. */
import { z } from 'zod';
import {
  author,
  branchName,
  difference,
  historyQuery,
  idOf,
  pageOf,
  pageQuery,
  revision,
  time,
} from '../common.ts';
import { operation } from '../operation.ts';

/** What was noticed in a text when it was written. `what` names the rule, never the text. */
export const flag = z.object({
  kind: z.enum(['instructions', 'hidden_text', 'secret']),
  what: z.string(),
  /** The text was replaced before anything was stored. */
  redacted: z.literal(true).optional(),
});

export type Flag = z.infer<typeof flag>;

/** Where a memory comes from, as its writer says. */
export const memorySource = z.object({
  session: z.string().trim().min(1).max(200).optional().describe('the session or chat of the client'),
  document_id: idOf('document').optional().describe('the document it was read from'),
  place: z.string().trim().min(1).max(200).optional().describe('where in it, such as "page 3"'),
});

export const memory = z.object({
  id: idOf('memory'),
  project_id: idOf('project'),
  name: z.string(),
  content: z.string(),
  tags: z.array(z.string()),
  status: z.enum(['active', 'superseded', 'pending_review', 'deleted']),
  version: z.int(),
  revision: idOf('revision'),
  created_by: author,
  updated_by: author,
  /** Who wrote what it says now; after a review not the person who approved it. */
  written_by: author,
  source: memorySource.optional(),
  supersedes: z.array(idOf('memory')).optional(),
  /** The memory, or the document, that took its place. */
  superseded_by: z.string().optional(),
  flags: z.array(flag).optional(),
  created_at: time,
  updated_at: time,
});

/** A memory that says the same, or nearly the same. */
const similarMemory = z.object({
  id: idOf('memory'),
  name: z.string(),
  /** 1 when the texts differ in case, punctuation and articles at most. */
  resemblance: z.number(),
});

/** What became of a write. */
const written = {
  /** `duplicate`: nothing was written, this is the memory that was there. `held`: it waits for a person's approval. */
  outcome: z.enum(['written', 'duplicate', 'held']),
  similar: z.array(similarMemory).optional(),
  /** Conflicts that it began, for a person to resolve. */
  conflict_ids: z.array(idOf('conflict')).optional(),
  review_id: idOf('review').optional(),
};

/** False while a person has not approved it. */
const removedMemory = z.object({
  id: idOf('memory'),
  deleted: z.boolean(),
  review_id: idOf('review').optional(),
});

export const writtenMemory = memory.extend(written);

export type WrittenMemory = z.infer<typeof writtenMemory>;

export type Memory = z.infer<typeof memory>;

/** Fields of a memory as a caller gives them; also used by the tools. */
export const memoryFields = {
  name: z.string().trim().min(1).max(200).describe('a short title'),
  content: z.string().trim().min(1).max(50_000).describe('the rule or fact itself, complete in itself'),
  tags: z.array(z.string().trim().min(1).max(64)).max(32).describe('words to filter by'),
  message: z.string().max(500).describe('why it was written or changed'),
  version: z.int().min(1).describe('the version that was read; refused if it has changed since'),
};

export const onDuplicate = z
  .enum(['return', 'keep', 'supersede'])
  .optional()
  .describe(
    'when the same is written down: return it, keep both, or supersede it. Left out: the same text is returned, a similar one kept and named',
  );

export const supersedes = z
  .array(idOf('memory'))
  .max(20)
  .optional()
  .describe('memories that this one takes the place of');

const projectId = { projectId: idOf('project') };
const branch = branchName.optional().describe('the branch to work on; the main line when left out');
const one = { ...projectId, memoryId: idOf('memory') };

export const memoryOperations = {
  listMemories: operation({
    method: 'GET',
    path: '/projects/{projectId}/memories',
    summary: 'The memories of a project, last changed first.',
    access: 'read',
    input: z.object({
      ...projectId,
      ...pageQuery,
      status: memory.shape.status.default('active'),
      branch,
    }),
    output: pageOf(memory),
  }),
  addMemory: operation({
    method: 'POST',
    path: '/projects/{projectId}/memories',
    summary: 'Write down a memory.',
    access: 'write',
    status: 201,
    input: z.object({
      ...projectId,
      name: memoryFields.name.optional(),
      content: memoryFields.content,
      tags: memoryFields.tags.default([]),
      message: memoryFields.message.optional(),
      source: memorySource.optional(),
      supersedes,
      on_duplicate: onDuplicate,
      branch,
    }),
    output: writtenMemory,
  }),
  getMemory: operation({
    method: 'GET',
    path: '/projects/{projectId}/memories/{memoryId}',
    summary: 'One memory.',
    access: 'read',
    input: z.object({ ...one, branch }),
    output: memory,
  }),
  updateMemory: operation({
    method: 'PUT',
    path: '/projects/{projectId}/memories/{memoryId}',
    summary: 'Change a memory; every earlier revision is kept.',
    access: 'write',
    input: z.object({
      ...one,
      name: memoryFields.name.optional(),
      content: memoryFields.content.optional(),
      tags: memoryFields.tags.optional(),
      message: memoryFields.message.optional(),
      source: memorySource.optional(),
      version: memoryFields.version.optional(),
      branch,
    }),
    output: writtenMemory,
  }),
  deleteMemory: operation({
    method: 'DELETE',
    path: '/projects/{projectId}/memories/{memoryId}',
    summary: 'Move a memory to the trash by its exact id; its history stays.',
    access: 'write',
    input: z.object({ ...one, branch }),
    output: removedMemory,
  }),
  getMemoryHistory: operation({
    method: 'GET',
    path: '/projects/{projectId}/memories/{memoryId}/history',
    summary: 'The revisions of a memory, newest first.',
    access: 'read',
    input: z.object({ ...one, ...historyQuery }),
    output: z.object({ items: z.array(revision) }),
  }),
  diffMemory: operation({
    method: 'GET',
    path: '/projects/{projectId}/memories/{memoryId}/history/diff',
    summary: 'What changed between two revisions of a memory.',
    access: 'read',
    input: z.object({ ...one, from: idOf('revision'), to: idOf('revision') }),
    output: difference,
  }),
  restoreMemory: operation({
    method: 'POST',
    path: '/projects/{projectId}/memories/{memoryId}/history/restore',
    summary: 'Make an earlier revision of a memory the current one, as a new revision.',
    access: 'write',
    input: z.object({ ...one, revision: idOf('revision') }),
    output: writtenMemory,
  }),
};
