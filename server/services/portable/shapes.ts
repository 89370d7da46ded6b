/** The lines of an archive as they must be before anything of them is written: archives come from anywhere. */
import { z } from 'zod';
import { contentBlock, messageRoles } from '../../../contract/operations/conversations.ts';
import { maxValueBytes } from '../../../contract/operations/entries.ts';
import { idOf } from '../../../contract/common.ts';
import { itemName } from '../../../contract/operations/drive.ts';
import type { CommitAuthor } from '../../store/store.ts';
import { historyKinds, type HistoryRecord } from './history.ts';

const moment = z.int().min(0).max(8_640_000_000_000_000);
const short = z.string().max(500);
const word = z.string().regex(/^[a-z][a-z_-]{0,39}$/);

const authorLine: z.ZodType<CommitAuthor> = z.object({
  type: z.enum(['owner', 'key', 'server']),
  id: short,
  name: short.exactOptional(),
  client: short.exactOptional(),
});

const payloads = {
  memory: z.looseObject({
    name: z.string().max(1_000),
    content: z.string().max(1_000_000),
    tags: z.array(z.string().max(200)).max(1_000),
  }),
  conversation: z.looseObject({
    title: z.string().max(1_000),
    externalId: short.optional(),
    messages: z.int().min(0),
    first: z.int().min(0).optional(),
    retentionDays: z.int().min(1).max(36_500).optional(),
    summary: z.object({ text: z.string().max(100_000), upTo: z.int(), at: moment }).optional(),
  }),
  message: z.looseObject({
    conversation: idOf('conversation'),
    position: z.int().min(0).max(9_999_999_999),
    role: z.enum(messageRoles),
    name: short.optional(),
    content: z.string().max(500_000),
    blocks: z.array(contentBlock).optional(),
    time: moment,
    externalId: short.optional(),
  }),
  entry: z.looseObject({
    namespace: z
      .string()
      .min(1)
      .max(64)
      .regex(/^[^/]+$/),
    key: z.string().min(1).max(256),
    value: z.json().refine((value) => JSON.stringify(value).length <= 2 * maxValueBytes),
    bytes: z.int().min(0),
    createdAt: moment,
    expiresAt: moment.nullable(),
  }),
};

const idNouns = {
  memory: 'memory',
  conversation: 'conversation',
  message: 'message',
  entry: 'entry',
} as const;

const recordLine: z.ZodType<HistoryRecord> = z.discriminatedUnion(
  'kind',
  historyKinds.map((kind) =>
    z.object({
      kind: z.literal(kind),
      id: idOf(idNouns[kind]),
      state: word,
      message: z.string().max(2_000).optional(),
      created: z.object({ at: moment, author: authorLine }).optional(),
      payload: payloads[kind],
    }),
  ) as never,
);

export const commitLine = z.object({
  at: moment,
  author: authorLine,
  records: z.array(recordLine).max(100_000),
});

export const itemLine = z.object({
  id: idOf('item'),
  type: z.enum(['file', 'folder']),
  path: z.array(itemName).min(1).max(200),
  mediaType: short.exactOptional(),
  at: moment,
  author: authorLine,
  versions: z.array(
    z.object({
      id: idOf('version'),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      size: z.int().min(0),
      at: moment,
      author: authorLine,
    }),
  ),
  notes: z.array(
    z.object({
      kind: z.enum(['comment', 'attributes', 'favourite']),
      id: z.string().regex(/^(cmt|itm)_[0-7][0-9a-hjkmnp-tv-z]{25}$/),
      at: moment,
      author: authorLine,
      state: word,
      payload: z.json(),
    }),
  ),
});

export const documentLine = z.object({
  id: idOf('document'),
  item: idOf('item'),
  own: z.boolean(),
  at: moment,
  author: authorLine,
});

export const headFile = z.object({
  keepsake: z.literal('export'),
  format: z.int(),
  scope: z.enum(['everything', 'project']),
  git: z.boolean(),
  projects: z.array(
    z.object({
      id: idOf('project'),
      name: z.string().min(1).max(255),
      description: z.string().max(10_000),
      folder: z.string().min(1).max(500),
      at: moment,
      liveFolders: z.array(idOf('item')),
    }),
  ),
});
