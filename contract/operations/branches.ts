/** Branches of a project: begun, compared with the main line, merged, deleted. */
import { z } from 'zod';
import { author, branchName, done, idOf, refName, time } from '../common.ts';
import { operation } from '../operation.ts';
import { change, kind, limit, message, point } from './history.ts';

const project = { projectId: idOf('project') };
const one = { ...project, branch: branchName };

const branch = z.object({
  id: idOf('branch'),
  name: z.string(),
  status: z.enum(['active', 'merged', 'deleted']),
  base_seq: z.int().describe('the commit of the main line that it began from'),
  message: z.string().optional(),
  created_by: author,
  created_at: time,
  updated_at: time,
});

export type Branch = z.infer<typeof branch>;

const conflict = z.object({
  kind,
  id: z.string(),
  name: z.string(),
  field: z.string().describe('"status" when one side removed what the other changed'),
  base: z.unknown(),
  main: z.unknown(),
  branch: z.unknown(),
  merged: z.string().optional().describe('of a text: both sides, with conflict markers'),
});

export type MergeConflict = z.infer<typeof conflict>;

export const branchOperations = {
  listBranches: operation({
    method: 'GET',
    path: '/projects/{projectId}/branches',
    summary: 'The branches of a project, newest first.',
    access: 'read',
    input: z.object({
      ...project,
      status: branch.shape.status.default('active'),
      after: idOf('branch').optional(),
      limit,
    }),
    output: z.object({ items: z.array(branch), next: idOf('branch').nullable() }),
  }),
  createBranch: operation({
    method: 'POST',
    path: '/projects/{projectId}/branches',
    summary: 'Begin a branch from a point of the main line, to try changes of memories and values aside.',
    access: 'write',
    status: 201,
    input: z.object({ ...project, name: refName, from: point.default('head'), message: message.optional() }),
    output: branch,
  }),
  getBranch: operation({
    method: 'GET',
    path: '/projects/{projectId}/branches/{branch}',
    summary: 'One branch, by name or id.',
    access: 'read',
    input: z.object(one),
    output: branch,
  }),
  deleteBranch: operation({
    method: 'DELETE',
    path: '/projects/{projectId}/branches/{branch}',
    summary: 'Put a branch away; its revisions stay in the history, and its name is free again.',
    access: 'write',
    input: z.object(one),
    output: done,
  }),
  compareBranch: operation({
    method: 'GET',
    path: '/projects/{projectId}/branches/{branch}/compare',
    summary: 'What merging a branch would change on the main line, and where both changed the same.',
    access: 'read',
    input: z.object({ ...one, after: z.string().max(100).optional(), limit }),
    output: z.object({
      items: z.array(change.extend({ conflicts: z.array(conflict) })),
      next: z.string().nullable(),
    }),
  }),
  mergeBranch: operation({
    method: 'POST',
    path: '/projects/{projectId}/branches/{branch}/merge',
    summary:
      'Merge a branch into the main line as one commit; with conflicts left, nothing is written and they are shown.',
    access: 'owner',
    input: z.object({
      ...one,
      message: message.optional(),
      dry_run: z.boolean().default(false),
      resolutions: z
        .array(
          z.object({
            id: z.string().max(60),
            field: z.string().max(200).optional().describe('all conflicts of the record when left out'),
            take: z.enum(['main', 'branch']).optional(),
            value: z.unknown().optional().describe('what it shall be, instead of one side'),
          }),
        )
        .max(10_000)
        .default([]),
    }),
    output: z.object({
      merged: z.boolean(),
      seq: z.int().nullable(),
      changed: z.int(),
      conflicts: z.array(conflict),
    }),
  }),
};
