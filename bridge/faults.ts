/** What can go wrong on the way to the server, told apart, and said in words a person understands. */
import { outwardFault } from '../local/outward.ts';
import type { Answer } from './upstream.ts';

/** The request never arrived, so it may be sent again whatever it was. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const lost = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAWAY', 'ERR_STREAM_PREMATURE_CLOSE']);

/** The connection ended before the answer was there. */
export class AnswerLost extends Error {
  readonly code = 'ECONNRESET';
  constructor() {
    super('The connection ended before the answer was there.');
  }
}

/** A proxy said that its server is away, or the server that it is about to stop. */
export class ServerAway extends Error {
  readonly code = 'EAWAY';
}

/** The server took longer than a call may take. */
export class TookTooLong extends Error {
  constructor(ms: number) {
    super(
      `TIMEOUT: The server gave no answer within ${ms / 60_000} minutes, so the bridge stopped waiting. Try it again, or ask for less at a time.`,
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export function wasNeverSent(error: unknown): boolean {
  return neverSent.has(codeOf(error));
}

export function isConnectionError(error: unknown): boolean {
  return wasNeverSent(error) || lost.has(codeOf(error));
}

/** Answers of a proxy whose server is away, or of a server that is about to stop. */
export function isAway(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** @param where what the person has to look at: the local server or an address */
export function explain(error: unknown, where: string): string {
  if (error instanceof ServerAway) return error.message;
  const fault = outwardFault(codeOf(error), where.replace(/^The /, 'the '));
  if (fault !== undefined) return `UNAVAILABLE: ${fault}`;
  if (error instanceof AnswerLost || (isConnectionError(error) && !wasNeverSent(error)))
    return `UNAVAILABLE: The connection to ${where} was lost before the answer was there. Whether the call took effect is not known: look before you repeat it.`;
  if (isConnectionError(error))
    return `UNAVAILABLE: ${where} is not running or cannot be reached (${codeOf(error)}). ${remedyFor(where)}`;
  return error instanceof Error ? error.message : String(error);
}

function remedyFor(where: string): string {
  return where === localServer
    ? 'Start the Keepsake app or run `keepsake serve`, then try again.'
    : 'Check the network and the address (`keepsake doctor`), then try again.';
}

/** How a message names the server of this computer. */
export const localServer = 'The Keepsake server of this computer';

/** The server's own words where it gave any. */
export function refusal({ status, text }: Answer): string {
  try {
    const { code, message, error } = JSON.parse(text) as {
      code?: unknown;
      message?: unknown;
      error?: { message?: unknown };
    };
    if (typeof message === 'string') return typeof code === 'string' ? `${code}: ${message}` : message;
    if (typeof error?.message === 'string') return error.message;
  } catch {
    // Not an answer in JSON.
  }
  if (status === 401 || status === 403)
    return `The server refused the secret (${status}). It may have been revoked: give this connection a new one.`;
  return `The server answered ${status} without saying why. Check the connection's address with \`keepsake doctor\`.`;
}
