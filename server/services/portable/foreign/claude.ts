/** A conversation of Claude's data export (conversations.json). */
import { z } from 'zod';
import { anyTime, fault, type Fault, type ForeignConversation } from './thing.ts';

const conversation = z.object({
  uuid: z.string(),
  name: z.string().nullish(),
  chat_messages: z.array(
    z.object({
      uuid: z.string(),
      sender: z.string(),
      text: z.string().nullish(),
      content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).nullish(),
      created_at: anyTime,
      attachments: z
        .array(z.looseObject({ file_name: z.string().optional(), extracted_content: z.string().optional() }))
        .nullish(),
    }),
  ),
});

type Message = z.output<typeof conversation>['chat_messages'][number];

export function isClaude(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'chat_messages' in value;
}

export function readClaude(value: unknown, where: string): ForeignConversation | Fault {
  const parsed = conversation.safeParse(value);
  if (!parsed.success) return fault(where);
  const { uuid, name, chat_messages: all } = parsed.data;
  const messages = all
    .map((message) => ({
      key: message.uuid,
      role: message.sender === 'human' ? ('user' as const) : ('assistant' as const),
      content: textOf(message),
      at: message.created_at,
    }))
    .filter(({ content }) => content !== '');
  return { type: 'conversation', key: uuid, title: name ?? '', messages };
}

function textOf({ text, content, attachments }: Message): string {
  const blocks = (content ?? []).flatMap((block) => (block.text === undefined ? [] : [block.text]));
  const said = blocks.length > 0 ? blocks.join('\n\n') : (text ?? '');
  const files = (attachments ?? []).map(({ file_name, extracted_content }) =>
    `[${file_name ?? 'a file'}]\n${extracted_content ?? ''}`.trim(),
  );
  return [said, ...files].filter((one) => one !== '').join('\n\n');
}
