/** `keepsake bridge`: what an AI client starts. MCP on standard input and output, or at a loopback address, a server behind it. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { readConnection, type Connection } from '../local/connections.ts';
import { keepLastError } from '../local/last-error.ts';
import { keepsakePaths, type Paths } from '../local/paths.ts';
import { connectionSecretOf } from './connection-secret.ts';
import { createCredentials, noCredentials, type Credentials } from './credentials.ts';
import { localServer } from './faults.ts';
import { createForwarder, type ForwarderDependencies } from './forwarder.ts';
import type { Send } from './messages.ts';
import type { Oversize } from './oversize.ts';
import { runStdio } from './stdio-face.ts';
import type { Target } from './network.ts';
import { createUpstream } from './upstream.ts';

/** Runs until the client closes its end. Starting has no side effect: nothing is connected, read or made before a message. */
export async function runBridge(args: readonly string[]): Promise<void> {
  keepOutputClean();
  // A bridge runs for days beside every client: after 200,000 calls this is half the memory that V8 would take for speed.
  setFlagsFromString('--semi-space-growth-factor=1');
  const { values } = parseArgs({
    args: [...args],
    options: {
      connection: { type: 'string', default: 'default' },
      http: { type: 'boolean', default: false },
      port: { type: 'string' },
      'new-token': { type: 'boolean', default: false },
    },
  });
  const paths = keepsakePaths();
  const name = values.connection;
  const connection = readConnection(paths, name);
  const credentials = isOpen(connection)
    ? noCredentials
    : createCredentials(() => connectionSecretOf(paths, name), name);
  const oversize = once(() => openOversize(credentials));
  const way = { ...(await wayTo(connection, paths, credentials)), oversize };
  if (!values.http)
    return runStdio((send) =>
      createForwarder({ ...way, credentials, send: keepingErrors(send, paths, name) }),
    );
  const { runHttp } = await import('./http/run.ts');
  await runHttp({ paths, port: values.port, newToken: values['new-token'], way, credentials });
}

async function openOversize(credentials: Credentials): Promise<Oversize> {
  const { cacheFolder } = await import('./answer-cache.ts');
  const { createKeptResults } = await import('./kept-results.ts');
  const { createOversize } = await import('./oversize.ts');
  const { safeTokens } = await import('./result-size.ts');
  const folder = join(cacheFolder(), 'results');
  return createOversize(createKeptResults({ folder, credentials }), safeTokens());
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Answers of the server are text; objects are what the bridge itself says. */
function keepingErrors(send: Send, paths: Paths, connection: string): Send {
  return (message) => {
    send(message);
    const error =
      typeof message === 'object' ? (message as { error?: { message?: string } }).error : undefined;
    if (error?.message !== undefined) keepLastError(paths, connection, error.message);
  };
}

/** Whatever a library prints must not end up among the messages. */
function keepOutputClean(): void {
  for (const method of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    console[method] = (...values: unknown[]) =>
      void process.stderr.write(`${values.map(String).join(' ')}\n`);
  }
}

export interface Way extends Pick<
  ForwarderDependencies,
  'upstream' | 'where' | 'cache' | 'revive' | 'oversize'
> {
  /** Undefined where the bridge itself answers in the protocol's place. */
  readonly target: Target | undefined;
}

/** Whether its server asks for no secret. */
function isOpen(connection: Connection | undefined): boolean {
  return connection?.server.type === 'botwire' && connection.server.hasSecret !== true;
}

/** A connection that is not configured is taken as local: its missing secret then says what to do. */
async function wayTo(
  connection: Connection | undefined,
  paths: Paths,
  credentials: Credentials,
): Promise<Omit<Way, 'oversize'>> {
  if (connection === undefined || connection.server.type === 'local') {
    const revive = async (): Promise<void> => (await import('./local-server.ts')).startLocalServer(paths);
    const target = { socketPath: paths.socketPath };
    return { target, upstream: createUpstream(target), where: localServer, revive };
  }
  const { type, url } = connection.server;
  const where = `The server at ${new URL(url).origin}`;
  if (type === 'botwire') {
    const { createBotwireUpstream } = await import('./botwire/upstream.ts');
    return { target: undefined, upstream: createBotwireUpstream(url), where };
  }
  const { cacheFolder, createAnswerCache } = await import('./answer-cache.ts');
  const cache = createAnswerCache({ folder: cacheFolder(), url, account: connection.keyId, credentials });
  const target = { url, ca: connection.server.type === 'remote' ? connection.server.ca : undefined };
  return { target, upstream: createUpstream(target), where, cache };
}
