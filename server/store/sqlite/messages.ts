/** What travels between a store and its worker threads, and how errors survive the journey. */
import { KeepsakeError, isErrorCode, type ErrorDetails } from '../../../contract/index.ts';

export interface RequestMessage {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type ReplyMessage =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SentError };

export interface SentError {
  readonly code?: string;
  readonly message: string;
  readonly details?: ErrorDetails | undefined;
  readonly stack?: string | undefined;
}

/** An error as plain data. */
export function sendError(thrown: unknown): SentError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (!(error instanceof KeepsakeError)) return { message: error.message, stack: error.stack };
  return { code: error.code, message: error.message, details: error.details, stack: error.stack };
}

/** The error that was sent. */
export function receiveError({ code, message, details, stack }: SentError): Error {
  const error = isErrorCode(code) ? new KeepsakeError(code, message, details) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
