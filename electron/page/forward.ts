/** Sends the page's API requests on to the local server, with the owner's token that the page itself never holds. */
import { KeepsakeError, toKeepsakeError, type FetchLike, type ResponseLike } from '../../contract/index.ts';
import { contractHeader } from '../../contract/skew.ts';
import { pageHeaders } from './headers.ts';

/** In bytes. Larger files go by path, from the main process: streaming them through here would hold them in memory. */
export const largestBody = 8 * 2 ** 20;

const apiPath = '/api/v1/';
const serverOrigin = 'http://localhost';

/** The headers that pass; cookies, Authorization, Origin and all others stay behind. */
const requestHeaders = [
  'accept',
  'accept-language',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  'range',
  contractHeader,
];
const responseHeaders = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-range',
  'content-security-policy',
  'content-type',
  'etag',
  'retry-after',
  contractHeader,
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
];

export interface ServerResponse extends ResponseLike {
  readonly body: unknown;
}

export interface ForwardOptions {
  /** Over the local socket. */
  readonly fetch: FetchLike<ServerResponse>;
  readonly token: () => Promise<string | undefined>;
}

/** Answers an API request; what goes wrong on the way is answered in the API's own envelope. */
export async function forward(request: Request, { fetch, token }: ForwardOptions): Promise<Response> {
  try {
    const url = targetOf(request.url);
    const body = await readBody(request);
    const headers: Record<string, string> = {};
    for (const name of requestHeaders) {
      const value = request.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    const secret = await token();
    if (secret !== undefined) headers['authorization'] = `Bearer ${secret}`;
    const answer = await reach(() =>
      fetch(url, {
        method: request.method,
        headers,
        signal: request.signal,
        ...(body === undefined ? {} : { body }),
      }),
    );
    return toResponse(answer);
  } catch (thrown) {
    return answerError(toKeepsakeError(thrown));
  }
}

/** Built and parsed once more, so that no spelling of a path leads out of the API. */
function targetOf(address: string): string {
  const { pathname, search } = new URL(address);
  const target = new URL(`${serverOrigin}${pathname}${search}`);
  if (target.origin === serverOrigin && target.pathname.startsWith(apiPath)) return target.href;
  throw new KeepsakeError('NOT_FOUND', 'The app passes on requests to the API alone.');
}

async function readBody(request: Request): Promise<Uint8Array | undefined> {
  if (request.body === null) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > largestBody) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLarge(): KeepsakeError {
  return new KeepsakeError(
    'PAYLOAD_TOO_LARGE',
    'This is too large to send from the page. Drop the file on the window or choose it, so that the app uploads it itself.',
  );
}

async function reach(send: () => Promise<ServerResponse>): Promise<ServerResponse> {
  try {
    return await send();
  } catch (thrown) {
    // What is wrong on the way to another server was said where it is known.
    if (thrown instanceof KeepsakeError) throw thrown;
    const message = 'The memory server of this computer does not answer. It is being started again.';
    throw new KeepsakeError('UNAVAILABLE', message, undefined, thrown);
  }
}

function toResponse(answer: ServerResponse): Response {
  const headers = new Headers(pageHeaders);
  for (const name of responseHeaders) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const empty = [204, 205, 304].includes(answer.status);
  return new Response(empty ? null : (answer.body as ConstructorParameters<typeof Response>[0]), {
    status: answer.status,
    headers,
  });
}

function answerError({ code, message, status }: KeepsakeError): Response {
  return Response.json({ success: false, code, message }, { status, headers: pageHeaders });
}
