/** The checks of this computer and of the ways to its servers. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KeepsakeError, createClient, keepsakeVersion } from '../../contract/index.ts';
import { listConnections, type Connection } from '../../local/connections.ts';
import { createFetch } from '../../local/http.ts';
import { readLastError } from '../../local/last-error.ts';
import { lockDataFolder } from '../../local/lock.ts';
import { openMasterKey } from '../../local/master-key.ts';
import type { Paths } from '../../local/paths.ts';
import type { Secrets } from '../../local/secrets.ts';
import { openOwnSecrets } from '../session.ts';
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
  for (const connection of listConnections(paths)) {
    // Without its server a local connection has nothing more to tell.
    if (connection.server.type === 'local' && !server.okay) continue;
    findings.push(
      await attempt(`connection "${connection.name}"`, () => askConnection(connection, paths, opened)),
    );
  }
  findings.push(lastError(paths));
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

async function askServer(paths: Paths, secrets: Secrets): Promise<string> {
  const token = await secrets.get('owner');
  if (token === undefined)
    throw new KeepsakeError('NOT_FOUND', 'There is no secret for it. Run `keepsake serve --start`.');
  const client = createClient({
    baseUrl: 'http://localhost',
    fetch: createFetch({ socketPath: paths.socketPath }),
    token: () => token,
    newIdempotencyKey: () => '',
  });
  const { version, caller } = await client.getServer({});
  if (version === keepsakeVersion) return `version ${version} accepts it (${caller.scope})`;
  throw new KeepsakeError(
    'STATE_NOT_READY',
    `The server is version ${version}, this command ${keepsakeVersion}. Restart the server.`,
  );
}

async function askConnection(connection: Connection, paths: Paths, secrets: Secrets): Promise<string> {
  const { era, revision, sessions, latency_ms, keepsake } = await testConnection(connection, paths, secrets);
  const known = connection.keyId === undefined ? '' : `, ${connection.keyId}`;
  if (era === undefined) return `answers in ${latency_ms} ms`;
  const server = keepsake === undefined ? '' : `, version ${keepsake.version}, ${keepsake.scope}`;
  return `${era} (${revision}${sessions ? ', with sessions' : ''}), ${latency_ms} ms, secret accepted${server}${known}`;
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
