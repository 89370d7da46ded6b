/** Memories: short durable rules and facts. */
import { z } from 'zod';
import {
  author,
  difference,
  done,
  historyQuery,
  idOf,
  pageOf,
  pageQuery,
  revision,
  time,
} from '../common.ts';
import { operation } from '../operation.ts';

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
  created_at: time,
  updated_at: time,
});

export type Memory = z.infer<typeof memory>;

/** Fields of a memory as a caller gives them; also used by the tools. */
export const memoryFields = {
  name: z.string().trim().min(1).max(200).describe('a short title'),
  content: z.string().trim().min(1).max(50_000).describe('the rule or fact itself, complete in itself'),
  tags: z.array(z.string().trim().min(1).max(64)).max(32).describe('words to filter by'),
  message: z.string().max(500).describe('why it was written or changed'),
  version: z.int().min(1).describe('the version that was read; refused if it has changed since'),
};

const projectId = { projectId: idOf('project') };
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
    }),
    output: memory,
  }),
  getMemory: operation({
    method: 'GET',
    path: '/projects/{projectId}/memories/{memoryId}',
    summary: 'One memory.',
    access: 'read',
    input: z.object(one),
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
      version: memoryFields.version.optional(),
    }),
    output: memory,
  }),
  deleteMemory: operation({
    method: 'DELETE',
    path: '/projects/{projectId}/memories/{memoryId}',
    summary: 'Move a memory to the trash by its exact id; its history stays.',
    access: 'write',
    input: z.object(one),
    output: done,
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
    output: memory,
  }),
};
