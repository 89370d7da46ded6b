/** Which messages a call of Mastra's `listMessages` gives: filtered, a page of them, and those asked for by name. */
import type { MastraMessage } from './mastra-messages.ts';

export interface ListMessages {
  resourceId?: string;
  page?: number;
  perPage?: number | false;
  include?: { id: string; withPreviousMessages?: number; withNextMessages?: number }[];
  filter?: {
    dateRange?: { start?: Date; end?: Date; startExclusive?: boolean; endExclusive?: boolean };
    metadata?: Record<string, unknown>;
  };
  orderBy?: { direction?: 'ASC' | 'DESC' };
}

/** @param threads the messages of each thread, in order */
export function selectMessages(threads: readonly MastraMessage[][], input: ListMessages) {
  const { page = 0, perPage = 40, include = [], orderBy } = input;
  const sign = orderBy?.direction === 'DESC' ? -1 : 1;
  const byTime = (one: MastraMessage, other: MastraMessage) =>
    sign * (one.createdAt.getTime() - other.createdAt.getTime());
  const wanted = threads.flat().filter((message) => fits(message, input));
  const { items, ...more } = pageOf(wanted.toSorted(byTime), page, perPage);
  const named = include.flatMap((one) => threads.flatMap((messages) => around(messages, one)));
  const messages = [...new Map([...items, ...named].map((message) => [message.id, message])).values()];
  return { messages: messages.toSorted(byTime), ...more };
}

/** `false` for a page takes everything. */
export function pageOf<T>(all: readonly T[], page: number, perPage: number | false) {
  const total = all.length;
  const items = perPage === false ? [...all] : all.slice(page * perPage, (page + 1) * perPage);
  return { items, total, page, perPage, hasMore: perPage !== false && (page + 1) * perPage < total };
}

function around(
  messages: readonly MastraMessage[],
  { id, withPreviousMessages = 0, withNextMessages = 0 }: NonNullable<ListMessages['include']>[number],
): MastraMessage[] {
  const at = messages.findIndex((message) => message.id === id);
  return at < 0 ? [] : messages.slice(Math.max(0, at - withPreviousMessages), at + withNextMessages + 1);
}

function fits(message: MastraMessage, { resourceId, filter }: ListMessages): boolean {
  if (resourceId !== undefined && message.resourceId !== resourceId) return false;
  const { start, end, startExclusive = false, endExclusive = false } = filter?.dateRange ?? {};
  const time = message.createdAt.getTime();
  if (start !== undefined && (startExclusive ? time <= start.getTime() : time < start.getTime()))
    return false;
  if (end !== undefined && (endExclusive ? time >= end.getTime() : time > end.getTime())) return false;
  const metadata = (message.content as { metadata?: Record<string, unknown> }).metadata ?? {};
  return Object.entries(filter?.metadata ?? {}).every(([name, value]) => metadata[name] === value);
}
