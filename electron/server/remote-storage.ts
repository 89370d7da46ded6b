/** The other server that the app is connected to: its address in the settings, its token where secrets are kept. */
import { randomUUID } from 'node:crypto';
import type { Response as ServerResponse } from 'undici';
import { createClient, type Client, type FetchLike } from '../../contract/index.ts';
import type { openSettings } from '../settings.ts';
import { tell, type KeepsakeCommand } from './command.ts';
import { remoteConnection } from './remote-connection.ts';
import { createRemote, type Remote, type RemoteAddress } from './remote.ts';
import type { OwnerSecrets } from './secrets.ts';

interface RemoteParts {
  readonly command: KeepsakeCommand;
  readonly secrets: OwnerSecrets;
  readonly settings: ReturnType<typeof openSettings>;
  /** To the server of this computer. */
  readonly own: FetchLike<ServerResponse>;
}

export function createRemoteServer({ command, secrets, settings, own }: RemoteParts): Remote {
  const run = (args: readonly string[], input = '') =>
    tell(command, ['connection', ...args], input, process.env);
  return createRemote({
    own: { fetch: own, token: () => secrets.token() },
    saved: () => settings.get('remote'),
    save: (address) => (address === undefined ? settings.delete('remote') : settings.set('remote', address)),
    secret: {
      read: () => secrets.remoteToken(),
      keep: ({ url, ca }: RemoteAddress, token) => {
        const trust = ca === undefined ? [] : ['--ca', ca];
        return run(['add', remoteConnection, url, ...trust], `${token}\n`);
      },
      forget: () => run(['remove', remoteConnection]),
    },
  });
}

/** The typed client, whichever server the app is connected to. */
export function clientBy({ fetch, token }: Remote): Client<ServerResponse> {
  return createClient({ baseUrl: 'http://localhost', fetch, token, newIdempotencyKey: randomUUID });
}
