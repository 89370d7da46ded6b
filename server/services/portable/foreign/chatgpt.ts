/** A conversation of ChatGPT's data export (conversations.json): a tree of messages, read along its current branch. */
import { z } from 'zod';
import { anyTime, fault, type Fault, type ForeignConversation, type ForeignMessage } from './thing.ts';

const node = z.object({
  parent: z.string().nullish(),
  message: z
    .object({
      id: z.string(),
      author: z.object({ role: z.string() }),
      create_time: anyTime,
      content: z.looseObject({
        content_type: z.string(),
        parts: z.array(z.unknown()).optional(),
        text: z.string().optional(),
      }),
    })
    .nullish(),
});

const conversation = z.object({
  id: z.string().optional(),
  conversation_id: z.string().optional(),
  title: z.string().nullish(),
  current_node: z.string().nullish(),
  mapping: z.record(z.string(), node),
});

export function isChatGpt(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'mapping' in value;
}

export function readChatGpt(value: unknown, where: string): ForeignConversation | Fault {
  const parsed = conversation.safeParse(value);
  const id = parsed.data?.conversation_id ?? parsed.data?.id;
  if (!parsed.success || id === undefined) return fault(where);
  const { mapping, title, current_node: current } = parsed.data;
  const messages: ForeignMessage[] = [];
  const seen = new Set<string>();
  for (let at = current ?? leafOf(mapping); at != null && !seen.has(at); at = mapping[at]?.parent ?? null) {
    seen.add(at);
    const message = mapping[at]?.message;
    const text = message == null ? '' : textOf(message.content);
    if (message != null && text !== '')
      messages.unshift({
        key: message.id,
        role: roleOf(message.author.role),
        content: text,
        at: message.create_time,
      });
  }
  return { type: 'conversation', key: id, title: title ?? '', messages };
}

function leafOf(mapping: Record<string, unknown>): string | null {
  return Object.keys(mapping).at(-1) ?? null;
}

/** Pictures and other files are named, not taken over. */
function textOf({ parts, text }: { parts?: unknown[] | undefined; text?: string | undefined }): string {
  const all = (parts ?? [text]).map((part) => {
    if (typeof part === 'string') return part;
    if (typeof part !== 'object' || part === null) return '';
    return 'text' in part && typeof part.text === 'string' ? part.text : '[a file]';
  });
  return all.filter((one) => one !== '').join('\n\n');
}

function roleOf(role: string): ForeignMessage['role'] {
  return role === 'user' || role === 'assistant' || role === 'system' ? role : 'tool';
}
