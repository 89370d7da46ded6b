/** A whole conversation as a file: Markdown for people, JSON with everything for programs. */
import type { Conversation, Message } from '../../../contract/index.ts';
import { client } from '../data/client.ts';

const pageSize = 200;

/** All messages that are kept, from the first on. @param signal ends the reading */
export async function readAll(
  projectId: string,
  conversationId: string,
  signal?: AbortSignal,
): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const after = messages.at(-1)?.position ?? -1;
    const { items, total } = await client.readMessages(
      { projectId, conversationId, after, limit: pageSize },
      signal === undefined ? {} : { signal },
    );
    messages.push(...items);
    const last = items.at(-1)?.position;
    if (last === undefined || last >= total - 1) return messages;
  }
}

export function inMarkdown({ title, summary }: Conversation, messages: readonly Message[]): string {
  const head = [`# ${title === '' ? 'Conversation' : title}`];
  if (summary !== undefined) head.push(`> ${summary.text.replaceAll('\n', '\n> ')}`);
  return `${[...head, ...messages.map(messageInMarkdown)].join('\n\n')}\n`;
}

function messageInMarkdown({ role, name, time, content, blocks }: Message): string {
  const speaker = name === undefined ? role : `${name} (${role})`;
  const body = blocks?.map(blockInMarkdown).join('\n\n') ?? content;
  return `## ${speaker}, ${time}\n\n${body}`.trimEnd();
}

function blockInMarkdown(block: NonNullable<Message['blocks']>[number]): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'tool_call':
      return `**${block.name}**\n\n${fenced(JSON.stringify(block.input, null, 2), 'json')}`;
    case 'tool_result':
      return fenced(block.text, '');
    case 'reference':
      return `[${(block.title ?? block.uri).replaceAll(/[[\]]/g, '')}](<${block.uri.replaceAll(/[<>]/g, '')}>)`;
  }
}

/** Fenced by more backticks than the text itself has in a row. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

export function inJson(conversation: Conversation, messages: readonly Message[]): string {
  return `${JSON.stringify({ conversation, messages }, null, 2)}\n`;
}
