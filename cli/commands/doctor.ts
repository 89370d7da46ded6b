/** `keepsake doctor`: every part that has to work, tried, each with its remedy. Nothing it prints is secret. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { KeepsakeError, createClient, keepsakeVersion, toKeepsakeError } from '../../contract/index.ts';
import { readConnection } from '../../local/connections.ts';
import { createFetch } from '../../local/http.ts';
import { lockDataFolder } from '../../local/lock.ts';
import { openMasterKey, recoverMasterKey } from '../../local/master-key.ts';
import { keepsakePaths, type Paths } from '../../local/paths.ts';
import { connectionSecret, type Secrets } from '../../local/secrets.ts';
import type { Output } from '../output.ts';
import { openOwnSecrets } from '../session.ts';

interface Finding {
  readonly check: string;
  readonly okay: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

export async function doctor(options: { recover?: boolean }, output: Output): Promise<void> {
  const paths = keepsakePaths();
  if (options.recover === true) return recover(paths, output);
  const findings = await examine(paths);
  const lines = findings.map(
    ({ okay, check, detail, remedy }) =>
      `${okay ? '✓' : '✗'} ${check}: ${detail}${remedy === undefined ? '' : `\n    ${remedy}`}`,
  );
  output.result(
    { version: keepsakeVersion, node: process.version, platform: process.platform, findings },
    lines,
  );
  if (findings.some(({ okay }) => !okay)) process.exitCode = 1;
}

async function recover(paths: Paths, output: Output): Promise<void> {
  const secrets = await openOwnSecrets(paths);
  const input = createInterface({ input: process.stdin, output: process.stderr });
  const recoveryCode = await input.question(process.stdin.isTTY ? 'Recovery code: ' : '');
  input.close();
  await recoverMasterKey({ dataFolder: paths.dataFolder, recoveryCode, secrets });
  output.result({ recovered: true }, ['The key is back. Start Keepsake again.']);
}

async function examine(paths: Paths): Promise<Finding[]> {
  const findings = [
    await attempt('Node.js', async () => process.version),
    await attempt('data folder', async () => describeFolder(paths.dataFolder)),
  ];
  let secrets: Secrets | undefined;
  findings.push(
    await attempt('secrets', async () => describeSecrets((secrets = await openOwnSecrets(paths)))),
  );
  if (secrets === undefined) return findings;
  const opened = secrets;
  findings.push(await attempt('key of the data folder', async () => describeKey(paths, opened)));
  const server = await attempt('server', () => askServer(paths, 'owner', opened));
  findings.push(server);
  if (server.okay)
    findings.push(
      await attempt('connection "default"', () => askServer(paths, connectionSecret('default'), opened)),
    );
  else findings.push(await attempt('data', () => checkData(paths, opened)));
  return findings;
}

async function attempt(check: string, run: () => Promise<string>): Promise<Finding> {
  try {
    return { check, okay: true, detail: await run() };
  } catch (thrown) {
    const { code, message } = toKeepsakeError(thrown);
    const end = message.indexOf('. ');
    const [detail, remedy] =
      end === -1 ? [message, undefined] : [message.slice(0, end + 1), message.slice(end + 2)];
    return { check, okay: false, detail: `${code}: ${detail}`, ...(remedy === undefined ? {} : { remedy }) };
  }
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

async function askServer(paths: Paths, secret: string, secrets: Secrets): Promise<string> {
  const token = await secrets.get(secret);
  if (token === undefined)
    throw new KeepsakeError('NOT_FOUND', 'There is no secret for it. Run `keepsake serve --start`.');
  const connection = secret === 'owner' ? undefined : readConnection(paths, 'default');
  const fetch = createFetch({ socketPath: paths.socketPath });
  const client = createClient({
    baseUrl: 'http://localhost',
    fetch,
    token: () => token,
    newIdempotencyKey: () => '',
  });
  const { version, caller } = await client.getServer({});
  return `version ${version} accepts it (${caller.scope}${connection?.keyId === undefined ? '' : `, ${connection.keyId}`})`;
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
