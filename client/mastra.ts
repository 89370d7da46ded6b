/** Threads, messages and resources of Mastra's `MemoryStorage`, kept as values. */
import type { ConnectOptions } from './connection.ts';
import { pageOf, selectMessages, type ListMessages } from './mastra-lists.ts';
import { createMessages, present, revived, type MastraMessage } from './mastra-messages.ts';
import { Memory } from './memory.ts';

export interface MastraThread {
  id: string;
  resourceId: string;
  createdAt: Date;
  updatedAt: Date;
  title?: string;
  metadata?: Record<string, unknown>;
}

interface ListThreads {
  page?: number;
  perPage?: number | false;
  orderBy?: { field?: 'createdAt' | 'updatedAt'; direction?: 'ASC' | 'DESC' };
  filter?: { resourceId?: string; metadata?: Record<string, unknown> };
}

/**
 * Mastra's own `MemoryStorage` with the methods it leaves open, over Keepsake. Its class is handed in, so that this
 * library does not need the package.
 *
 * @example const memory = new (withKeepsake(MemoryStorage, 'my-agents'))();
 */
export function withKeepsake<T extends object>(
  Base: abstract new () => T,
  namespace: string,
  options?: ConnectOptions,
): new () => T {
  const Kept = class extends (Base as unknown as new () => object) {};
  Object.assign(Kept.prototype, createMastraMethods(new Memory(namespace, options)));
  return Kept as unknown as new () => T;
}

/** The methods that the abstract class asks for, and those of resources. */
export function createMastraMethods(memory: Memory) {
  const threadKey = (id: string) => `thread/${encodeURIComponent(id)}`;
  const resourceKey = (id: string) => `resource/${encodeURIComponent(id)}`;
  const { messagesOf, readMessage, writeMessage, deleteMessages } = createMessages(memory);

  async function getThreadById({ threadId, resourceId }: { threadId: string; resourceId?: string }) {
    const thread = revived(await memory.get<MastraThread>(threadKey(threadId)));
    return thread === undefined || (resourceId !== undefined && thread.resourceId !== resourceId)
      ? null
      : thread;
  }

  async function saveThread({ thread }: { thread: MastraThread }): Promise<MastraThread> {
    await memory.set(threadKey(thread.id), thread);
    return thread;
  }

  return {
    supportsPartialThreadUpdate: true,
    getThreadById,
    saveThread,
    async updateThread({
      id,
      ...changes
    }: {
      id: string;
      title?: string;
      metadata?: Record<string, unknown>;
    }) {
      const thread = await getThreadById({ threadId: id });
      if (thread === null) throw new Error(`There is no thread ${id}.`);
      const { title = thread.title, metadata } = changes;
      const merged = { ...thread.metadata, ...metadata };
      return saveThread({
        thread: {
          ...thread,
          ...(title === undefined ? {} : { title }),
          metadata: merged,
          updatedAt: new Date(),
        },
      });
    },
    async deleteThread({ threadId }: { threadId: string }): Promise<void> {
      await deleteMessages((await messagesOf(threadId)).map(({ id }) => id));
      await memory.delete(threadKey(threadId));
    },
    async listThreads({ page = 0, perPage = 100, orderBy, filter }: ListThreads) {
      const keys = await memory.listKeys('thread/');
      const all = present(
        await Promise.all(keys.map(async (key) => revived(await memory.get<MastraThread>(key)))),
      );
      const { field = 'createdAt', direction = 'DESC' } = orderBy ?? {};
      const sign = direction === 'ASC' ? 1 : -1;
      const threads = all
        .filter((thread) => fits(thread, filter))
        .toSorted((one, other) => sign * (one[field].getTime() - other[field].getTime()));
      const { items, ...more } = pageOf(threads, page, perPage);
      return { threads: items, ...more };
    },
    async listMessages(input: ListMessages & { threadId: string | string[] }) {
      const threads = await Promise.all([input.threadId].flat().map(messagesOf));
      return selectMessages(threads, input);
    },
    async listMessagesById({ messageIds }: { messageIds: string[] }) {
      return { messages: present(await Promise.all(messageIds.map(readMessage))) };
    },
    async saveMessages({ messages }: { messages: MastraMessage[] }) {
      await Promise.all(messages.map(writeMessage));
      return { messages };
    },
    async updateMessages({ messages }: { messages: (Partial<MastraMessage> & { id: string })[] }) {
      const changed = messages.map(async ({ id, content, ...rest }) => {
        const before = await readMessage(id);
        if (before === undefined) return undefined;
        return writeMessage({ ...before, ...rest, content: { ...before.content, ...content } });
      });
      return present(await Promise.all(changed));
    },
    deleteMessages,
    async getResourceById({ resourceId }: { resourceId: string }) {
      return revived(await memory.get<MastraThread>(resourceKey(resourceId))) ?? null;
    },
    async saveResource<R extends { id: string }>({ resource }: { resource: R }): Promise<R> {
      await memory.set(resourceKey(resource.id), resource);
      return resource;
    },
    async dangerouslyClearAll(): Promise<void> {
      await Promise.all((await memory.listKeys()).map((key) => memory.delete(key)));
    },
  };
}

function fits(thread: MastraThread, filter: ListThreads['filter']): boolean {
  if (filter?.resourceId !== undefined && thread.resourceId !== filter.resourceId) return false;
  const wanted = Object.entries(filter?.metadata ?? {});
  return wanted.every(([name, value]) => JSON.stringify(thread.metadata?.[name]) === JSON.stringify(value));
}
