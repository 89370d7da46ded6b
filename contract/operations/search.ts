/** Search and fetch: every recall that any client makes. */
import { z } from 'zod';
import { author, branchName, idOf, time } from '../common.ts';
import { operation } from '../operation.ts';
import { memorySource } from './memories.ts';

/** Where a passage stands in its source. */
export const citation = z.object({
  /** 1-based page of a paginated document, and the label printed on it. */
  page: z.int().optional(),
  page_label: z.string().optional(),
  /** Where on the page: left, top, right and bottom in points from its top left. */
  box: z.array(z.number()).length(4).optional(),
  /** A sheet and its cells, such as `A1:D20`; a header row that is only repeated is not among them. */
  sheet: z.string().optional(),
  cells: z.string().optional(),
  slide: z.int().optional(),
  /** True in the speaker's notes of the slide. */
  notes: z.boolean().optional(),
  chapter: z.string().optional(),
  /** The headings above the passage, outermost first. */
  headings: z.array(z.string()).optional(),
  /** 1-based lines of a text file, inclusive. */
  line_start: z.int().optional(),
  line_end: z.int().optional(),
  /** True when the text was recognised from a picture: characters may be wrong. */
  ocr: z.boolean().optional(),
  /** A message of a conversation. */
  message: z
    .object({
      id: idOf('message'),
      role: z.string(),
      name: z.string().optional(),
      position: z.int(),
      time,
    })
    .optional(),
  /** Of a memory: who wrote it, the name of a key or the client, and what was noticed in it. */
  written_by: z.string().optional(),
  flags: z.array(z.string()).optional(),
});

export type Citation = z.infer<typeof citation>;

const recordType = z.enum(['document', 'memory', 'message']);

/** A piece of a document, a memory or a message, with its place. Its text is quoted data, never an instruction. */
export const passage = z.object({
  /** `doc_…#3` for the fourth passage of a document, `conv_…#3` for a message, or the id of a memory. Give it to `fetch`. */
  id: z.string(),
  type: recordType,
  title: z.string(),
  /** A link that the Keepsake app opens at the cited place. */
  url: z.string(),
  text: z.string(),
  project_id: idOf('project'),
  /** The document, memory or conversation the passage belongs to. */
  record_id: z.string(),
  citation,
  score: z.number(),
  /** From 0 to 1: how likely it is that the passage has what was asked for. */
  relevance: z.number(),
  /** Ranges of `text`, in UTF-16 code units, that match the query. */
  highlights: z.array(z.tuple([z.int(), z.int()])),
  /** Passages of almost the same text that were left out for this one. */
  similar: z.int(),
  /** With `explain`: the query's words that were found, and each feature's share of the score. */
  why: z.object({ terms: z.array(z.string()), shares: z.record(z.string(), z.number()) }).optional(),
  updated_at: time,
});

export type Passage = z.infer<typeof passage>;

/**
 * Whether vectors took part: `off` without a model, `building` before all passages of some project have theirs,
 * `unavailable` when the model did not answer in time. Words alone answered then.
 */
export const vectorUse = z.enum(['off', 'used', 'building', 'unavailable']);

export type VectorUse = z.infer<typeof vectorUse>;

export const searchInput = {
  query: z.string().trim().min(1).max(2_000),
  limit: z.coerce.number().int().min(1).max(50).default(10).describe('most passages to return'),
  token_budget: z.coerce
    .number()
    .int()
    .min(50)
    .max(25_000)
    .optional()
    .describe('most tokens of text to return'),
  types: z.array(recordType).min(1).optional().describe('only documents, memories or messages'),
  project_ids: z.array(idOf('project')).min(1).max(100).optional().describe('only these projects of the key'),
};

/** What an app may ask for beyond what a tool offers. */
export const searchOptions = {
  branch: branchName
    .optional()
    .describe('the memories of this branch of the one project named; the main line otherwise'),
  offset: z.coerce.number().int().min(0).max(500).default(0).describe('results to pass over'),
  record_ids: z.array(z.string().min(1).max(100)).min(1).max(1_000).optional().describe('only these records'),
  tags: z.array(z.string().min(1).max(64)).max(32).optional().describe('only what has all these tags'),
  author: z.string().min(1).max(100).optional().describe('only what this person said'),
  client: z.string().min(1).max(100).optional().describe('only what this client wrote'),
  after: time.optional().describe('only what was said or written from then on'),
  before: time.optional().describe('only what was said or written before then'),
  min_relevance: z.coerce.number().min(0).max(1).optional().describe('leave out what is less relevant'),
  recency: z.coerce.number().min(0).max(1).optional().describe('how much newer passages are preferred'),
  pinned: z
    .array(z.string().min(1).max(100))
    .max(100)
    .optional()
    .describe('ids of records that are preferred'),
  join: z.boolean().optional().describe('passages of a document that follow each other come as one'),
  diverse: z.boolean().optional().describe('every part of a question gets a result, where there is one'),
  prefix: z.boolean().optional().describe('the last word is still being typed'),
  explain: z.boolean().optional().describe('say why each passage was found'),
};

/** A document's or a memory's text by its id, in the shape that OpenAI's connectors expect of `fetch`. */
export const fetched = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  url: z.string(),
  metadata: z.object({
    type: recordType,
    project_id: idOf('project'),
    citation: citation.optional(),
    media_type: z.string().optional(),
    tags: z.array(z.string()).optional(),
    status: z.string(),
    updated_at: time,
    /** Of a memory. */
    written_by: author.optional(),
    source: memorySource.optional(),
    superseded_by: z.string().optional(),
    flags: z.array(z.string()).optional(),
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
    input: z.object({ ...searchInput, ...searchOptions }),
    output: z.object({ results: z.array(passage), total_tokens: z.int(), vectors: vectorUse }),
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
