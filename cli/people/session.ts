/** Whose server the commands about people talk to: this computer's as its owner, or another as the member of a connection. */
import { randomUUID } from 'node:crypto';
import type { Response } from 'undici';
import { createClient, KeepsakeError, type Client } from '../../contract/index.ts';
import { readConnection } from '../../local/connections.ts';
import { createOutwardFetch } from '../../local/http.ts';
import { keepsakePaths } from '../../local/paths.ts';
import { connectionSecret } from '../../local/secrets.ts';
import { openOwnSecrets, openSession } from '../session.ts';

export interface WhereOptions {
  /** The name of a connection whose secret is a personal access token. */
  connection?: string;
}

/** @throws KeepsakeError NOT_FOUND for a connection that is none, or has no secret */
export async function openPeople({ connection: name }: WhereOptions): Promise<Client<Response>> {
  if (name === undefined) return (await openSession()).client;
  const paths = keepsakePaths();
  const server = readConnection(paths, name)?.server;
  const secret = await (await openOwnSecrets(paths)).get(connectionSecret(name));
  if (server?.type !== 'remote' || secret === undefined) {
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is no connection "${name}" to another server. Add it with your token: keepsake connection add ${name} URL`,
    );
  }
  return createClient({
    baseUrl: new URL(server.url).origin,
    fetch: createOutwardFetch(server.ca),
    token: () => secret,
    newIdempotencyKey: randomUUID,
  });
}
