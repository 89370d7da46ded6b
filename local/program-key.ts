/** The key that programs of this computer use without being given one: made once, for the oldest project alone. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, KeepsakeError, type FetchLike } from '../contract/index.ts';
import { readConnection, saveConnection } from './connections.ts';
import type { Paths } from './paths.ts';
import { connectionSecret, type Secrets } from './secrets.ts';

/** The name of its connection, and of its secret. */
export const programConnection = 'programs';

const description = 'Programs on this computer';
const waitMs = 100;
const mostWaits = 50;

export interface ProgramKeyOptions {
  paths: Paths;
  secrets: Secrets;
  /** Reaches the local server. */
  fetch: FetchLike;
  /** Makes another one, whatever was made before. */
  isNew?: boolean;
}

/** @throws KeepsakeError UNAVAILABLE when Keepsake is not set up here or its server does not run */
export async function programKey({ paths, secrets, fetch, isNew }: ProgramKeyOptions): Promise<string> {
  // Read before the secret, which is kept before the connection: so two programs that start at once have the same.
  const last = isNew === true ? randomUUID() : (readConnection(paths, programConnection)?.keyId ?? 'first');
  const known = await secrets.get(connectionSecret(programConnection));
  if (known !== undefined) return known;
  const owner = await secrets.get('owner');
  if (owner === undefined)
    throw new KeepsakeError(
      'UNAVAILABLE',
      'Keepsake is not set up on this computer yet. Run `keepsake serve --start` first.',
    );
  const client = createClient({
    baseUrl: 'http://localhost',
    fetch,
    token: () => owner,
    newIdempotencyKey: randomUUID,
  });
  const project_ids = [await oldestProject(client)];
  // One of them makes the key, and the other waits for its secret.
  const idempotencyKey = `key of programs after ${last}`;
  const key = await client.createKey({ description, project_ids }, { idempotencyKey });
  if (key.secret === undefined) return secretOfOther(secrets);
  await secrets.set(connectionSecret(programConnection), key.secret);
  await saveConnection(paths, { name: programConnection, server: { type: 'local' }, keyId: key.id });
  return key.secret;
}

async function oldestProject(client: ReturnType<typeof createClient>): Promise<string> {
  const { total } = (await client.listProjects({ page: 1, page_size: 1 })).pagination;
  const { items } = await client.listProjects({ page: Math.max(1, total), page_size: 1 });
  if (items[0] !== undefined) return items[0].id;
  throw new KeepsakeError(
    'NOT_FOUND',
    'There is no project yet. Create one with `keepsake project create NAME`.',
  );
}

async function secretOfOther(secrets: Secrets): Promise<string> {
  for (let wait = 0; wait < mostWaits; wait++) {
    const secret = await secrets.get(connectionSecret(programConnection));
    if (secret !== undefined) return secret;
    await pause(waitMs);
  }
  throw new KeepsakeError(
    'UNAVAILABLE',
    'The key for programs of this computer was made, but its secret was not kept. Run `keepsake key local --new`.',
  );
}
