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

/** Who made a revision: the owner in person, an AI client through a key, or the server itself (indexing). */
export const author = z.object({
  type: z.enum(['owner', 'key', 'server']),
  key_id: z.string().optional(),
  /** The key's description, or the name the client gave of itself. */
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

/** What changed between two revisions of one record. */
export const difference = z.object({
  from: idOf('revision'),
  to: idOf('revision'),
  fields: z.array(
    z.object({
      field: z.string(),
      before: z.unknown(),
      after: z.unknown(),
      /** For texts: the words kept, added and removed, in order. */
      words: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })).optional(),
    }),
  ),
});

export const done = z.object({ deleted: z.literal(true), id: z.string() });
