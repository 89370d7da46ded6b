/** What `npm start` says: the recovery code once, the page's address, and how to connect a client. */
import { isAbsolute, resolve } from 'node:path';
import type { Client } from '../../contract/index.ts';
import { readConnection, saveConnection } from '../../local/connections.ts';
import { connectionSecret } from '../../local/secrets.ts';
import type { RunningServer } from '../../server/index.ts';
import type { Response } from 'undici';
import type { Output } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { allProjects, openSession, secretOf, type Session } from '../session.ts';

export interface Introduction {
  server: RunningServer;
  /** Only at the first start. */
  recoveryCode: string | undefined;
  output: Output;
}

/** Sets up what a newcomer needs, and tells how to go on. */
export async function introduce({ server, recoveryCode, output }: Introduction): Promise<void> {
  const session = await openSession();
  await ensureConnection(session);
  if (recoveryCode !== undefined) showRecoveryCode(recoveryCode, output);
  const { code } = await session.client.createPageAddress({});
  const client = bridgeCommand();
  output.say('Keepsake is running.');
  if (server.url !== undefined)
    output.say(`\nOpen this page (the address works once, for ten minutes):\n  ${server.url}/#code=${code}`);
  output.say('\nConnect an AI client: put this into its MCP configuration.');
  output.say(JSON.stringify({ mcpServers: { keepsake: client } }, null, 2));
  output.say(`\nOr, for Claude Code:\n  claude mcp add-json -s user keepsake '${JSON.stringify(client)}'\n`);
}

function showRecoveryCode(code: string, output: Output): void {
  output.say('Write down this recovery code and keep it away from this computer. It is shown this once.');
  output.say(
    'With it your memory can be opened if the keychain or passphrase is lost; without both it is gone.\n',
  );
  output.say(`  ${code}\n`);
}

/** A first project, and a key for the clients of this computer, whose secret goes straight to the keychain. */
async function ensureConnection({ client, paths, secrets }: Session): Promise<void> {
  const project = await firstProject(client);
  const known = readConnection(paths, 'default');
  if (known !== undefined && (await secrets.get(connectionSecret('default'))) !== undefined) return;
  const key = await client.createKey({ description: 'AI clients on this computer', project_ids: [project] });
  await secrets.set(connectionSecret('default'), secretOf(key));
  await saveConnection(paths, { name: 'default', server: { type: 'local' }, keyId: key.id });
}

async function firstProject(client: Client<Response>): Promise<string> {
  const oldest = (await allProjects(client)).at(-1);
  return (
    oldest?.id ??
    (await client.createProject({ name: 'Personal', description: 'What I want every AI tool to know.' })).id
  );
}

/** Where this server's folders and passphrase are: AI clients start the bridge with little of an environment. None is secret. */
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

/** How a client starts the bridge. */
function bridgeCommand(): { command: string; args: string[]; env?: Record<string, string> } {
  const env = sharedSettings(process.env);
  const told = Object.keys(env).length === 0 ? {} : { env };
  return { ...ownCommand('bridge'), ...told };
}
