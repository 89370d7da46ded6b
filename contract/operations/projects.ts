/** Projects: named sets of documents and memories; the unit of sharing and isolation. */
import { z } from 'zod';
import { done, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';

export const project = z.object({
  id: idOf('project'),
  name: z.string(),
  description: z.string(),
  document_count: z.int(),
  memory_count: z.int(),
  conversation_count: z.int(),
  entry_count: z.int(),
  /** An archived or deleted project is not reached until it is brought back; nothing of it is lost. */
  status: z.enum(['active', 'archived', 'deleted']),
  /** When it was written to, or read by a client, last. */
  last_activity_at: time,
  created_at: time,
  updated_at: time,
});

export type Project = z.infer<typeof project>;

/** What people set of a project. */
export const projectFields = {
  name: z.string().trim().min(1).max(255).describe('what people call the project'),
  description: z.string().max(2_000).describe('what the project is about'),
};

const { name, description } = projectFields;
const projectId = { projectId: idOf('project') };

/** One commit of a scope, as read back by its sequence number. */
export const change = z.object({
  seq: z.int(),
  time,
  author: z.object({
    type: z.enum(['owner', 'key', 'server']),
    key_id: z.string().optional(),
    client: z.string().optional(),
  }),
  records: z.array(
    z.object({
      kind: z.string(),
      id: z.string(),
      version: z.int(),
      revision: z.string(),
      status: z.string(),
    }),
  ),
});

/** How far a project's index is being built anew. */
export const indexState = z.object({
  status: z.enum(['okay', 'reindexing']),
  /** Memories, conversations and documents. */
  done: z.int(),
  total: z.int(),
  updated_at: time.optional(),
});

export type IndexState = z.infer<typeof indexState>;

export const projectOverview = z.object({
  project,
  default_for_writes: z.boolean(),
  documents: z.array(
    z.object({ id: idOf('document'), name: z.string(), status: z.string(), pages: z.int().optional() }),
  ),
  recent_memories: z.array(z.object({ id: idOf('memory'), name: z.string(), updated_at: time })),
});

export const projectOperations = {
  listProjects: operation({
    method: 'GET',
    path: '/projects',
    summary: 'The projects this caller may read, newest first.',
    access: 'read',
    input: z.object({
      ...pageQuery,
      status: project.shape.status
        .default('active')
        .describe('archived and deleted ones are shown to the owner alone'),
    }),
    output: pageOf(project),
  }),
  createProject: operation({
    method: 'POST',
    path: '/projects',
    summary: 'Create a project.',
    access: 'owner',
    status: 201,
    input: z.object({ name, description: description.default('') }),
    output: project,
  }),
  getProject: operation({
    method: 'GET',
    path: '/projects/{projectId}',
    summary: 'One project with its counts.',
    access: 'read',
    input: z.object(projectId),
    output: project,
  }),
  updateProject: operation({
    method: 'PUT',
    path: '/projects/{projectId}',
    summary: 'Rename or describe a project.',
    access: 'owner',
    input: z.object({ ...projectId, name: name.optional(), description: description.optional() }),
    output: project,
  }),
  archiveProject: operation({
    method: 'POST',
    path: '/projects/{projectId}/archive',
    summary:
      'Put a project away: it leaves lists, searches and its keys until it is restored; nothing of it is lost.',
    access: 'owner',
    input: z.object(projectId),
    output: project,
  }),
  deleteProject: operation({
    method: 'DELETE',
    path: '/projects/{projectId}',
    summary: 'Delete a project: its keys lose it at once, its drive items stay. It can be restored.',
    access: 'owner',
    input: z.object(projectId),
    output: done,
  }),
  restoreProject: operation({
    method: 'POST',
    path: '/projects/{projectId}/restore',
    summary: 'Bring an archived or deleted project back.',
    access: 'owner',
    input: z.object(projectId),
    output: project,
  }),
  getProjectOverview: operation({
    method: 'GET',
    path: '/projects/{projectId}/overview',
    summary: 'What a project holds: its documents and its latest memories.',
    access: 'read',
    input: z.object(projectId),
    output: projectOverview,
  }),
  reindexProject: operation({
    method: 'POST',
    path: '/projects/{projectId}/reindex',
    summary:
      'Build the index of a project anew from its memories, messages and files. Search goes on meanwhile.',
    access: 'owner',
    input: z.object(projectId),
    output: indexState,
  }),
  getIndexState: operation({
    method: 'GET',
    path: '/projects/{projectId}/reindex',
    summary: 'How far building the index of a project anew has come.',
    access: 'read',
    input: z.object(projectId),
    output: indexState,
  }),
  listChanges: operation({
    method: 'GET',
    path: '/projects/{projectId}/changes',
    summary: 'The commits after a sequence number, oldest first; `seq` rises by one with each commit.',
    access: 'read',
    input: z.object({
      ...projectId,
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ changes: z.array(change), head: z.int() }),
  }),
};
