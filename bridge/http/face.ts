/** The loopback address: who may come in, and which way each request goes on. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AnswerCache } from '../answer-cache.ts';
import type { Credentials } from '../credentials.ts';
import { explain, isAway, isConnectionError, localServer, ServerAway } from '../faults.ts';
import { readEvents } from '../events.ts';
import type { Forwarder } from '../forwarder.ts';
import {
  errorAnswer,
  isMessage,
  isModern,
  isRequest,
  parseMessage,
  serverError,
  type Message,
  type Request,
  type Send,
} from '../messages.ts';
import { isLoopback } from '../../local/outward.ts';
import type { Target } from '../network.ts';
import { createProxy, type Note, type Proxied } from './proxy.ts';
import type { FaceToken } from './token.ts';
import { createTranslations } from './translations.ts';

export interface FaceDependencies {
  /** Undefined where the bridge itself answers. */
  readonly target: Target | undefined;
  readonly where?: string;
  readonly token: FaceToken;
  readonly credentials: Credentials;
  readonly revive?: (() => Promise<void>) | undefined;
  /** Answers of earlier times, for when the server cannot be reached. */
  readonly cache?: AnswerCache | undefined;
  readonly open: (send: Send) => Forwarder;
}

export interface Face {
  readonly server: Server;
  close(): Promise<void>;
}

const largestBody = 64 * 1024 * 1024;

export function createFace({
  target,
  where = localServer,
  token,
  credentials,
  revive,
  cache,
  open,
}: FaceDependencies): Face {
  const proxy = target === undefined ? undefined : createProxy({ target, credentials, revive });
  const translations = createTranslations(open);
  /** Whether the server has understood a client of each era. */
  const understood = { modern: false, legacy: false };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = await refusalOf(request, token);
    if (refused !== undefined)
      return answer(
        response,
        refused.status,
        errorAnswer(null, serverError, refused.message),
        refused.headers,
      );
    const body = await readBody(request);
    if (body === undefined)
      return answer(response, 413, errorAnswer(null, serverError, 'The message is longer than 64 MB.'));
    const message = parse(body);
    if (proxy === undefined) return translations.alone(request, response, message);
    if (await translations.take(request, response, message)) return;
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const earlier = message !== undefined && isRequest(message) ? await cache?.get(message) : undefined;
    const retries = earlier === undefined ? {} : { retries: 1 };
    try {
      const proxied = await proxy.pass({ request, body, message, signal: gone.signal, ...retries });
      if (earlier === undefined || !isAway(proxied.status)) return await relay(proxied, response, message);
      proxied.drop();
      throw new ServerAway('The server is away.');
    } catch (error) {
      if (gone.signal.aborted) return;
      if (earlier !== undefined && isConnectionError(error) && message !== undefined && isRequest(message))
        return remember(message, earlier, response);
      answer(response, 502, errorAnswer(message?.id, serverError, explain(error, where)));
    }
  }

  /** An older client needs a session that is told to the server when it is back. */
  async function remember(message: Request, earlier: string, response: ServerResponse): Promise<void> {
    if (message.method === 'initialize') return translations.begin(message, response);
    response.writeHead(200, { 'content-type': 'application/json' }).end(earlier);
  }

  async function relay(
    proxied: Proxied,
    response: ServerResponse,
    message: Message | undefined,
  ): Promise<void> {
    const era = message !== undefined && isModern(message) ? 'modern' : 'legacy';
    if (!understood[era] && message !== undefined && isRequest(message)) {
      if (proxied.status < 400) understood[era] = true;
      else if (proxied.mayBeOtherEra && (await translations.open(era, message, response)))
        return proxied.drop();
    }
    proxied.pipe(response, noteFor(message));
  }

  /** Only of the few methods that the cache keeps; other bodies are not held. */
  function noteFor(message: Message | undefined): Note | undefined {
    if (cache === undefined || message === undefined || !isRequest(message) || !cache.keeps(message))
      return undefined;
    return (body, type) => {
      if (!type.startsWith('text/event-stream')) return cache.put(message, body);
      void readEvents([body], { lastEventId: undefined, retryMs: undefined }, (text) => {
        if (parseMessage(text)?.id === message.id) cache.put(message, text);
      });
    };
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else answer(response, 500, errorAnswer(null, serverError, explain(error, where)));
    });
  });
  server.requestTimeout = 0;
  return {
    server,
    async close() {
      await translations.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Refused {
  readonly status: number;
  readonly message: string;
  readonly headers?: Record<string, string>;
}

/** A page in a browser that has its own name point here sends that name as Host; any page sends its Origin. */
async function refusalOf({ url, headers }: IncomingMessage, token: FaceToken): Promise<Refused | undefined> {
  if (!isLoopbackHost(headers.host))
    return { status: 403, message: 'This Host is not an address of this computer.' };
  if (headers.origin !== undefined && !isLoopbackOrigin(headers.origin))
    return { status: 403, message: 'Pages of other origins may not use this address.' };
  const presented = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (!(await token.matches(presented))) {
    const message =
      'The token is missing or no longer valid. `keepsake bridge --http --new-token` makes a new one.';
    return { status: 401, message, headers: { 'www-authenticate': 'Bearer' } };
  }
  return url?.split('?')[0] === '/mcp' ? undefined : { status: 404, message: 'The endpoint is /mcp.' };
}

function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && isLoopback(host.replace(/:\d+$/, ''));
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackHost(new URL(origin).host);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.byteLength;
    if (size <= largestBody) parts.push(part);
  }
  return size > largestBody ? undefined : Buffer.concat(parts);
}

function parse(body: Buffer): Message | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
