/** `keepsake conversation list` and `show`. */
import { KeepsakeError, type Conversation, type Message } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import { findProject, openSession } from '../session.ts';

export interface ConversationOptions {
  project?: string;
}

export interface ShowOptions extends ConversationOptions {
  query?: string;
  last?: number;
}

const pageSize = 100;

async function open({ project }: ConversationOptions) {
  const { client } = await openSession();
  const { id: projectId } = await findProject(client, project);
  const all = async () => {
    const conversations: Conversation[] = [];
    for (let page = 1; ; page++) {
      const { items, pagination } = await client.listConversations({ projectId, page, page_size: pageSize });
      conversations.push(...items);
      if (page >= pagination.total_pages) return conversations;
    }
  };
  return { client, projectId, all };
}

export async function listConversations(options: ConversationOptions, output: Output): Promise<void> {
  const { all } = await open(options);
  const conversations = await all();
  const lines = conversations.map(
    ({ id, title, messages, updated_at }) => `${id}  ${title}  (${messages} messages, ${updated_at})`,
  );
  output.result(conversations, lines);
}

/** By id, by the client's name for it, or by title. */
export async function showConversation(
  wanted: string,
  { query, last, ...options }: ShowOptions,
  output: Output,
): Promise<void> {
  const { client, projectId, all } = await open(options);
  const found = (await all()).find(({ id, external_id, title }) => [id, external_id, title].includes(wanted));
  if (found === undefined) throw notFound(wanted);
  const one = { projectId, conversationId: found.id };
  if (query !== undefined) {
    const { items } = await client.searchMessages({ ...one, query });
    output.result(items, items.map(showMessage));
    return;
  }
  const from = last === undefined ? -1 : found.messages - last - 1;
  const messages: Message[] = [];
  for (let after = Math.max(-1, from); after < found.messages - 1;) {
    const { items } = await client.readMessages({ ...one, after, limit: 200 });
    messages.push(...items);
    after = items.at(-1)?.position ?? found.messages;
  }
  output.result({ ...found, items: messages }, messages.map(showMessage));
}

function showMessage({ position, role, name, content, time }: Message): string {
  return `[${position}] ${name === undefined ? role : `${name} (${role})`}, ${time}: ${content}`;
}

function notFound(wanted: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no conversation "${wanted}" in this project. \`keepsake conversation list\` shows which there are.`,
  );
}
