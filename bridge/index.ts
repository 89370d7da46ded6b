/** `keepsake bridge`: what an AI client starts. MCP on standard input and output, a Keepsake server behind it. */
import { parseArgs } from 'node:util';
import { readConnection, type Connection } from '../local/connections.ts';
import { keepLastError } from '../local/last-error.ts';
import { keepsakePaths } from '../local/paths.ts';
import { createCredentials } from './credentials.ts';
import { createForwarder, type Forwarder } from './forwarder.ts';
import { errorAnswer, type Message } from './messages.ts';
import { readLines, writeLine } from './stdio.ts';
import { createUpstream, type Target } from './upstream.ts';

const parseError = -32_700;
const invalidRequest = -32_600;
/** How long answers under way may still take after the client has closed its end. */
const lastAnswersMs = 2_000;

/** Runs until the client closes its end. Starting has no side effect: nothing is connected, read or made before a message. */
export async function runBridge(args: readonly string[]): Promise<void> {
  keepOutputClean();
  const { values } = parseArgs({
    args: [...args],
    options: { connection: { type: 'string', default: 'default' } },
  });
  const paths = keepsakePaths();
  const name = values.connection;
  const connection = readConnection(paths, name);
  const credentials = createCredentials(async () => {
    const { connectionSecret, openSecrets } = await import('../local/secrets.ts');
    const secrets = await openSecrets({ paths });
    return { ...secrets, get: (secret) => secrets.get(connectionSecret(secret)) };
  }, name);
  const send = (message: string | object): void => {
    writeLine(process.stdout, message);
    // Answers of the server are text; objects are what the bridge itself says.
    if (typeof message === 'object') keepLastError(paths, name, ownWords(message));
  };
  const upstream = createUpstream(targetOf(connection, paths.socketPath));
  await runUntilEnd(createForwarder({ upstream, credentials, send }), send);
}

function ownWords(answer: object): string {
  return (answer as { error?: { message?: string } }).error?.message ?? '';
}

/** Whatever a library prints must not end up among the messages. */
function keepOutputClean(): void {
  for (const method of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    console[method] = (...values: unknown[]) =>
      void process.stderr.write(`${values.map(String).join(' ')}\n`);
  }
}

/** A connection that is not configured is taken as local: its missing secret then says what to do. */
function targetOf(connection: Connection | undefined, socketPath: string): Target {
  const server = connection?.server ?? { type: 'local' };
  return server.type === 'local' ? { socketPath } : { url: server.url };
}

function runUntilEnd(forwarder: Forwarder, send: (message: object) => void): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      const late = setTimeout(() => forwarder.close(), lastAnswersMs);
      void forwarder.idle().then(() => {
        clearTimeout(late);
        // Kept connections would hold the process; the client is gone.
        process.exit(0);
      });
    };
    process.stdout.on('error', () => process.exit(0));
    process.once('SIGTERM', () => process.exit(0));
    const take = (text: string): void => receiveText(forwarder, text, send);
    const tooLong = (): void =>
      send(errorAnswer(null, invalidRequest, 'The message is longer than 64 MB. Send less at a time.'));
    readLines(process.stdin, { line: take, tooLong, end: () => (end(), resolve()) });
  });
}

/** A line holds one message, or several in an array as revision 2025-03-26 had it. */
function receiveText(forwarder: Forwarder, text: string, send: (message: object) => void): void {
  const value = parse(text);
  if (value === undefined) {
    send(errorAnswer(null, parseError, 'This line is not valid JSON.'));
    return;
  }
  for (const message of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (isMessage(message)) forwarder.receive(message);
    else send(errorAnswer(null, invalidRequest, 'This is not a JSON-RPC 2.0 message.'));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'jsonrpc' in value && value.jsonrpc === '2.0';
}
