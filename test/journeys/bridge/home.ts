/** A bridge to any MCP endpoint: folders of its own, the connection and its secret stored as a person's are. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { saveConnection } from '../../../local/connections.ts';
import { keepsakePaths, preparePaths } from '../../../local/paths.ts';
import { connectionSecret, openSecrets } from '../../../local/secrets.ts';
import type { Command } from '../official-clients.ts';

const program = fileURLToPath(new URL('../../../cli/index.ts', import.meta.url));

export interface BridgeHome extends AsyncDisposable {
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly command: (...more: string[]) => Command;
  setSecret(secret: string): Promise<void>;
}

/** What leads to the keychain of this desktop session. */
function sessionOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const { DBUS_SESSION_BUS_ADDRESS = '', HOME = '', XDG_RUNTIME_DIR = '' } = env;
  return { DBUS_SESSION_BUS_ADDRESS, HOME, XDG_RUNTIME_DIR };
}

/** A remote connection called "default" to this address with this secret. @param keychain whether the system's keychain holds it, not a vault */
export async function bridgeTo(url: string, secret: string, { keychain = false } = {}): Promise<BridgeHome> {
  const folder = await mkdtemp(join(tmpdir(), 'ks-'));
  const passphraseFile = join(folder, 'passphrase');
  await writeFile(passphraseFile, randomBytes(24).toString('base64'), { mode: 0o600 });
  const env = {
    PATH: process.env['PATH'] ?? '',
    KEEPSAKE_HOME: folder,
    ...(keychain
      ? sessionOf(process.env)
      : { KEEPSAKE_NO_KEYCHAIN: '1', KEEPSAKE_PASSPHRASE_FILE: passphraseFile }),
  };
  const paths = keepsakePaths(env);
  preparePaths(paths);
  const secrets = await openSecrets({ paths, env });
  await saveConnection(paths, { name: 'default', server: { type: 'remote', url } });
  const setSecret = (value: string) => secrets.set(connectionSecret('default'), value);
  await setSecret(secret);
  return {
    folder,
    env,
    command: (...more) => ({ command: process.execPath, args: [program, 'bridge', ...more], env }),
    setSecret,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
