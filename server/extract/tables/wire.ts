/** What server and query process say to each other: a header before the bytes of all files, lines of JSON in answer. */
import { z } from 'zod';

export interface QueryFile {
  /** Of the document, so that tables can say where they come from. */
  id: string;
  name: string;
  size: number;
}

/** The first line of the input; the bytes of the files follow, one after the other. */
export interface QueryHeader {
  files: QueryFile[];
  /** Without it, the answer tells of the tables alone. */
  sql?: string;
  maxRows: number;
}

const value = z.union([z.string(), z.number(), z.null()]);

const table = z.strictObject({
  name: z.string(),
  /** The document's id. */
  file: z.string(),
  sheet: z.string().optional(),
  cells: z.string().optional(),
  line_start: z.int().optional(),
  line_end: z.int().optional(),
  columns: z.array(z.string()),
  rows: z.int(),
});

/** The process has read hostile files, so its answer is parsed like any stranger's. */
export const queryAnswerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('loaded'),
    tables: z.array(table),
    /** Ids of files that could not be read. */
    unreadable: z.array(z.string()),
  }),
  z.strictObject({
    type: z.literal('result'),
    columns: z.array(z.string()),
    rows: z.array(z.array(value)),
    /** Whether there were more rows, or longer texts, than are told. */
    cut: z.boolean(),
    /** Names of the tables that were read. */
    used: z.array(z.string()),
  }),
  z.strictObject({ type: z.literal('refused'), message: z.string().max(1_000) }),
]);

export type QueryAnswer = z.infer<typeof queryAnswerSchema>;
export type QueryTable = z.infer<typeof table>;
export type QueryResult = Omit<Extract<QueryAnswer, { type: 'result' }>, 'type'>;
