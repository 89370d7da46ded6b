/** Finding anything while a person types, and seeing what a client would see. */
import { z } from 'zod';
import { idOf, time } from '../common.ts';
import { operation } from '../operation.ts';
import { passage, searchInput } from './search.ts';

export const quickResult = z.object({
  type: z.enum(['project', 'file', 'folder', 'document', 'memory', 'conversation']),
  id: z.string(),
  /** Its name or title. */
  name: z.string(),
  /** Whether its name or what is in it matched. */
  found_in: z.enum(['name', 'text']),
  /** The folders above an item, such as `Letters/2024`; empty in the root. */
  path: z.string().optional(),
  project_id: idOf('project').optional(),
  project_name: z.string().optional(),
  /** Of what was found in a text: the passage to open, some of its words, and which of them matched (UTF-16 code units). */
  passage_id: z.string().optional(),
  text: z.string().optional(),
  highlights: z.array(z.tuple([z.int(), z.int()])).optional(),
  updated_at: time,
});

export type QuickResult = z.infer<typeof quickResult>;

export const paletteOperations = {
  quickFind: operation({
    method: 'GET',
    path: '/find',
    summary:
      'A few files, folders, projects, documents, memories and conversations for what is being typed; the last word may be unfinished.',
    access: 'owner',
    input: z.object({
      query: z.string().trim().min(1).max(200),
      limit: z.coerce.number().int().min(1).max(20).default(6).describe('most of names, and most of texts'),
      project_id: idOf('project').optional().describe('leaves the drive and other projects out'),
    }),
    output: z.object({ items: z.array(quickResult) }),
  }),
  previewSearch: operation({
    method: 'POST',
    path: '/apikeys/{keyId}/search',
    summary:
      'What a client with this key would be answered by the tool `search`, and why. Records no activity.',
    access: 'owner',
    input: z.object({
      keyId: idOf('key'),
      query: searchInput.query,
      limit: searchInput.limit,
      token_budget: searchInput.token_budget,
      types: searchInput.types,
      project_id: idOf('project').optional(),
    }),
    output: z.object({
      /** Exactly the text that the client gets, and its length at about four characters a token. */
      text: z.string(),
      text_tokens: z.int(),
      /** The same passages with scores and reasons. */
      results: z.array(passage),
      total_tokens: z.int(),
    }),
  }),
};
