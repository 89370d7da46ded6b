/** `keepsake bridge`: what an AI client starts. MCP on standard input and output, or at a loopback address, a server behind it. */
import { parseArgs } from 'node:util';
import { readConnection, type Connection } from '../local/connections.ts';
import { keepLastError } from '../local/last-error.ts';
import { keepsakePaths, type Paths } from '../local/paths.ts';
import { connectionSecretOf } from './connection-secret.ts';
import { createCredentials, type Credentials } from './credentials.ts';
import { localServer } from './faults.ts';
import { createForwarder, type ForwarderDependencies } from './forwarder.ts';
import type { Send } from './messages.ts';
import { runStdio } from './stdio-face.ts';
import type { Target } from './network.ts';
import { createUpstream } from './upstream.ts';

/** Runs until the client closes its end. Starting has no side effect: nothing is connected, read or made before a message. */
export async function runBridge(args: readonly string[]): Promise<void> {
  keepOutputClean();
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
  const credentials = createCredentials(() => connectionSecretOf(paths), name);
  const way = await wayTo(connection, paths, credentials);
  if (!values.http)
    return runStdio((send) =>
      createForwarder({ ...way, credentials, send: keepingErrors(send, paths, name) }),
    );
  const { runHttp } = await import('./http/run.ts');
  await runHttp({ paths, port: values.port, newToken: values['new-token'], way, credentials });
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

export interface Way extends Pick<ForwarderDependencies, 'upstream' | 'where' | 'cache' | 'revive'> {
  readonly target: Target;
}

/** A connection that is not configured is taken as local: its missing secret then says what to do. */
async function wayTo(
  connection: Connection | undefined,
  paths: Paths,
  credentials: Credentials,
): Promise<Way> {
  if (connection === undefined || connection.server.type === 'local') {
    const revive = async (): Promise<void> => (await import('./local-server.ts')).startLocalServer(paths);
    const target = { socketPath: paths.socketPath };
    return { target, upstream: createUpstream(target), where: localServer, revive };
  }
  const { url } = connection.server;
  const { cacheFolder, createAnswerCache } = await import('./answer-cache.ts');
  const cache = createAnswerCache({ folder: cacheFolder(), url, account: connection.keyId, credentials });
  return {
    target: { url },
    upstream: createUpstream({ url }),
    where: `The server at ${new URL(url).origin}`,
    cache,
  };
}
