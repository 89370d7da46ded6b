/** The checks of this computer and of the ways to its servers. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KeepsakeError, createClient, keepsakeVersion, type Client } from '../../contract/index.ts';
import { listConnections, type Connection } from '../../local/connections.ts';
import { createFetch } from '../../local/http.ts';
import { readLastError } from '../../local/last-error.ts';
import { lockDataFolder } from '../../local/lock.ts';
import { openMasterKey } from '../../local/master-key.ts';
import type { Paths } from '../../local/paths.ts';
import type { Secrets } from '../../local/secrets.ts';
import { openOwnSecrets } from '../session.ts';
import type { Response } from 'undici';
import { tryBridge } from './bridge.ts';
import { testConnection } from './connections.ts';
import { attempt, type Finding } from './finding.ts';

const oldestNode = 24;

/** Every check, in the order in which one thing needs the other. */
export async function examine(paths: Paths): Promise<Finding[]> {
  const findings = [
    await attempt('Node.js', () => describeNode(process.version)),
    await attempt('data folder', () => describeFolder(paths.dataFolder)),
  ];
  let secrets: Secrets | undefined;
  findings.push(
    await attempt('secrets', async () => describeSecrets((secrets = await openOwnSecrets(paths)))),
  );
  if (secrets === undefined) return findings;
  const opened = secrets;
  findings.push(await attempt('key of the data folder', () => describeKey(paths, opened)));
  const server = await attempt('server', () => askServer(paths, opened));
  findings.push(server);
  if (!server.okay) findings.push(await attempt('data', () => checkData(paths, opened)));
  findings.push(...(await examineConnections(paths, opened, server.okay)));
  findings.push(lastError(paths));
  return findings;
}

/** Without its server a local connection has nothing to tell, and one connection that works shows that the bridge does. */
async function examineConnections(paths: Paths, secrets: Secrets, isServing: boolean): Promise<Finding[]> {
  const findings: Finding[] = [];
  const lastUses = isServing ? await lastUsesOfKeys(paths, secrets) : new Map<string, string>();
  let works: string | undefined;
  for (const connection of listConnections(paths)) {
    const { name, server, keyId = '' } = connection;
    if (server.type === 'local' && !isServing) continue;
    const ask = () => askConnection(connection, paths, secrets, lastUses.get(keyId));
    const finding = await attempt(`connection "${name}"`, ask);
    findings.push(finding);
    if (finding.okay && server.type !== 'botwire') works ??= name;
  }
  const tried = works;
  if (tried !== undefined) findings.push(await attempt('bridge', () => tryBridge(tried)));
  return findings;
}

/** @throws KeepsakeError when this Node.js is too old */
export function describeNode(version: string): string {
  if (Number(/\d+/.exec(version)?.[0]) >= oldestNode) return version;
  throw new KeepsakeError(
    'UNAVAILABLE',
    `Node.js ${version} is too old for Keepsake. Start it with npm, which brings its own, or install Node.js ${oldestNode}, or use the single executable, which needs none.`,
  );
}

function describeFolder(folder: string): string {
  if (!existsSync(folder))
    throw new KeepsakeError('NOT_FOUND', 'There is no data folder yet. Run `keepsake serve --start`.');
  if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) {
    throw new KeepsakeError('FORBIDDEN', `Others can look into ${folder}. Run: chmod 700 ${folder}`);
  }
  return folder;
}

async function describeSecrets(secrets: Secrets): Promise<string> {
  const trial = 'doctor-trial';
  await secrets.set(trial, 'trial');
  const kept = (await secrets.get(trial)) === 'trial';
  await secrets.delete(trial);
  if (!kept)
    throw new KeepsakeError(
      'SECRETS_UNAVAILABLE',
      'A trial secret was not kept. Unlock the keychain, or check the passphrase file.',
    );
  return secrets.kind === 'keychain'
    ? 'the keychain keeps, returns and forgets a trial secret'
    : 'the passphrase opens the secrets file';
}

async function describeKey(paths: Paths, secrets: Secrets): Promise<string> {
  if (!existsSync(join(paths.dataFolder, 'keys.json')))
    throw new KeepsakeError('NOT_FOUND', 'It is not made yet. Run `keepsake serve --start`.');
  await openMasterKey({ dataFolder: paths.dataFolder, secrets });
  return 'opens';
}

async function ownerClient(paths: Paths, secrets: Secrets): Promise<Client<Response>> {
  const token = await secrets.get('owner');
  if (token === undefined)
    throw new KeepsakeError('NOT_FOUND', 'There is no secret for it. Run `keepsake serve --start`.');
  return createClient({
    baseUrl: 'http://localhost',
    fetch: createFetch({ socketPath: paths.socketPath }),
    token: () => token,
    newIdempotencyKey: () => '',
  });
}

async function askServer(paths: Paths, secrets: Secrets): Promise<string> {
  const client = await ownerClient(paths, secrets);
  const { version, caller } = await client.getServer({});
  if (version === keepsakeVersion) return `version ${version} accepts it (${caller.scope})`;
  throw new KeepsakeError(
    'STATE_NOT_READY',
    `The server is version ${version}, this command ${keepsakeVersion}. Restart the server.`,
  );
}

/** By key, before this check itself uses them. */
async function lastUsesOfKeys(paths: Paths, secrets: Secrets): Promise<Map<string, string>> {
  const client = await ownerClient(paths, secrets);
  const { items } = await client.listKeys({ page_size: 100 });
  return new Map(items.map(({ id, last_used_at }) => [id, last_used_at ?? 'never']));
}

async function askConnection(
  connection: Connection,
  paths: Paths,
  secrets: Secrets,
  lastUse: string | undefined,
): Promise<string> {
  const { era, revision, sessions, latency_ms, keepsake } = await testConnection(connection, paths, secrets);
  if (era === undefined) return `answers in ${latency_ms} ms`;
  return [
    `${era} (${revision}${sessions ? ', with sessions' : ''})`,
    `${latency_ms} ms`,
    'secret accepted',
    ...(keepsake === undefined ? [] : [`version ${keepsake.version}`, keepsake.scope]),
    ...(connection.keyId === undefined ? [] : [connection.keyId]),
    ...(lastUse === undefined ? [] : [`last used ${lastUse}`]),
  ].join(', ');
}

/** Only when no server has it open. */
async function checkData(paths: Paths, secrets: Secrets): Promise<string> {
  const lock = lockDataFolder(paths.dataFolder);
  try {
    const { masterKey } = await openMasterKey({ dataFolder: paths.dataFolder, secrets });
    const { integrityCheck } = await import('../../server/index.ts');
    const problems = integrityCheck(paths.dataFolder, masterKey);
    if (problems.length > 0)
      throw new KeepsakeError('DATA_FOLDER_UNREADABLE', `${problems.join('; ')}. Restore a backup.`);
    return 'every file is whole';
  } finally {
    lock.release();
  }
}

/** What is past is no fault by itself: the checks above tell whether it still is so. */
function lastError(paths: Paths): Finding {
  const last = readLastError(paths);
  const detail =
    last === undefined
      ? 'none'
      : `${last.time}, connection "${last.connection}": ${last.message.replace(/\.$/, '')}`;
  return { check: 'last error of a bridge', okay: true, detail };
}
