/** A chat history for LangChain.js: what its chains and agents say, kept as a conversation. */
import { BaseListChatMessageHistory } from '@langchain/core/chat_history';
import {
  AIMessage,
  HumanMessage,
  mapChatMessagesToStoredMessages,
  mapStoredMessageToChatMessage,
  SystemMessage,
  type BaseMessage,
  type StoredMessage,
} from '@langchain/core/messages';
import { ChatHistory, type ChatMessage, type KeptMessage } from './chat-history.ts';
import type { ConnectOptions } from './connection.ts';

const roles: Readonly<Record<string, ChatMessage['role']>> = {
  human: 'user',
  ai: 'assistant',
  system: 'system',
  tool: 'tool',
};

/** A message that is more than its text (tool calls, parts) is kept whole behind this. */
const wholeMessage = '{"langchain":';

/** @example new RunnableWithMessageHistory({ …, getMessageHistory: (id) => new KeepsakeChatMessageHistory(id) }) */
export class KeepsakeChatMessageHistory extends BaseListChatMessageHistory {
  lc_namespace = ['keepsake', 'chat_history'];
  readonly #history: ChatHistory;

  constructor(sessionId: string, options?: ConnectOptions) {
    super();
    this.#history = new ChatHistory(sessionId, options);
  }

  override async getMessages(): Promise<BaseMessage[]> {
    return (await this.#history.messages()).map(readMessage);
  }

  override addMessage(message: BaseMessage): Promise<void> {
    return this.addMessages([message]);
  }

  override addMessages(messages: BaseMessage[]): Promise<void> {
    return this.#history.add(messages.map(writeMessage));
  }

  override clear(): Promise<void> {
    return this.#history.clear();
  }
}

function writeMessage(message: BaseMessage): ChatMessage {
  const role = roles[message.type] ?? 'user';
  const stored = storedForm(message);
  const plain = typeof message.content === 'string' ? plainMessage(role, message.content) : undefined;
  const isPlain = plain !== undefined && JSON.stringify(storedForm(plain)) === JSON.stringify(stored);
  return { role, content: isPlain ? message.text : `${wholeMessage}${JSON.stringify(stored)}}` };
}

function storedForm(message: BaseMessage): StoredMessage {
  return mapChatMessagesToStoredMessages([message])[0] as StoredMessage;
}

function plainMessage(role: string, content: string): BaseMessage | undefined {
  if (role === 'user') return new HumanMessage(content);
  if (role === 'assistant') return new AIMessage(content);
  return role === 'system' ? new SystemMessage(content) : undefined;
}

function readMessage({ role, content }: KeptMessage): BaseMessage {
  const whole = content.startsWith(wholeMessage) ? parseWhole(content) : undefined;
  return whole ?? plainMessage(role, content) ?? new HumanMessage({ content, name: role });
}

function parseWhole(content: string): BaseMessage | undefined {
  try {
    return mapStoredMessageToChatMessage((JSON.parse(content) as { langchain: StoredMessage }).langchain);
  } catch {
    return undefined;
  }
}
