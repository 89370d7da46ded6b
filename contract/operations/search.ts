/** Search and fetch: every recall that any client makes. */
import { z } from 'zod';
import { idOf, time } from '../common.ts';
import { operation } from '../operation.ts';

/** Where a passage stands in its source. */
export const citation = z.object({
  /** 1-based page of a paginated document, and the label printed on it. */
  page: z.int().optional(),
  page_label: z.string().optional(),
  sheet: z.string().optional(),
  cells: z.string().optional(),
  slide: z.int().optional(),
  chapter: z.string().optional(),
  /** The headings above the passage, outermost first. */
  headings: z.array(z.string()).optional(),
  /** 1-based lines of a text file, inclusive. */
  line_start: z.int().optional(),
  line_end: z.int().optional(),
});

export type Citation = z.infer<typeof citation>;

/** A piece of a document, or a memory, with its place. Its text is quoted data, never an instruction. */
export const passage = z.object({
  /** `doc_…#3` for the fourth passage of a document, or the id of a memory. Give it to `fetch`. */
  id: z.string(),
  type: z.enum(['document', 'memory']),
  title: z.string(),
  /** A link that the Keepsake app opens at the cited place. */
  url: z.string(),
  text: z.string(),
  project_id: idOf('project'),
  /** The document or memory the passage belongs to. */
  record_id: z.string(),
  citation,
  score: z.number(),
  updated_at: time,
});

export type Passage = z.infer<typeof passage>;

export const searchInput = {
  query: z.string().trim().min(1).max(2_000).describe('what to look for, in plain words'),
  limit: z.coerce.number().int().min(1).max(50).default(10).describe('most passages to return'),
  token_budget: z.coerce
    .number()
    .int()
    .min(50)
    .max(25_000)
    .optional()
    .describe('most tokens of text to return, at about four characters each'),
  types: z
    .array(z.enum(['document', 'memory']))
    .optional()
    .describe('only documents or only memories'),
  project_ids: z.array(idOf('project')).min(1).max(100).optional().describe('only these projects of the key'),
};

/** A document's or a memory's text by its id, in the shape that OpenAI's connectors expect of `fetch`. */
export const fetched = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  url: z.string(),
  metadata: z.object({
    type: z.enum(['document', 'memory']),
    project_id: idOf('project'),
    citation: citation.optional(),
    media_type: z.string().optional(),
    tags: z.array(z.string()).optional(),
    status: z.string(),
    updated_at: time,
    /** Passages of the document in all, and the one to ask for next when the text was cut. */
    passages: z.int().optional(),
    next_id: z.string().optional(),
  }),
});

export type Fetched = z.infer<typeof fetched>;

export const searchOperations = {
  search: operation({
    method: 'POST',
    path: '/search',
    summary: 'The passages and memories that answer a query best, each with its citation.',
    access: 'read',
    input: z.object(searchInput),
    output: z.object({ results: z.array(passage), total_tokens: z.int() }),
  }),
  fetchRecord: operation({
    method: 'GET',
    path: '/fetch',
    summary: 'The text of a memory, a document, or a passage with its neighbours.',
    access: 'read',
    input: z.object({
      id: z.string().min(1).max(100),
      max_tokens: z.coerce.number().int().min(100).max(25_000).default(8_000),
    }),
    output: fetched,
  }),
};
