/** The history of a project: its log, any two points compared, snapshots, and restoring. */
import { z } from 'zod';
import { author, branchName, fieldDifference, idOf, refName, time } from '../common.ts';
import { operation } from '../operation.ts';

const project = { projectId: idOf('project') };

/** The kinds whose states can be compared and restored. */
export const historyKinds = ['memory', 'entry', 'document'] as const;
export const kind = z.enum(historyKinds);

export const point = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe(
    'a point in the history: the number of a commit, the name of a snapshot or branch, a time (ISO 8601), or "head"',
  );

export const limit = z.coerce.number().int().min(1).max(100).default(50);

/** What a commit wrote, without contents. */
const writtenRecord = z.object({
  kind: z.string(),
  id: z.string(),
  version: z.int(),
  revision: idOf('revision'),
  status: z.string(),
  branch: idOf('branch').optional().describe('the branch it was written on, if not the main line'),
});

const commit = z.object({ seq: z.int(), time, author, records: z.array(writtenRecord) });

export const change = z.object({
  kind,
  id: z.string(),
  name: z.string().describe('of a value: namespace/key'),
  change: z.enum(['added', 'changed', 'removed']),
  from: idOf('revision').nullable(),
  to: idOf('revision').nullable(),
  fields: z.array(fieldDifference),
});

export type RecordChange = z.infer<typeof change>;

const snapshot = z.object({
  id: idOf('snapshot'),
  name: z.string(),
  seq: z.int().describe('the last commit it holds'),
  message: z.string().optional(),
  created_by: author,
  created_at: time,
});

export type Snapshot = z.infer<typeof snapshot>;

const counts = z.object({
  memories: z.int(),
  entries: z.int(),
  documents: z.int(),
});

export const message = z.string().max(500).describe('why');

export const historyOperations = {
  getProjectLog: operation({
    method: 'GET',
    path: '/projects/{projectId}/history',
    summary: 'The commits of a project, newest first: what each wrote, and by whom.',
    access: 'read',
    input: z.object({
      ...project,
      before: z.coerce.number().int().min(1).optional().describe('only commits with a smaller number'),
      limit,
      kind: z.string().max(40).optional(),
      record_id: z.string().max(60).optional(),
      key_id: idOf('key').optional(),
      author: z.enum(['owner', 'key', 'server']).optional(),
      client: z.string().max(200).optional().describe('what the client called itself'),
      since: time.optional(),
      until: time.optional(),
      branch: branchName.optional().describe('the commits of this branch; all of them when left out'),
    }),
    output: z.object({
      items: z.array(commit),
      next: z
        .int()
        .nullable()
        .describe('give it as `before` for what follows; a page may be short before that'),
    }),
  }),
  showCommit: operation({
    method: 'GET',
    path: '/projects/{projectId}/history/commits/{seq}',
    summary: 'One commit: each memory, value and document it wrote, and what changed in it.',
    access: 'read',
    input: z.object({
      ...project,
      seq: z.coerce.number().int().min(1),
      after: z.string().max(100).optional(),
      limit,
    }),
    output: commit.extend({
      changes: z.array(change.extend({ message: z.string().optional() })),
      next: z.string().nullable(),
    }),
  }),
  listRecordsAt: operation({
    method: 'GET',
    path: '/projects/{projectId}/history/records',
    summary: 'The memories, values or documents of a project as they were at a point.',
    access: 'read',
    input: z.object({
      ...project,
      at: point.default('head'),
      kind,
      after: z.string().max(60).optional(),
      limit,
    }),
    output: z.object({
      items: z.array(
        z.object({
          kind,
          id: z.string(),
          name: z.string(),
          version: z.int(),
          revision: idOf('revision'),
          status: z.string(),
          author,
          time,
          payload: z.unknown(),
        }),
      ),
      next: z.string().nullable(),
      seq: z.int().describe('the commit that the point stands for'),
    }),
  }),
  diffProject: operation({
    method: 'GET',
    path: '/projects/{projectId}/history/diff',
    summary: 'What differs between two points: memories, values and documents added, changed and removed.',
    access: 'read',
    input: z.object({
      ...project,
      from: point,
      to: point.default('head'),
      kind: kind.optional(),
      after: z.string().max(100).optional(),
      limit,
    }),
    output: z.object({
      from_seq: z.int(),
      to_seq: z.int(),
      items: z.array(change),
      next: z.string().nullable().describe('give it as `after` for what follows'),
    }),
  }),
  restoreProjectTo: operation({
    method: 'POST',
    path: '/projects/{projectId}/history/restore',
    summary:
      'Bring a whole project back to a point, as a new commit; with `dry_run` only count what it would change.',
    access: 'owner',
    input: z.object({ ...project, to: point, dry_run: z.boolean().default(false) }),
    output: z.object({
      dry_run: z.boolean(),
      to_seq: z.int(),
      seq: z.int().describe('the commit that restored it; the newest one for a dry run'),
      added: counts,
      changed: counts,
      removed: counts,
      unavailable: z
        .int()
        .describe('documents whose file or version was deleted for good or is in the trash'),
    }),
  }),
  listSnapshots: operation({
    method: 'GET',
    path: '/projects/{projectId}/snapshots',
    summary: 'The named snapshots of a project, newest first.',
    access: 'read',
    input: z.object({ ...project, after: idOf('snapshot').optional(), limit }),
    output: z.object({ items: z.array(snapshot), next: idOf('snapshot').nullable() }),
  }),
  createSnapshot: operation({
    method: 'POST',
    path: '/projects/{projectId}/snapshots',
    summary: 'Give a point of the history a name, for ever.',
    access: 'write',
    status: 201,
    input: z.object({ ...project, name: refName, at: point.default('head'), message: message.optional() }),
    output: snapshot,
  }),
};
