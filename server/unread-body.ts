/**
 * What nobody read of a request's body is read away before its answer goes out: a sender reads a refusal only once it
 * got rid of all it has to say, and a connection is good for a next request only after the end of the one before.
 */
import type { IncomingMessage } from 'node:http';

/** The longest that a body whose rest is unwanted may take. */
const longestMs = 60_000;

/**
 * Waits for the end of a body, throwing away what comes.
 *
 * @param patienceMs how long a sender may pause
 * @returns whether its end was reached; if not, the connection has to end with the answer
 */
export function readAway(request: IncomingMessage, patienceMs: number): Promise<boolean> {
  if (isOver(request)) return Promise.resolve(true);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const pause = setTimeout(() => resolve(false), patienceMs);
  const limit = setTimeout(() => resolve(false), longestMs);
  request.once('close', () => resolve(true));
  request.once('end', () => resolve(true));
  // Whoever gave the body up half-way still listens, and would pause it at every piece.
  request.removeAllListeners('data');
  request.on('data', () => pause.refresh());
  request.resume();
  return promise.finally(() => {
    clearTimeout(pause);
    clearTimeout(limit);
  });
}

/** Also where there was no body, which nobody needs to read. */
function isOver(request: IncomingMessage): boolean {
  return request.destroyed || request.readableEnded || (request.complete && request.readableLength === 0);
}
