/** The messages of Mastra's threads as values: one for each, and one by which its place in the thread is found. */
import type { Memory } from './memory.ts';

export interface MastraMessage {
  id: string;
  createdAt: Date;
  threadId?: string;
  resourceId?: string;
  content: object;
}

export function createMessages(memory: Memory) {
  const messageKey = (id: string) => `message/${encodeURIComponent(id)}`;
  /** By which the messages of a thread are found, in their order. */
  const placeKey = ({ threadId = '', createdAt, id }: MastraMessage) =>
    `place/${encodeURIComponent(threadId)}/${createdAt.toISOString()}/${encodeURIComponent(id)}`;

  const readMessage = async (id: string) => revived(await memory.get<MastraMessage>(messageKey(id)));

  async function messagesOf(threadId: string): Promise<MastraMessage[]> {
    const keys = await memory.listKeys(`place/${encodeURIComponent(threadId)}/`);
    const ids = keys.map((key) => decodeURIComponent(key.slice(key.lastIndexOf('/') + 1)));
    return present(await Promise.all(ids.map(readMessage)));
  }

  async function writeMessage(message: MastraMessage): Promise<MastraMessage> {
    const before = await readMessage(message.id);
    const isMoved = before !== undefined && placeKey(before) !== placeKey(message);
    await Promise.all([
      memory.set(messageKey(message.id), message),
      memory.set(placeKey(message), true),
      ...(isMoved ? [memory.delete(placeKey(before))] : []),
    ]);
    return message;
  }

  async function deleteMessages(ids: readonly string[]): Promise<void> {
    const found = present(await Promise.all(ids.map(readMessage)));
    const keys = found.flatMap((message) => [placeKey(message), messageKey(message.id)]);
    await Promise.all(keys.map((key) => memory.delete(key)));
  }

  return { messagesOf, readMessage, writeMessage, deleteMessages };
}

/** JSON has no dates. */
export function revived<T extends { createdAt: Date; updatedAt?: Date }>(kept: T | undefined): T | undefined {
  if (kept === undefined) return undefined;
  const updated = kept.updatedAt === undefined ? {} : { updatedAt: new Date(kept.updatedAt) };
  return { ...kept, createdAt: new Date(kept.createdAt), ...updated };
}

export function present<T>(found: readonly (T | undefined)[]): T[] {
  return found.filter((one) => one !== undefined);
}
