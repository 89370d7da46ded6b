/** Key-value memory: JSON values under a key in a namespace of a project, with versions and an optional end. */
import { z } from 'zod';
import { author, branchName, difference, historyQuery, idOf, revision, time } from '../common.ts';
import { operation } from '../operation.ts';

/** Most bytes of a value: of a text its UTF-8 bytes, of anything else those of its JSON. */
export const maxValueBytes = 1_048_576;
const maxDepth = 64;
const year = 366 * 24 * 60 * 60;

/** Addresses cannot hold a segment of one or two dots. */
const isSegment = (text: string) => text !== '.' && text !== '..';

const namespace = z
  .string()
  .regex(/^[A-Za-z0-9_.:@-]{1,64}$/, '1 to 64 letters, digits and _ . : @ -')
  .refine(isSegment, 'not . or ..');

const key = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters')
  .refine((text) => text.trim() === text, 'no space at either end')
  .refine(isSegment, 'not . or ..')
  .normalize()
  .describe('such as user:john:preferences');

/** Whether nothing in a value lies deeper than `maxDepth`; without recursion, which deep values would exhaust. */
function isShallow(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return false;
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return true;
}

const value = z
  .unknown()
  .refine((given): boolean => given !== undefined, 'is missing; null is a value')
  .refine(isShallow, `nested deeper than ${maxDepth}`)
  .describe('any JSON, up to 1 MB');

/** Fields of an entry as a caller gives them; also used by the tools. */
export const entryFields = {
  namespace,
  key,
  value,
  ttl: z
    .number()
    .positive()
    .max(100 * year)
    .describe('seconds after which the entry is gone'),
  version: z.int().min(0).describe('refused unless this is the current version; 0: unless there is no entry'),
  by: z.number().default(1).describe('what to add; may be negative'),
  prefix: z.string().max(256).normalize().describe('only keys that begin with this'),
};

/** An entry as lists show it: without its value. */
export const entryInfo = z.object({
  namespace: z.string(),
  key: z.string(),
  version: z.int(),
  bytes: z.int(),
  updated_at: time,
  expires_at: time.nullable(),
});

export const entry = entryInfo.extend({
  id: idOf('entry'),
  project_id: idOf('project'),
  value: z.unknown(),
  revision: idOf('revision'),
  updated_by: author,
  created_at: time,
  /** The write waits for a person's approval; the rest is as it stands now. */
  review_id: idOf('review').optional(),
});

/** The answer to a write, which the caller has the value of. */
export const writtenEntry = entry.omit({ value: true });

export type Entry = z.infer<typeof entry>;
export type WrittenEntry = z.infer<typeof writtenEntry>;
export type EntryInfo = z.infer<typeof entryInfo>;

const projectId = { projectId: idOf('project') };
const one = { ...projectId, namespace, key };
const branch = branchName.optional().describe('the branch to work on; the main line when left out');
const setting = { value, ttl: entryFields.ttl.optional(), version: entryFields.version.optional() };
const place = '/projects/{projectId}/namespaces/{namespace}/entries/{key}';

const write = z.discriminatedUnion('op', [
  z.object({ op: z.literal('set'), namespace, key, ...setting }),
  z.object({ op: z.literal('delete'), namespace, key, version: entryFields.version.optional() }),
  z.object({ op: z.literal('increment'), namespace, key, by: entryFields.by }),
  z.object({ op: z.literal('append'), namespace, key, value }),
]);

export type EntryWrite = z.output<typeof write>;

/** `entry` is null where nothing stands now; `sum` is what an increment came to. */
const written = z.object({
  namespace: z.string(),
  key: z.string(),
  entry: writtenEntry.nullable(),
  sum: z.number().optional(),
  review_id: idOf('review').optional(),
});
const failed = z.object({
  namespace: z.string(),
  key: z.string(),
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

export const entryOperations = {
  listNamespaces: operation({
    method: 'GET',
    path: '/projects/{projectId}/namespaces',
    summary: 'The namespaces of a project that hold entries, by name.',
    access: 'read',
    input: z.object({
      ...projectId,
      after: z.string().max(64).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(100),
    }),
    output: z.object({ items: z.array(z.object({ namespace: z.string() })), next: z.string().nullable() }),
  }),
  listEntries: operation({
    method: 'GET',
    path: '/projects/{projectId}/namespaces/{namespace}/entries',
    summary:
      'The entries of a namespace by key, without their values; `next` is the `after` of the next page.',
    access: 'read',
    input: z.object({
      ...projectId,
      namespace,
      prefix: entryFields.prefix.default(''),
      after: z.string().max(256).normalize().optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
    }),
    output: z.object({ items: z.array(entryInfo), next: z.string().nullable() }),
  }),
  getEntry: operation({
    method: 'GET',
    path: place,
    summary: 'One entry with its value.',
    access: 'read',
    input: z.object({ ...one, branch }),
    output: entry,
  }),
  setEntry: operation({
    method: 'PUT',
    path: place,
    summary: 'Write a value; with `version`, only over the version that was read.',
    access: 'write',
    input: z.object({ ...one, ...setting, message: z.string().max(500).optional(), branch }),
    output: writtenEntry,
  }),
  deleteEntry: operation({
    method: 'DELETE',
    path: place,
    summary: 'Remove an entry; its history stays. `deleted` is false when there was none.',
    access: 'write',
    input: z.object({ ...one, version: z.coerce.number().int().min(0).optional(), branch }),
    output: z.object({
      namespace: z.string(),
      key: z.string(),
      deleted: z.boolean(),
      review_id: idOf('review').optional(),
    }),
  }),
  incrementEntry: operation({
    method: 'POST',
    path: `${place}/increment`,
    summary: 'Add to a number, at once; an entry that does not exist counts as 0.',
    access: 'write',
    input: z.object({ ...one, by: entryFields.by, branch }),
    output: entry,
  }),
  appendToEntry: operation({
    method: 'POST',
    path: `${place}/append`,
    summary:
      'Add one value to the end of a list, at once; an entry that does not exist counts as an empty list.',
    access: 'write',
    input: z.object({ ...one, value, branch }),
    output: writtenEntry,
  }),
  readEntries: operation({
    method: 'POST',
    path: '/projects/{projectId}/entries/read',
    summary: 'Up to 100 entries at once; null for each that does not exist.',
    access: 'read',
    input: z.object({ ...projectId, keys: z.array(z.object({ namespace, key })).min(1).max(100) }),
    output: z.object({ items: z.array(entry.nullable()) }),
  }),
  writeEntries: operation({
    method: 'POST',
    path: '/projects/{projectId}/entries/write',
    summary: 'Up to 100 writes: all or none in one commit, or with `atomic: false` each by itself.',
    access: 'write',
    input: z.object({
      ...projectId,
      writes: z.array(write).min(1).max(100),
      atomic: z.boolean().default(true),
    }),
    output: z.object({ items: z.array(z.union([written, failed])) }),
  }),
  getEntryHistory: operation({
    method: 'GET',
    path: `${place}/history`,
    summary: 'The revisions of an entry, newest first.',
    access: 'read',
    input: z.object({ ...one, ...historyQuery }),
    output: z.object({ items: z.array(revision) }),
  }),
  diffEntry: operation({
    method: 'GET',
    path: `${place}/history/diff`,
    summary: 'What changed between two revisions of an entry.',
    access: 'read',
    input: z.object({ ...one, from: idOf('revision'), to: idOf('revision') }),
    output: difference,
  }),
  restoreEntry: operation({
    method: 'POST',
    path: `${place}/history/restore`,
    summary: 'Make an earlier value of an entry the current one, as a new revision.',
    access: 'write',
    input: z.object({ ...one, revision: idOf('revision') }),
    output: writtenEntry,
  }),
};
