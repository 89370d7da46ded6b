/** What imports of other products come down to: memories, conversations and values, each with a name of its own there. */
import { z } from 'zod';
import type { messageRoles } from '../../../../contract/operations/conversations.ts';

export interface ForeignMemory {
  readonly type: 'memory';
  /** Unique in its product, so that it is taken over once. */
  readonly key: string;
  readonly name?: string | undefined;
  readonly content: string;
  readonly tags: readonly string[];
  /** When it was written, in milliseconds since 1970. */
  readonly at?: number | undefined;
}

export interface ForeignMessage {
  readonly key: string;
  readonly role: (typeof messageRoles)[number];
  readonly content: string;
  readonly at?: number | undefined;
}

export interface ForeignConversation {
  readonly type: 'conversation';
  readonly key: string;
  readonly title: string;
  readonly messages: readonly ForeignMessage[];
}

export interface ForeignValue {
  readonly type: 'value';
  readonly namespace: string;
  readonly key: string;
  readonly value: string;
}

export type Thing = ForeignMemory | ForeignConversation | ForeignValue;

/** Why a piece is none that is known. */
export interface Fault {
  readonly type: 'fault';
  readonly where: string;
  readonly what: string;
}

export function fault(where: string, what = 'It is not in the form that is known.'): Fault {
  return { type: 'fault', where, what };
}

const seconds = z.number().transform((value) => (value < 1e11 ? value * 1000 : value));
const iso = z.string().transform((text) => Date.parse(text));

/** Seconds or milliseconds since 1970, or ISO 8601; undefined for anything else. */
export const anyTime = z
  .union([seconds, iso])
  .transform((at) => (Number.isFinite(at) && at > 0 ? Math.round(at) : undefined))
  .optional()
  .catch(undefined);
