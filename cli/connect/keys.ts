/** A key of its own for each client: created by the server, its secret put where the bridge reads it. */
import type { Key } from '../../contract/index.ts';
import { readConnection, removeConnection, saveConnection } from '../../local/connections.ts';
import { connectionSecret } from '../../local/secrets.ts';
import { replaceSecretOf } from '../rotation.ts';
import { findProject, secretOf, type Session } from '../session.ts';
import type { AiClient } from './clients.ts';

export interface KeyWish {
  readonly scope?: Key['scope'];
  /** Names or ids, the default one first. */
  readonly projects?: readonly string[];
  /** Asked when there is neither a wish nor a key. */
  readonly askScope: () => Promise<Key['scope']>;
}

/** Every key of the account by its id. */
export async function keysById({ client }: Session): Promise<Map<string, Key>> {
  const keys = new Map<string, Key>();
  for (let page = 1; ; page++) {
    const { items, pagination } = await client.listKeys({ page, page_size: 100 });
    for (const key of items) keys.set(key.id, key);
    if (page >= pagination.total_pages) return keys;
  }
}

/** The present key where it fits the wish; otherwise a new one in its place. @returns the key, and whether it is new */
export async function ensureKey(
  session: Session,
  client: AiClient,
  wish: KeyWish,
): Promise<{ key: Key; isNew: boolean }> {
  const keys = await keysById(session);
  const wanted = wish.projects ?? [undefined];
  const projects = await Promise.all(wanted.map((name) => findProject(session.client, name)));
  const old = readConnection(session.paths, client.id)?.keyId;
  const known = keys.get(old ?? '');
  const present = known?.status === 'active' ? known : undefined;
  if (present !== undefined && fits(present, wish, projects)) {
    const stored = await session.secrets.get(connectionSecret(client.id));
    if (stored === undefined) await replaceSecretOf(session, present.id);
    return { key: present, isNew: false };
  }
  const created = await session.client.createKey({
    description: client.name,
    scope: wish.scope ?? present?.scope ?? (await wish.askScope()),
    project_ids: wish.projects === undefined && present ? present.project_ids : projects.map(({ id }) => id),
  });
  await session.secrets.set(connectionSecret(client.id), secretOf(created));
  await saveConnection(session.paths, { name: client.id, server: { type: 'local' }, keyId: created.id });
  if (present !== undefined) await session.client.revokeKey({ keyId: present.id });
  const { secret: _secret, ...key } = created;
  return { key, isNew: true };
}

function fits(key: Key, wish: KeyWish, projects: readonly { id: string }[]): boolean {
  if (wish.scope !== undefined && wish.scope !== key.scope) return false;
  if (wish.projects === undefined) return true;
  const wanted = projects.map(({ id }) => id);
  return (
    key.default_project_id === wanted[0] &&
    new Set(key.project_ids).symmetricDifference(new Set(wanted)).size === 0
  );
}

/** Takes a connection away with its secret and key. @returns whether the key could be revoked, when there was one */
export async function dropKey(
  session: Session,
  connection: string,
): Promise<'revoked' | 'unreachable' | 'none'> {
  const { paths, secrets, client } = session;
  const known = readConnection(paths, connection);
  if (known === undefined) return 'none';
  const { keyId } = known;
  const revoked =
    keyId === undefined
      ? 'none'
      : await client.revokeKey({ keyId }).then(
          () => 'revoked' as const,
          (error: unknown) => (isGone(error) ? ('none' as const) : ('unreachable' as const)),
        );
  await secrets.delete(connectionSecret(connection));
  await removeConnection(paths, connection);
  return revoked;
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'NOT_FOUND';
}
