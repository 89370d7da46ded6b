/** What the tools of conversations do. */
import { KeepsakeError, type Conversation, type Message } from '../../../contract/index.ts';
import type { Call } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';
import { defaultProject } from './caller-project.ts';
import type { ToolHandlers } from './tools.ts';

type ConversationTools = Pick<ToolHandlers, 'append_messages' | 'read_conversation'>;

/** Characters of a message that a model is given at once. */
const longest = 8_000;

export function createConversationTools({ conversations }: Services): ConversationTools {
  /** The conversation of that id or name; a new one for a name that is not known. */
  async function begin(call: Call, projectId: string, name: string, title = ''): Promise<Conversation> {
    const found = await conversations.find(call.caller, { projectId, name });
    if (found !== undefined) return found;
    if (name.startsWith('conv_')) throw unknown(name);
    // The call's own repeat key belongs to the messages.
    const begun = { caller: call.caller };
    return conversations.create(begun, { projectId, title, external_id: name, retention_days: null });
  }

  return {
    async append_messages({ conversation, title, messages, summary, project_id }, call) {
      const projectId = project_id ?? defaultProject(call.caller);
      const { id } = await begin(call, projectId, conversation, title);
      const one = { projectId, conversationId: id };
      const { items } =
        messages.length === 0 ? { items: [] } : await conversations.append(call, { ...one, messages });
      const { caller } = call;
      const now =
        summary === undefined
          ? await conversations.get(caller, one)
          : await conversations.update({ caller }, { ...one, summary });
      return {
        conversation_id: id,
        positions: items.map(({ position }) => position),
        total: now.messages,
      };
    },
    async read_conversation({ conversation, query, after, before, limit, project_id }, { caller }) {
      const projectId = project_id ?? defaultProject(caller);
      if (conversation === undefined) {
        const { items } = await conversations.list(caller, { projectId, page: 1, page_size: limit });
        return { conversations: items.map(viewConversation), messages: [] };
      }
      const found = await conversations.find(caller, { projectId, name: conversation });
      if (found === undefined) throw unknown(conversation);
      const one = { projectId, conversationId: found.id };
      const { items } =
        query === undefined
          ? await conversations.read(caller, { ...one, after, before, limit })
          : await conversations.search(caller, { ...one, query, limit });
      return { conversations: [viewConversation(found)], messages: items.map(viewMessage) };
    },
  };
}

function viewConversation({ id, title, external_id, messages, summary, updated_at }: Conversation) {
  return {
    id,
    title,
    ...(external_id === undefined ? {} : { name: external_id }),
    total: messages,
    ...(summary === undefined ? {} : { summary: summary.text }),
    updated_at,
  };
}

function viewMessage({ position, role, name, content, time }: Message) {
  const isLong = content.length > longest;
  return {
    position,
    role,
    ...(name === undefined ? {} : { name }),
    content: isLong ? content.slice(0, longest) : content,
    ...(isLong ? { cut: true } : {}),
    time,
  };
}

function unknown(name: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no conversation "${name}" in this project. Call read_conversation without it for those there are.`,
  );
}
