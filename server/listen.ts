/** The sockets of a server: a local one for the processes of this computer, and TCP. */
import { chmod, unlink } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import { connect } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { KeepsakeError } from '../contract/index.ts';

export interface ListenOptions {
  /** A Unix socket, or the name of a Windows pipe. */
  socketPath?: string | undefined;
  host?: string | undefined;
  /** 0 takes any free port. Without a port there is no TCP. */
  port?: number | undefined;
}

export interface Listening {
  readonly url: string | undefined;
  readonly socketPath: string | undefined;
  /** Ends idle connections at once and busy ones when their answer is out, at the latest after ten seconds. */
  close(): Promise<void>;
}

type Fetch = (request: Request, environment?: unknown) => Response | Promise<Response>;

const closeMs = 10_000;

/** @throws KeepsakeError UNAVAILABLE with the address when it is taken or not allowed. */
export async function listen(
  fetch: Fetch,
  { socketPath, host = '127.0.0.1', port }: ListenOptions,
): Promise<Listening> {
  const servers: HttpServer[] = [];
  try {
    if (socketPath !== undefined) servers.push(await listenOnSocket(createHttpServer(fetch), socketPath));
    const tcp = port === undefined ? undefined : await start(createHttpServer(fetch), { host, port });
    if (tcp !== undefined) servers.push(tcp);
    return {
      url: tcp === undefined ? undefined : urlOf(tcp, host),
      socketPath,
      close: () => closeAll(servers),
    };
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
}

function createHttpServer(fetch: Fetch): HttpServer {
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 0, keepAliveTimeout: 30_000, maxHeaderSize: 16_384 },
    (request, response) => {
      void listener(request, response);
    },
  );
  server.maxConnections = 1_000;
  return server;
}

/** A socket file may be left over from a server that was killed: it is removed when nobody answers on it. */
async function listenOnSocket(server: HttpServer, path: string): Promise<HttpServer> {
  const isPipe = path.startsWith('\\\\');
  if (!isPipe && !(await answers(path))) await unlink(path).catch(() => undefined);
  const started = await start(server, { path });
  if (!isPipe) await chmod(path, 0o600);
  return started;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function start(
  server: HttpServer,
  where: { path: string } | { host: string; port: number },
): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(cannotListen(error, 'path' in where ? where.path : `${where.host}:${where.port}`)),
    );
    server.listen(where, () => resolve(server));
  });
}

function cannotListen(error: NodeJS.ErrnoException, address: string): KeepsakeError {
  const why =
    error.code === 'EADDRINUSE'
      ? 'is taken by another program'
      : `cannot be used (${error.code ?? error.message})`;
  return new KeepsakeError(
    'UNAVAILABLE',
    `The address ${address} ${why}. Choose another one with --port.`,
    { cause_code: error.code },
    error,
  );
}

function urlOf(server: HttpServer, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function closeAll(servers: HttpServer[]): Promise<void> {
  await Promise.all(
    servers.map((server) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), closeMs);
      return closed.finally(() => clearTimeout(timer));
    }),
  );
}
