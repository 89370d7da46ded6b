/** What both translations have in common: they stand between a client of one era and a server of the other. */
import type { Delivery } from '../delivery.ts';
import { refusal } from '../faults.ts';
import {
  isResponse,
  metaKey,
  parseMessage,
  serverError,
  type Message,
  type Request,
  type Send,
} from '../messages.ts';

export interface Translator {
  /** Resolves when a request is answered through `reply`. @throws what the connection throws */
  receive(message: Message, reply: Send, signal: AbortSignal): Promise<void>;
  close(): void;
}

export interface TranslatorDependencies {
  readonly delivery: Delivery;
  /** Gives the client what belongs to no request of it. */
  readonly send: Send;
}

export const modernRevision = '2026-07-28';
export const newestLegacyRevision = '2025-11-25';
export const legacyRevisions = ['2024-11-05', '2025-03-26', '2025-06-18', newestLegacyRevision];

/** A request of the server or a notification that came before the answer. */
export type TakeOther = (message: Message) => void;

/** Asks the server. @returns its answer, an error included, with the status's meaning where it gave none */
export async function ask(
  delivery: Delivery,
  message: Request,
  signal: AbortSignal,
  other: TakeOther = () => {},
): Promise<Message> {
  let answer: Message | undefined;
  const take = (text: string): void => {
    const got = parseMessage(text);
    if (got === undefined) return;
    if (isResponse(got)) answer = got;
    else other(got);
  };
  const delivered = await delivery.deliver(message, { signal, take });
  if (answer !== undefined) return answer;
  const told = parseMessage(delivered.text);
  if (told?.error !== undefined) return { ...told, id: message.id };
  const error = { code: serverError, message: refusal(delivered), data: { status: delivered.status } };
  return { jsonrpc: '2.0', id: message.id, error };
}

/** `_meta` without what only one era knows. */
export function withoutEnvelope(meta: Message['params'] | undefined): Record<string, unknown> | undefined {
  const left = Object.entries(meta ?? {}).filter(([name]) => !own.has(name));
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

const own = new Set<string>(Object.values(metaKey));
