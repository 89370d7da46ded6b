/** `keepsake key`. */
import { KeepsakeError } from '../../contract/index.ts';
import { saveConnection } from '../../local/connections.ts';
import { connectionSecret } from '../../local/secrets.ts';
import type { Output } from '../output.ts';
import { findProject, openSession, secretOf } from '../session.ts';

export interface CreateKeyOptions {
  scope: 'read' | 'write';
  project?: string[];
  expires?: string;
  connection?: string;
}

export async function createKey(
  description: string,
  options: CreateKeyOptions,
  output: Output,
): Promise<void> {
  const { client, secrets, paths } = await openSession();
  const wanted = options.project ?? [undefined];
  const projects = await Promise.all(wanted.map((name) => findProject(client, name)));
  const created = await client.createKey({
    description,
    scope: options.scope,
    project_ids: projects.map(({ id }) => id),
    expires_at: options.expires === undefined ? null : timeOf(options.expires),
  });
  const { secret: _secret, ...key } = created;
  if (options.connection === undefined) {
    output.result(created, [
      `Created key ${key.id} for ${description}.`,
      'Its secret, shown this once:',
      `  ${secretOf(created)}`,
    ]);
    return;
  }
  await secrets.set(connectionSecret(options.connection), secretOf(created));
  await saveConnection(paths, { name: options.connection, server: { type: 'local' }, keyId: key.id });
  output.result({ ...key, connection: options.connection }, [
    `Created key ${key.id} for ${description}.`,
    `Its secret is kept for: keepsake bridge --connection ${options.connection}`,
  ]);
}

export async function listKeys(output: Output): Promise<void> {
  const { client } = await openSession();
  const { items } = await client.listKeys({ page_size: 100 });
  const lines = items.map(({ id, description, scope, status, secret_suffix, last_used_at }) =>
    [id, `…${secret_suffix}`, scope, status, `last used ${last_used_at ?? 'never'}`, description].join('  '),
  );
  output.result(
    items,
    lines.length === 0 ? ['No keys yet. Create one with `keepsake key create DESCRIPTION`.'] : lines,
  );
}

export async function revokeKey(id: string, output: Output): Promise<void> {
  const { client } = await openSession();
  const revoked = await client.revokeKey({ keyId: id });
  output.result(revoked, [`Revoked ${id}: the next request with it is refused.`]);
}

function timeOf(text: string): string {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `"${text}" is not a time. Write it as 2027-01-31 or 2027-01-31T18:00:00Z.`,
  );
}
