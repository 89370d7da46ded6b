/** Replaces a lost secret in one step: another one for the same key, or another key where that one has ended. */
import { KeepsakeError, type Client, type CreatedKey, type Key } from '../../contract/index.ts';
import { readConnection, saveConnection } from '../../local/connections.ts';
import { connectionSecret } from '../../local/secrets.ts';
import type { Response } from 'undici';
import { replaceSecretOf } from '../rotation.ts';
import { findProject, openSession, secretOf } from '../session.ts';

export interface Replaced {
  readonly connection: string;
  readonly key_id: string;
  /** The one before, where the key that it had could not be used any more. */
  readonly replaced_key_id?: string;
}

/** A bridge that runs takes the new secret when the old one is refused, so the order leaves no gap. */
export async function replaceSecret(name: string): Promise<Replaced> {
  const session = await openSession();
  const { client, paths, secrets } = session;
  const connection = readConnection(paths, name);
  if (connection === undefined)
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is no connection "${name}". Make it with its key: keepsake key create "${name}" --connection ${name}`,
    );
  if (connection.server.type !== 'local')
    throw new KeepsakeError(
      'FORBIDDEN',
      `The keys of ${name} are made at its server, not here. Make one there, then: keepsake connection add ${name} ${connection.server.url}`,
    );
  const old = connection.keyId === undefined ? undefined : await findKey(client, connection.keyId);
  if (old?.status === 'active') {
    await replaceSecretOf(session, old.id);
    return { connection: name, key_id: old.id };
  }
  const created = await createLike(client, old, name);
  await secrets.set(connectionSecret(name), secretOf(created));
  await saveConnection(paths, { name, server: { type: 'local' }, keyId: created.id });
  return { connection: name, key_id: created.id, ...(old === undefined ? {} : { replaced_key_id: old.id }) };
}

async function createLike(client: Client<Response>, old: Key | undefined, name: string): Promise<CreatedKey> {
  if (old === undefined)
    return client.createKey({ description: name, project_ids: [(await findProject(client)).id] });
  const { description, scope, project_ids, default_project_id, expires_at } = old;
  const ends = expires_at !== null && Date.parse(expires_at) > Date.now() ? expires_at : null;
  return client.createKey({ description, scope, project_ids, default_project_id, expires_at: ends });
}

async function findKey(client: Client<Response>, id: string): Promise<Key | undefined> {
  for (let page = 1; ; page++) {
    const { items, pagination } = await client.listKeys({ page, page_size: 100 });
    const found = items.find((key) => key.id === id);
    if (found !== undefined || page >= pagination.total_pages) return found;
  }
}
