/** Shapes that many operations share: ids, times, pages of a list, who wrote something. */
import { z } from 'zod';

/**
 * Ids are TypeIDs (https://github.com/jetify-com/typeid, version 0.3): a prefix that names the noun, and a UUIDv7 in
 * Crockford base 32. They sort by creation time.
 */
export const idPrefixes = {
  account: 'acc',
  project: 'prj',
  item: 'itm',
  version: 'ver',
  comment: 'cmt',
  document: 'doc',
  memory: 'mem',
  key: 'key',
  revision: 'rev',
  job: 'job',
  conversation: 'conv',
  message: 'msg',
  upload: 'upl',
  entry: 'ent',
  snapshot: 'snp',
  branch: 'brn',
  restoration: 'rst',
  review: 'rvw',
  conflict: 'cfl',
  erasure: 'era',
  backup: 'bak',
  member: 'mbr',
  invitation: 'inv',
  token: 'tok',
  audit: 'aud',
  device: 'dev',
  clash: 'cla',
  link: 'lnk',
} as const;

export type IdPrefix = (typeof idPrefixes)[keyof typeof idPrefixes];

/** A zod schema for ids of one noun, such as `mem_01j…`. */
export function idOf(noun: keyof typeof idPrefixes) {
  const prefix = idPrefixes[noun];
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), `not the id of a ${noun} (${prefix}_…)`)
    .describe(`${noun} id`);
}

/** A moment as ISO 8601 in UTC, such as `2026-11-21T09:30:00.000Z`. */
export const time = z.iso.datetime().describe('ISO 8601, UTC');

/** Query parameters of every paged list. */
export const pageQuery = {
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(20),
};

export const pagination = z.object({
  page: z.int(),
  page_size: z.int(),
  total: z.int(),
  total_pages: z.int(),
});

/** A page of `item`s under `items`, with its `pagination`. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), pagination });
}

/** Who made a revision: a person (the owner, or a member), an AI client through a key, or the server itself (indexing). */
export const author = z.object({
  type: z.enum(['owner', 'key', 'server']),
  key_id: z.string().optional(),
  /** Of a person who is a member. */
  member_id: z.string().optional(),
  /** The key's description, the member's name, or the name the client gave of itself. */
  name: z.string().optional(),
  client: z.string().optional(),
});

export type Author = z.infer<typeof author>;

/** One line of a record's history, newest first. */
export const revision = z.object({
  revision: idOf('revision'),
  parents: z.array(idOf('revision')),
  version: z.int(),
  seq: z.int(),
  author,
  time,
  message: z.string().optional(),
  status: z.string(),
});

export const historyQuery = { limit: z.coerce.number().int().min(1).max(100).default(50) };

const parts = z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() }));

/** One field of a record before and after. */
export const fieldDifference = z.object({
  field: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  /** For texts: the words kept, added and removed, in order. */
  words: parts.optional(),
});

/** What changed between two revisions of one record. */
export const difference = z.object({
  from: idOf('revision'),
  to: idOf('revision'),
  fields: z.array(fieldDifference),
});

const reservedNames = ['main', 'head'];

/** A name for a snapshot or branch. */
export const refName = z
  .string()
  .trim()
  .regex(
    /^\p{L}[\p{L}\p{M}\p{N}._-]{0,63}$/u,
    'begins with a letter; letters, digits, ".", "_" and "-"; at most 64',
  )
  .refine((name) => !reservedNames.includes(name.toLowerCase()), 'a name of its own, not "main" or "head"')
  .describe('a name: letters, digits, ".", "_", "-"');

/** A branch as callers name it. */
export const branchName = z.string().trim().min(1).max(64).describe('a branch, by name or id');

export const done = z.object({ deleted: z.literal(true), id: z.string() });
