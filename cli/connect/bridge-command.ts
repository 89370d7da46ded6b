/** How an AI client starts the bridge. */
import { isAbsolute, resolve } from 'node:path';
import { ownCommand } from '../own-command.ts';

export interface BridgeCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** This very program by its full path; nothing in it is secret. */
export function bridgeCommand(connection?: string): BridgeCommand {
  const env = sharedSettings(process.env);
  const chosen = connection === undefined ? [] : ['--connection', connection];
  return { ...ownCommand('bridge', ...chosen), ...(Object.keys(env).length === 0 ? {} : { env }) };
}

/** Where this server's folders and passphrase are: AI clients start the bridge with little of an environment. */
function sharedSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const settings: Record<string, string> = {};
  // In full, since a client starts the bridge in another folder.
  for (const name of ['KEEPSAKE_HOME', 'KEEPSAKE_PASSPHRASE_FILE'])
    if (env[name]) settings[name] = resolve(env[name]);
  // A relative one of these counts for nobody.
  for (const name of ['XDG_CONFIG_HOME', 'XDG_DATA_HOME'])
    if (env[name] !== undefined && isAbsolute(env[name])) settings[name] = env[name];
  if (env['KEEPSAKE_NO_KEYCHAIN'] === '1') settings['KEEPSAKE_NO_KEYCHAIN'] = '1';
  return settings;
}
