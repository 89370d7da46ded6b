/** Where the Vercel AI SDK keeps chats: `loadChat` and `saveChat` as its guide to message persistence has them. */
import { randomUUID } from 'node:crypto';
import type { ConnectOptions } from './connection.ts';
import { Memory } from './memory.ts';

/** What every `UIMessage` of the SDK has. */
export interface UiMessage {
  id: string;
  role: 'system' | 'user' | 'assistant';
  parts: unknown[];
}

export interface ChatStore<M extends UiMessage> {
  /** @returns the new chat's id */
  createChat(): Promise<string>;
  loadChat(chatId: string): Promise<M[]>;
  /** Makes the chat hold exactly these messages; what has not changed is not written again. */
  saveChat(chat: { chatId: string; messages: readonly M[] }): Promise<void>;
}

/** @example const { loadChat, saveChat } = createChatStore<UIMessage>('my-app') */
export function createChatStore<M extends UiMessage = UiMessage>(
  namespace: string,
  options?: ConnectOptions,
): ChatStore<M> {
  const memory = new Memory(namespace, options);

  async function stored(chatId: string): Promise<{ key: string; message: M | undefined }[]> {
    const keys = await memory.listKeys(`${chatId}/`);
    return Promise.all(keys.map(async (key) => ({ key, message: await memory.get<M>(key) })));
  }

  return {
    createChat: () => Promise.resolve(randomUUID()),
    async loadChat(chatId) {
      const found = await stored(chatId);
      return found.flatMap(({ message }) => (message === undefined ? [] : [message]));
    },
    async saveChat({ chatId, messages }) {
      const before = new Map(
        (await stored(chatId)).map(({ key, message }) => [key, JSON.stringify(message)]),
      );
      const keys = messages.map((_, at) => keyOf(chatId, at));
      const changed = messages.flatMap((message, at) => {
        const key = keys[at] as string;
        return before.get(key) === JSON.stringify(message) ? [] : [memory.set(key, message)];
      });
      const surplus = [...before.keys()].filter((key) => !keys.includes(key));
      await Promise.all([...changed, ...surplus.map((key) => memory.delete(key))]);
    },
  };
}

/** In order of position. */
function keyOf(chatId: string, at: number): string {
  return `${chatId}/${String(at).padStart(8, '0')}`;
}
