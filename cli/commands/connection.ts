/** `keepsake connection`: the servers that the bridge may use, each by a name of its own. */
import { resolve } from 'node:path';
import { KeepsakeError, toKeepsakeError } from '../../contract/index.ts';
import {
  listConnections,
  readConnection,
  removeConnection,
  saveConnection,
  type Connection,
  type ServerAddress,
} from '../../local/connections.ts';
import { isLoopback, readCertificate } from '../../local/outward.ts';
import { keepsakePaths, type Paths } from '../../local/paths.ts';
import { connectionSecret } from '../../local/secrets.ts';
import { testConnection, type Tested } from '../doctor/connections.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { readSecret } from '../secret-input.ts';
import { openOwnSecrets } from '../session.ts';

export interface AddConnectionOptions {
  botwire?: boolean;
  /** Asks for a secret also where BotWire itself wants none. */
  secret?: boolean;
  /** File of an authority that is trusted for this server. */
  ca?: string;
}

export async function addConnection(
  name: string,
  url: string | undefined,
  { botwire = false, secret = false, ca }: AddConnectionOptions,
  output: Output,
): Promise<void> {
  checkName(name);
  const address = addressOf(url, botwire);
  const server = withAuthority(
    address.type === 'botwire' && secret ? { ...address, hasSecret: true } : address,
    ca,
  );
  const paths = keepsakePaths();
  const secrets = await openOwnSecrets(paths);
  if (wantsSecret(server))
    await secrets.set(connectionSecret(name), checkSecret(await readSecret(`Secret for ${name}`)));
  await saveConnection(paths, { name, server });
  if (isOpen(server))
    output.say(
      'The address begins with http: whoever is on the way can read the secret. Use https outside this computer.',
    );
  output.result({ name, server }, [
    `Added the connection ${name}: ${describe(server)}.`,
    `Try it:  keepsake connection test ${name}`,
    `Use it:  keepsake bridge --connection ${name}`,
  ]);
}

export function showConnections(output: Output): void {
  const connections = listConnections(keepsakePaths());
  output.result(
    connections,
    connections.length === 0
      ? ['No connections yet. `keepsake serve --start` makes one; `keepsake connection add` adds others.']
      : connections.map(({ name, server, keyId }) =>
          [name, describe(server), keyId ?? ''].join('  ').trimEnd(),
        ),
  );
}

export async function tryConnection(name: string, output: Output): Promise<void> {
  const paths = keepsakePaths();
  const connection = known(paths, name);
  const tested = await testConnection(connection, paths, await openOwnSecrets(paths)).catch((thrown) => {
    throw toKeepsakeError(thrown);
  });
  output.result({ name, server: connection.server, ...tested }, linesOf(name, tested));
  process.exitCode = exitCodes.ok;
}

export async function dropConnection(name: string, output: Output): Promise<void> {
  const paths = keepsakePaths();
  const { keyId } = known(paths, name);
  const secrets = await openOwnSecrets(paths);
  await secrets.delete(connectionSecret(name));
  await removeConnection(paths, name);
  output.result({ removed: name }, [
    `Removed the connection ${name} and its secret from this computer.`,
    ...(keyId === undefined ? [] : [`Its key still works elsewhere: keepsake key revoke ${keyId}`]),
  ]);
}

function known(paths: Paths, name: string): Connection {
  const connection = readConnection(paths, name);
  if (connection !== undefined) return connection;
  throw new KeepsakeError(
    'NOT_FOUND',
    `There is no connection "${name}". \`keepsake connection list\` shows which there are.`,
  );
}

/** Names stand in the configurations of AI clients, and in commands. */
function checkName(name: string): void {
  if (/^[\w][\w.-]{0,63}$/.test(name)) return;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `"${name}" is no name for a connection. Use letters, digits, ".", "_" and "-", 64 at most.`,
  );
}

/** @throws KeepsakeError VALIDATION_ERROR also for an address that carries a secret, which would be kept in a plain file */
export function addressOf(text: string | undefined, botwire: boolean): ServerAddress {
  if (text === undefined && !botwire) return { type: 'local' };
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The address is not a URL. Write it as https://memory.example/mcp.',
    );
  if (url.username !== '' || url.password !== '' || /key|token|secret/i.test(url.search))
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The address carries a secret. Leave it out of the URL; it is asked for, or read from standard input.',
    );
  if (botwire) return { type: 'botwire', url: url.href.replace(/\/$/, '') };
  if (url.pathname === '/') url.pathname = '/mcp';
  return { type: 'remote', url: url.href };
}

/** The file is named, not copied: whoever renews it puts the new one there. */
function withAuthority(server: ServerAddress, ca: string | undefined): ServerAddress {
  if (ca === undefined) return server;
  if (server.type !== 'remote' || !server.url.startsWith('https:'))
    throw new KeepsakeError('VALIDATION_ERROR', '--ca is for servers whose address begins with https.');
  try {
    readCertificate(ca);
  } catch (error) {
    throw new KeepsakeError('VALIDATION_ERROR', (error as Error).message);
  }
  return { ...server, ca: resolve(ca) };
}

/** What no header can carry is not a secret, but a slip of the hand. */
function checkSecret(secret: string): string {
  if (/^[\x21-\x7e]{1,4096}$/.test(secret)) return secret;
  throw new KeepsakeError('VALIDATION_ERROR', 'The secret has spaces or odd characters. Copy it once more.');
}

function wantsSecret(server: ServerAddress): boolean {
  return server.type !== 'botwire' || server.hasSecret === true;
}

function isOpen(server: ServerAddress): boolean {
  if (server.type === 'local' || !wantsSecret(server)) return false;
  const { protocol, hostname } = new URL(server.url);
  return protocol === 'http:' && !isLoopback(hostname);
}

function describe(server: ServerAddress): string {
  if (server.type === 'local') return 'this computer';
  return server.type === 'botwire' ? `BotWire at ${server.url}` : server.url;
}

function linesOf(name: string, tested: Tested): string[] {
  const { era, revision, sessions, latency_ms, tools, keepsake } = tested;
  if (era === undefined) return [`✓ ${name} answers in ${latency_ms} ms`];
  return [
    `✓ era: ${era} (${revision}${sessions ? ', keeps sessions' : ''}), ${tools} tools`,
    `✓ latency: ${latency_ms} ms`,
    keepsake === undefined
      ? '✓ auth: the secret is accepted'
      : `✓ auth: the secret is accepted (${keepsake.scope})`,
    keepsake === undefined
      ? '  account: this server does not tell'
      : `✓ account: ${keepsake.account_id}, projects ${keepsake.project_ids.join(', ')}`,
  ];
}
