/** The loopback address: who may come in, and which way each request goes on. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Credentials } from '../credentials.ts';
import { explain, localServer } from '../faults.ts';
import type { Forwarder } from '../forwarder.ts';
import {
  errorAnswer,
  isMessage,
  isRequest,
  ownRevision,
  serverError,
  type Message,
  type Send,
} from '../messages.ts';
import { isLoopback, type Target } from '../network.ts';
import { createProxy, type Proxied } from './proxy.ts';
import type { FaceToken } from './token.ts';
import { createTranslations } from './translations.ts';

export interface FaceDependencies {
  readonly target: Target;
  readonly where?: string;
  readonly token: FaceToken;
  readonly credentials: Credentials;
  readonly revive?: (() => Promise<void>) | undefined;
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
  open,
}: FaceDependencies): Face {
  const proxy = createProxy({ target, credentials, revive });
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
    if (await translations.take(request, response, message)) return;
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    try {
      const proxied = await proxy.pass({ request, body, message, signal: gone.signal });
      await relay(proxied, request, response, message);
    } catch (error) {
      if (gone.signal.aborted) return;
      answer(response, 502, errorAnswer(message?.id, serverError, explain(error, where)));
    }
  }

  async function relay(
    proxied: Proxied,
    request: IncomingMessage,
    response: ServerResponse,
    message: Message | undefined,
  ): Promise<void> {
    const era = message !== undefined && isModern(message) ? 'modern' : 'legacy';
    if (!understood[era] && message !== undefined && isRequest(message)) {
      if (proxied.status < 400) understood[era] = true;
      else if (proxied.mayBeOtherEra && (await translations.open(era, message, request, response)))
        return proxied.drop();
    }
    proxied.pipe(response);
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
  return host !== undefined && isLoopback(host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1'));
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackHost(new URL(origin).host);
}

function isModern(message: Message): boolean {
  return ownRevision(message) !== undefined || message.method === 'server/discover';
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
