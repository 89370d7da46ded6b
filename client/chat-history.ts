/** The messages of one session, kept as a conversation: appended by many at once, none lost. */
import type { Message } from '../contract/index.ts';
import { KeepsakeError } from '../contract/index.ts';
import { connect, type Connection, type ConnectOptions } from './connection.ts';

export interface ChatMessage {
  role: Message['role'];
  content: string;
  name?: string | undefined;
  /** A message with the same one is kept once. */
  id?: string | undefined;
}

export type KeptMessage = Pick<Message, 'role' | 'content' | 'name' | 'position' | 'time'> & { id?: string };

const mostAtOnce = 200;

/**
 * The history of a chat.
 *
 * @example
 * const chat = new ChatHistory('session-42');
 * await chat.addUserMessage('Where did we leave off?');
 * await chat.messages();
 */
export class ChatHistory {
  readonly session: string;
  readonly #connection: Connection;
  #id: Promise<string> | undefined;

  constructor(session: string, options?: ConnectOptions) {
    this.session = session;
    this.#connection = connect(options);
  }

  addUserMessage(content: string): Promise<void> {
    return this.add([{ role: 'user', content }]);
  }

  addAiMessage(content: string): Promise<void> {
    return this.add([{ role: 'assistant', content }]);
  }

  /** In this order, all of them or none. */
  async add(messages: readonly ChatMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const sent = messages.map(({ role, content, name, id }) => ({ role, content, name, external_id: id }));
    await this.#on(async (place) => this.#connection.api.appendMessages({ ...place, messages: sent }));
  }

  /** Every message, or the last ones. */
  async messages(last?: number): Promise<KeptMessage[]> {
    return this.#on(async (place) => {
      const { api } = this.#connection;
      if (last !== undefined && last <= mostAtOnce)
        return last < 1 ? [] : (await api.readMessages({ ...place, limit: last })).items.map(view);
      const all: Message[] = [];
      for (;;) {
        const after = all.length - 1;
        const { items, total } = await api.readMessages({ ...place, after, limit: mostAtOnce });
        all.push(...items);
        if (items.length === 0 || all.length >= total)
          return all.slice(last === undefined ? 0 : -last).map(view);
      }
    });
  }

  /** Removes every message. */
  async clear(): Promise<void> {
    await this.#on((place) => this.#connection.api.deleteConversation(place));
    this.#id = undefined;
  }

  /** Begins the conversation if need be, and once more when somebody has cleared it. */
  async #on<T>(work: (place: { projectId: string; conversationId: string }) => Promise<T>): Promise<T> {
    const projectId = await this.#connection.projectId();
    const known = this.#id;
    try {
      return await work({ projectId, conversationId: await this.#conversation(projectId) });
    } catch (error) {
      const isGone = known !== undefined && error instanceof KeepsakeError && error.code === 'NOT_FOUND';
      if (!isGone) throw error;
      this.#id = undefined;
      return work({ projectId, conversationId: await this.#conversation(projectId) });
    }
  }

  #conversation(projectId: string): Promise<string> {
    const begin = async () => {
      const input = { projectId, title: this.session.slice(0, 200), external_id: this.session };
      return (await this.#connection.api.createConversation(input)).id;
    };
    this.#id ??= begin().catch((error: unknown) => {
      this.#id = undefined;
      throw error;
    });
    return this.#id;
  }
}

function view({ role, content, name, position, time, external_id }: Message): KeptMessage {
  return {
    role,
    content,
    position,
    time,
    ...(name === undefined ? {} : { name }),
    ...(external_id === undefined ? {} : { id: external_id }),
  };
}
