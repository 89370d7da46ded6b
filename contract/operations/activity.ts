/** Activity: who read and wrote what through which key, and when; and how much of that is kept. */
import { z } from 'zod';
import { author, idOf, time } from '../common.ts';
import { operation } from '../operation.ts';

const keyId = z.string().min(1).max(100).describe('a key id');

export const activityEvent = z.object({
  /** Unique, and where to go on in a list or a stream. */
  id: z.string(),
  time,
  kind: z.enum(['read', 'write']),
  /** A read's is the tool's name, such as `search`; a write's is a verb and a noun, such as `add_memory`. */
  action: z.string(),
  /** The face that answered a read. */
  via: z.enum(['mcp', 'rest', 'kv']).optional(),
  author,
  project_ids: z.array(z.string()),
  /** What was looked for, without what looks like a secret; left out when queries are not recorded. */
  query: z.string().optional(),
  /** The first of what was returned or written. An entry's id is its namespace and key when it was read. */
  records: z.array(
    z.object({
      type: z.string(),
      id: z.string(),
      /** Of a memory, document, item, project or conversation that is still there. */
      name: z.string().optional(),
      /** What a write made; give the revision before it to `restore…` to undo the write. */
      version: z.int().optional(),
      revision: z.string().optional(),
    }),
  ),
  /** How many records there were in all. */
  count: z.int(),
});

export type ActivityEvent = z.infer<typeof activityEvent>;

export const activitySettings = z.object({
  record_queries: z.boolean().describe('keep what was searched for, not only what was found'),
  retention_days: z.int().min(1).max(3_650).describe('older activity is forgotten'),
});

export type ActivitySettings = z.infer<typeof activitySettings>;

const filters = {
  project_id: idOf('project').optional(),
  key_id: keyId.optional(),
  client: z.string().min(1).max(100).optional().describe('what the client calls itself'),
  kind: activityEvent.shape.kind.optional(),
  record_id: z.string().min(1).max(400).optional().describe('who has read or written this record'),
  after: time.optional().describe('only what happened from then on'),
  before: time.optional().describe('only what happened before then'),
};

export const activityOperations = {
  listActivity: operation({
    method: 'GET',
    path: '/activity',
    summary: 'What was read and written, newest first. A page may be short while `next` says there is more.',
    access: 'owner',
    input: z.object({
      ...filters,
      cursor: z.string().max(100).optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ items: z.array(activityEvent), next: z.string().nullable() }),
  }),
  followActivity: operation({
    method: 'GET',
    path: '/activity/events',
    summary:
      'Activity as it happens, as an event stream: `id` and, as JSON, the event of `listActivity`, without names.',
    access: 'owner',
    binary: true,
    input: z.object({}),
    output: z.null(),
  }),
  countActivity: operation({
    method: 'GET',
    path: '/activity/counts',
    summary: 'Reads and writes per key and day (UTC), oldest day first; days without any are left out.',
    access: 'owner',
    input: z.object({ days: z.coerce.number().int().min(1).max(366).default(30), key_id: keyId.optional() }),
    output: z.object({
      items: z.array(
        z.object({
          date: z.iso.date(),
          /** None for the owner. */
          key_id: z.string().nullable(),
          reads: z.int(),
          writes: z.int(),
        }),
      ),
    }),
  }),
  clearActivity: operation({
    method: 'DELETE',
    path: '/activity',
    summary: 'Forget all activity. Histories of memories, documents and entries stay.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ cleared: z.literal(true) }),
  }),
  getActivitySettings: operation({
    method: 'GET',
    path: '/activity/settings',
    summary: 'What is recorded of activity, and for how long.',
    access: 'owner',
    input: z.object({}),
    output: activitySettings,
  }),
  setActivitySettings: operation({
    method: 'PUT',
    path: '/activity/settings',
    summary: 'Change what is recorded of activity, and for how long.',
    access: 'owner',
    input: activitySettings.partial(),
    output: activitySettings,
  }),
};
