/** A bridge to any MCP endpoint: folders of its own, the connection and its secret stored as a person's are. */
import { fileURLToPath } from 'node:url';
import { saveConnection, type ServerAddress } from '../../../local/connections.ts';
import { connectionSecret, openSecrets } from '../../../local/secrets.ts';
import { createHome, ofThisRun } from '../../harness/home.ts';
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

interface BridgeHomeOptions {
  /** Whether the system's keychain holds the secret, not a vault. */
  readonly keychain?: boolean;
  /** Which vault otherwise, as `createHome` has it. */
  readonly vault?: 'quick' | 'none';
  readonly server?: ServerAddress;
}

/** A connection called "default" to this address, a remote one where nothing else is said, with this secret. */
export async function bridgeTo(
  url: string,
  secret: string,
  { keychain = false, vault = 'quick', server = { type: 'remote', url } }: BridgeHomeOptions = {},
): Promise<BridgeHome> {
  const home = await createHome({}, keychain ? 'none' : vault);
  const { folder, paths } = home;
  const env = keychain ? { ...ofThisRun(), KEEPSAKE_HOME: folder, ...sessionOf(process.env) } : home.env;
  const secrets = await openSecrets({ paths, env });
  await saveConnection(paths, { name: 'default', server });
  const setSecret = (value: string) => secrets.set(connectionSecret('default'), value);
  await setSecret(secret);
  return {
    folder,
    env,
    command: (...more) => ({ command: process.execPath, args: [program, 'bridge', ...more], env }),
    setSecret,
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}
