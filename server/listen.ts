/** The sockets of a server: a local one for the processes of this computer, and TCP. */
import { chmod, unlink } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { KeepsakeError } from '../contract/index.ts';
import { readAway } from './unread-body.ts';

export interface ListenOptions {
  /** A Unix socket, or the name of a Windows pipe. */
  socketPath?: string | undefined;
  host?: string | undefined;
  /** 0 takes any free port. Without a port there is no TCP. */
  port?: number | undefined;
  /** The option that chooses the port, for whoever finds it taken. */
  option?: string | undefined;
  /** How long a sender may pause in a body that nobody wants, before it is answered and its connection ended. */
  bodyPatienceMs?: number | undefined;
}

export interface Listening {
  readonly url: string | undefined;
  readonly socketPath: string | undefined;
  /** Since when nobody is connected, in milliseconds; 0 while somebody is. */
  idleMs(): number;
  /** How many connections there are. */
  connections(): number;
  /** Ends idle connections at once and busy ones when their answer is out, at the latest after ten seconds. */
  close(): Promise<void>;
}

type Fetch = (request: Request, environment?: unknown) => Response | Promise<Response>;

const closeMs = 10_000;
/** What comes beyond is closed unheard. */
const mostConnections = 1_000;
/** Beyond so many, a connection ends with its answer: callers who keep theirs would leave no room for others. */
const keptConnections = 500;

/** @throws KeepsakeError UNAVAILABLE with the address when it is taken or not allowed. */
export async function listen(
  fetch: Fetch,
  { socketPath, host = '127.0.0.1', port, option = '--port', bodyPatienceMs = 5_000 }: ListenOptions,
): Promise<Listening> {
  const servers: HttpServer[] = [];
  const connected = createConnected();
  try {
    const mayKeep = () => connected.count() <= keptConnections;
    const newServer = () => createHttpServer(afterBody(fetch, bodyPatienceMs), mayKeep);
    if (socketPath !== undefined) servers.push(await listenOnSocket(newServer(), socketPath));
    const tcp = port === undefined ? undefined : await start(newServer(), { host, port }, option);
    if (tcp !== undefined) servers.push(tcp);
    for (const server of servers) server.on('connection', connected.add);
    return {
      idleMs: connected.idleMs,
      connections: connected.count,
      url: tcp === undefined ? undefined : urlOf(tcp, host),
      socketPath,
      close: () => closeAll(servers),
    };
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
}

function createConnected() {
  const sockets = new Set<Socket>();
  let leftAt = Date.now();
  return {
    add: (socket: Socket): void => {
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        leftAt = Date.now();
      });
    },
    count: () => sockets.size,
    idleMs: () => (sockets.size > 0 ? 0 : Date.now() - leftAt),
  };
}

/** Answers once nothing is left of the request. */
function afterBody(fetch: Fetch, patienceMs: number): Fetch {
  return async (request, exchange) => {
    const answer = await fetch(request, exchange);
    const { incoming, outgoing } = exchange as HttpBindings;
    if (!(await readAway(incoming, patienceMs))) outgoing.shouldKeepAlive = false;
    return answer;
  };
}

/** @param mayKeep whether a connection may be kept for a next request */
function createHttpServer(fetch: Fetch, mayKeep: () => boolean): HttpServer {
  // The host of requests without one, such as a load balancer's checks in HTTP 1.0; whoever cares reads the header.
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false, hostname: 'localhost' });
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 0, keepAliveTimeout: 30_000, maxHeaderSize: 16_384 },
    (request, response) => {
      if (!mayKeep()) response.shouldKeepAlive = false;
      void listener(request, response);
    },
  );
  server.maxConnections = mostConnections;
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
  option = '--port',
): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(cannotListen(error, 'path' in where ? where.path : `${where.host}:${where.port}`, option)),
    );
    server.listen(where, () => resolve(server));
  });
}

function cannotListen(error: NodeJS.ErrnoException, address: string, option: string): KeepsakeError {
  const why =
    error.code === 'EADDRINUSE'
      ? 'is taken by another program'
      : `cannot be used (${error.code ?? error.message})`;
  return new KeepsakeError(
    'UNAVAILABLE',
    `The address ${address} ${why}. Choose another one with ${option}.`,
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
