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
  /** How many messages it holds. */
  messages: z.int(),
  created_by: author,
  created_at: time,
  updated_at: time,
});

export type Conversation = z.infer<typeof conversation>;

export const messageRoles = ['user', 'assistant', 'system', 'tool'] as const;

export const message = z.object({
  id: idOf('message'),
  conversation_id: idOf('conversation'),
  /** 0 for the first. */
  position: z.int(),
  role: z.enum(messageRoles),
  /** Who spoke, where roles do not tell. */
  name: z.string().optional(),
  content: z.string(),
  /** When it was said. */
  time,
  external_id: z.string().optional(),
  created_by: author,
});

export type Message = z.infer<typeof message>;

const externalId = z.string().trim().min(1).max(200);

export const newMessage = z.object({
  role: z.enum(messageRoles),
  name: z.string().trim().min(1).max(100).optional().describe('who spoke'),
  content: z.string().max(100_000).describe('may be empty, as a tool’s answer can be'),
  time: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('when it was said, ISO 8601 with any offset; now when left out'),
  external_id: externalId.optional().describe('a message with the same one is kept once'),
});

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
      title: z.string().trim().max(200).default(''),
      external_id: externalId.optional().describe('the name the client gives it; one per project'),
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
