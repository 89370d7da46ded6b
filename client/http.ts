/** HTTP of the client library: connections kept open, over the local socket or to an address. */
import { Pool } from 'undici';
import type { FetchLike } from '../contract/index.ts';

const connections = 32;

/** Costs a third of undici's own `fetch`. Idle connections keep no program alive. */
export function createRequests(origin: string, socketPath?: string): FetchLike {
  const pool = new Pool(origin, { connections, ...(socketPath === undefined ? {} : { socketPath }) });
  return async (url, { method, headers, body, signal }) => {
    const { pathname, search } = new URL(url);
    const answer = await pool.request({
      path: pathname + search,
      method,
      headers: { ...headers, 'x-keepsake-client': headers['x-keepsake-client'] ?? 'keepsake/client' },
      body: body as string,
      signal: (signal ?? null) as AbortSignal | null,
    });
    return {
      status: answer.statusCode,
      headers: { get: (name) => String(answer.headers[name] ?? '') },
      text: () => answer.body.text(),
    };
  };
}
