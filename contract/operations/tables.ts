/** Questions to the tables of documents: one SQL SELECT over their sheets and CSV files. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';
import { citation } from './search.ts';

export const tableQueryInput = {
  sql: z
    .string()
    .trim()
    .min(1)
    .max(10_000)
    .optional()
    .describe("one SELECT in SQLite's SQL; left out, the tables and their columns are listed"),
  document_ids: z
    .array(idOf('document'))
    .min(1)
    .max(20)
    .optional()
    .describe('only these documents; otherwise those whose tables the SQL names, or all'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('most rows to return'),
};

const source = z.object({ document_id: idOf('document'), title: z.string(), url: z.string(), citation });

/** A sheet's table, or a CSV file, as SQL names it. `_row`, its first column, is the row of the sheet or the line of the file. */
export const queryTable = source.extend({
  name: z.string(),
  columns: z.array(z.string()),
  row_count: z.int(),
});

export const tableQueryOutput = {
  /** Of the answer; empty without a query. */
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  /** Whether there were more rows than `limit`, or texts longer than 2,000 characters. */
  cut: z.boolean(),
  /** The tables that the query read, or, without a query, all that there are. */
  tables: z.array(queryTable),
  /** Documents with tables that could not be read, or were left out because all together are too large. */
  left_out: z.array(z.object({ document_id: idOf('document'), title: z.string() })),
};

export const tableOperations = {
  queryTables: operation({
    method: 'POST',
    path: '/projects/{projectId}/tables/query',
    summary: "One SELECT over the sheets and CSV tables of a project's documents, or a list of these tables.",
    access: 'read',
    input: z.object({ projectId: idOf('project'), ...tableQueryInput }),
    output: z.object(tableQueryOutput),
  }),
};
