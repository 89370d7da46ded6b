/** Previews: what a file's reader found in one version, its tables row by row, and its bytes by range. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';
import { citation } from './search.ts';

const oneVersion = { itemId: idOf('item'), versionId: idOf('version') };

/** A passage of a file in the order of the file; its number is the one that search and `fetch` know it by. */
const previewPassage = z.object({ number: z.int(), text: z.string(), citation });

export type PreviewPassage = z.infer<typeof previewPassage>;

/** What was found in a file, or why nothing could be. */
const versionText = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('okay'),
    media_type: z.string(),
    title: z.string().optional(),
    pages: z.int().optional(),
    /** Passages in all. */
    total: z.int(),
    items: z.array(previewPassage),
  }),
  z.object({ state: z.literal('error'), reason: z.string(), reason_code: z.string() }),
]);

const previewTable = z.object({
  columns: z.array(z.string()),
  row_count: z.int(),
  citation,
});

export type PreviewTable = z.infer<typeof previewTable>;

export const previewOperations = {
  readVersionText: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/versions/{versionId}/text',
    summary: 'What a reader finds in one version of a file, passage by passage, each with its place.',
    access: 'owner',
    input: z.object({
      ...oneVersion,
      from: z.coerce.number().int().min(0).default(0).describe('number of the first passage'),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
    output: versionText,
  }),
  readVersionTable: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/versions/{versionId}/table',
    summary: 'The tables of one version of a workbook or CSV file, and rows of one of them.',
    access: 'owner',
    input: z.object({
      ...oneVersion,
      table: z.coerce.number().int().min(0).default(0).describe('which of its tables, from 0'),
      from: z.coerce.number().int().min(0).default(0).describe('rows to pass over'),
      limit: z.coerce.number().int().min(1).max(1_000).default(200),
    }),
    output: z.object({
      tables: z.array(previewTable),
      /** Each begins with its row in the sheet, or its line in the file. */
      rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    }),
  }),
  readVersionBytes: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/versions/{versionId}/content',
    summary: 'The bytes of one version of a file, or the part of them that a Range header names.',
    access: 'owner',
    binary: true,
    input: z.object(oneVersion),
    output: z.null(),
  }),
};
