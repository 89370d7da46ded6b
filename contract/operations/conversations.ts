/** Conversations: append-only histories of what people and assistants said. */
import { z } from 'zod';
import { author, done, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';

export const conversation = z.object({
  id: idOf('conversation'),
  project_id: idOf('project'),
  title: z.string(),
  /** What the client calls it. */
  external_id: z.string().optional(),
  /** How many messages were appended in all; positions go from `first` up to this number, exclusive. */
  messages: z.int(),
  /** Position of the oldest message that is kept: more than 0 once retention removed some. */
  first: z.int(),
  /** What was said, in short, as somebody wrote it down. */
  summary: z.object({ text: z.string(), up_to: z.int(), updated_at: time }).optional(),
  /** Messages are removed this many days after they were appended; kept for good when null. */
  retention_days: z.int().nullable(),
  created_by: author,
  created_at: time,
  updated_at: time,
});

export type Conversation = z.infer<typeof conversation>;

export const messageRoles = ['user', 'assistant', 'system', 'tool'] as const;

const blockText = z.string().max(100_000);
const blockJson = z.json().describe('any JSON');

/** A piece of a message: what was said, a tool that was called, what it gave, or something referred to. */
export const contentBlock = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: blockText }),
  z.object({
    type: z.literal('tool_call'),
    id: z.string().max(200).optional(),
    name: z.string().max(200),
    input: blockJson,
  }),
  z.object({ type: z.literal('tool_result'), id: z.string().max(200).optional(), text: blockText }),
  z.object({
    type: z.literal('reference'),
    uri: z.string().max(2_000).describe('what is meant: a document, a file, a page'),
    title: z.string().max(500).optional(),
    media_type: z.string().max(200).optional(),
  }),
]);

export type ContentBlock = z.infer<typeof contentBlock>;

export const message = z.object({
  id: idOf('message'),
  conversation_id: idOf('conversation'),
  /** 0 for the first. */
  position: z.int(),
  role: z.enum(messageRoles),
  /** Who spoke, where roles do not tell. */
  name: z.string().optional(),
  /** As a text; of blocks, that of the texts among them. */
  content: z.string(),
  blocks: z.array(contentBlock).optional(),
  /** When it was said. */
  time,
  external_id: z.string().optional(),
  created_by: author,
});

export type Message = z.infer<typeof message>;

const externalId = z.string().trim().min(1).max(200);

/** Characters of all blocks of a message, as JSON. */
const maxBlocksLength = 500_000;

const messageFields = z.object({
  role: z.enum(messageRoles),
  name: z.string().trim().min(1).max(100).optional().describe('who spoke'),
  content: z
    .string()
    .max(100_000)
    .optional()
    .describe('may be empty, as a tool’s answer can be; that of the blocks when left out'),
  blocks: z.array(contentBlock).min(1).max(200).optional(),
  time: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('when it was said, ISO 8601 with any offset; now when left out'),
  external_id: externalId.optional().describe('a message with the same one is kept once'),
});

export const newMessage = messageFields.superRefine(({ content, blocks }, context) => {
  if (content === undefined && blocks === undefined)
    context.addIssue({ code: 'custom', message: 'neither content nor blocks', path: ['content'] });
  if (blocks !== undefined && JSON.stringify(blocks).length > maxBlocksLength)
    context.addIssue({ code: 'custom', message: 'more than 500,000 characters in all', path: ['blocks'] });
});

const title = z.string().trim().max(200);
const retentionDays = z
  .int()
  .min(1)
  .max(36_500)
  .nullable()
  .describe('days after which a message is removed; null keeps all');

const projectId = { projectId: idOf('project') };
const one = { ...projectId, conversationId: idOf('conversation') };

export const conversationOperations = {
  listConversations: operation({
    method: 'GET',
    path: '/projects/{projectId}/conversations',
    summary: 'The conversations of a project, last changed first.',
    access: 'read',
    input: z.object({ ...projectId, ...pageQuery }),
    output: pageOf(conversation),
  }),
  createConversation: operation({
    method: 'POST',
    path: '/projects/{projectId}/conversations',
    summary: 'Begin a conversation, or get the one with the same `external_id`.',
    access: 'write',
    status: 201,
    input: z.object({
      ...projectId,
      title: title.default(''),
      external_id: externalId.optional().describe('the name the client gives it; one per project'),
      retention_days: retentionDays.default(null),
    }),
    output: conversation,
  }),
  getConversation: operation({
    method: 'GET',
    path: '/projects/{projectId}/conversations/{conversationId}',
    summary: 'One conversation.',
    access: 'read',
    input: z.object(one),
    output: conversation,
  }),
  updateConversation: operation({
    method: 'PATCH',
    path: '/projects/{projectId}/conversations/{conversationId}',
    summary: 'Change the title, summary or retention of a conversation. Messages never change.',
    access: 'write',
    input: z.object({
      ...one,
      title: title.optional(),
      summary: z.string().trim().max(20_000).optional().describe('empty to remove it'),
      retention_days: retentionDays.optional(),
    }),
    output: conversation,
  }),
  searchMessages: operation({
    method: 'GET',
    path: '/projects/{projectId}/conversations/{conversationId}/search',
    summary: 'The messages of one conversation that fit a query best, the best first.',
    access: 'read',
    input: z.object({
      ...one,
      query: z.string().trim().min(1).max(1_000),
      limit: z.coerce.number().int().min(1).max(50).default(10),
    }),
    output: z.object({ items: z.array(message.extend({ score: z.number() })) }),
  }),
  deleteConversation: operation({
    method: 'DELETE',
    path: '/projects/{projectId}/conversations/{conversationId}',
    summary: 'Remove a conversation; it is no longer listed, read or found.',
    access: 'write',
    input: z.object(one),
    output: done,
  }),
  appendMessages: operation({
    method: 'POST',
    path: '/projects/{projectId}/conversations/{conversationId}/messages',
    summary: 'Append messages, in order; all of them or none.',
    access: 'write',
    status: 201,
    input: z.object({ ...one, messages: z.array(newMessage).min(1).max(1_000) }),
    output: z.object({ items: z.array(message) }),
  }),
  readMessages: operation({
    method: 'GET',
    path: '/projects/{projectId}/conversations/{conversationId}/messages',
    summary: 'Messages in order: the last ones, or those after or before a position.',
    access: 'read',
    input: z.object({
      ...one,
      after: z.coerce.number().int().min(-1).optional().describe('a position; -1 reads from the beginning'),
      before: z.coerce.number().int().min(0).optional().describe('a position'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ items: z.array(message), total: z.int() }),
  }),
};
