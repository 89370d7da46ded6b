/** One client of a cluster: its key, calls that are repeated as the library repeats them, and how long each took. */
import { randomUUID } from 'node:crypto';
import type { Response } from 'undici';
import {
  createClient,
  retrying,
  type Client,
  type FetchLike,
  type ResponseLike,
} from '../../../contract/index.ts';
import { createFetch } from '../../../local/http.ts';
import { retryTime } from '../../../local/retry-time.ts';
import { headersOf } from '../../../bridge/headers.ts';

/** One call of a client, from its start to its last answer. */
export interface Measured {
  readonly start: number;
  readonly ms: number;
  /** How often it was sent. */
  readonly tries: number;
}

export interface Caller {
  readonly api: Client<Response>;
  /** The same for files, which the library hands on as they come: one that breaks off is asked for again here. */
  readonly files: Client;
  /** Calls a tool at the MCP endpoint; answers its structured result. @throws Error with the tool's own words */
  readonly tool: (name: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;
  /** Requests that were sent until now, repeats among them. */
  readonly sent: () => number;
}

export const deadlineMs = 60_000;
/** A server that has lost its database or its network may never answer. */
const attemptMs = 10_000;
const revision = '2025-06-18';

export function createCaller(url: string, token: string): Caller {
  let sent = 0;
  const plain = createFetch({});
  const counted: FetchLike<Response> = (address, request) => {
    sent++;
    return plain(address, request);
  };
  const retries = { time: retryTime, deadlineMs, attemptMs };
  const fetch = retrying(counted, retries);
  const fetchWhole = retrying((address, request) => whole(counted(address, request)), retries);
  const own = { baseUrl: url, token: () => token, newIdempotencyKey: randomUUID };
  return {
    api: createClient({ ...own, fetch }),
    files: createClient({ ...own, fetch: fetchWhole }),
    sent: () => sent,
    async tool(name, args) {
      const message = {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name, arguments: args },
      } as const;
      const headers = { ...headersOf(message, revision, token), 'idempotency-key': randomUUID() };
      const response = await fetchWhole(`${url}/mcp`, {
        method: 'POST',
        headers,
        body: JSON.stringify(message),
      });
      return resultOf(response.status, await response.text());
    },
  };
}

/**
 * An event stream that breaks off is no answer either, and a call under its key is sent again; so is one whose result
 * says that the server is away, which arrives with status 200.
 */
async function whole(asked: Promise<Response>): Promise<ResponseLike> {
  const response = await asked;
  const text = await response.text();
  const isAway = /"text":"UNAVAILABLE: /.test(text) && text.includes('"isError":true');
  const status = isAway ? 503 : response.status;
  return { status, headers: response.headers, text: () => Promise.resolve(text) };
}

interface ToolAnswer {
  readonly result?: {
    readonly isError?: boolean;
    readonly structuredContent?: Record<string, unknown>;
    readonly content: readonly { readonly text?: string }[];
  };
}

function resultOf(status: number, text: string): Record<string, unknown> {
  const json = text.startsWith('{') ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? '{}');
  const { result } = JSON.parse(json) as ToolAnswer;
  if (result?.isError === false || result?.structuredContent !== undefined)
    return result.structuredContent ?? {};
  throw new Error(result?.content[0]?.text ?? `the endpoint answered ${status}: ${text.slice(0, 200)}`);
}
