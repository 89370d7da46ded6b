/** The owner's way to the local server: paths, secrets, and the typed client over the local socket. */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import {
  createClient,
  KeepsakeError,
  type Client,
  type CreatedKey,
  type FetchLike,
  type Project,
} from '../contract/index.ts';
import { createFetch } from '../local/http.ts';
import { keepsakePaths, preparePaths, type Paths } from '../local/paths.ts';
import { openSecrets, type Secrets } from '../local/secrets.ts';
import type { Response } from 'undici';

export interface Session {
  readonly paths: Paths;
  readonly secrets: Secrets;
  readonly client: Client<Response>;
  /** For what the client has no method for: uploads in pieces. */
  readonly transport: Transport;
}

export interface Transport {
  readonly fetch: FetchLike<Response>;
  readonly baseUrl: string;
  readonly token: () => Promise<string>;
}

/** @throws KeepsakeError SECRETS_UNAVAILABLE */
export async function openSession(): Promise<Session> {
  const paths = keepsakePaths();
  const secrets = await openOwnSecrets(paths);
  const transport: Transport = {
    baseUrl: 'http://localhost',
    fetch: createFetch({ socketPath: paths.socketPath }),
    token: async () => ownerToken(await secrets.get('owner')),
  };
  const client = createClient({ ...transport, newIdempotencyKey: randomUUID });
  return { paths, secrets, client, transport };
}

/** The secrets of this computer; at a terminal a passphrase may be asked for. */
export async function openOwnSecrets(
  paths: Paths,
  more: { allowNewPassphraseFile?: boolean; say?: (text: string) => void } = {},
): Promise<Secrets> {
  preparePaths(paths);
  const canAsk = process.stdin.isTTY && process.stderr.isTTY && more.allowNewPassphraseFile !== true;
  return openSecrets({ paths, askPassphrase: canAsk ? askPassphrase : undefined, ...more });
}

function ownerToken(secret: string | undefined): string {
  if (secret !== undefined) return secret;
  throw new KeepsakeError(
    'UNAVAILABLE',
    'Keepsake is not set up on this computer yet. Run `keepsake serve --start` first.',
  );
}

async function askPassphrase(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question('Passphrase of this Keepsake: ');
  } finally {
    terminal.close();
  }
}

/** A project by id or name; the oldest one when nothing is given. @throws KeepsakeError NOT_FOUND */
export async function findProject(client: Client<Response>, wanted?: string): Promise<Project> {
  const projects = await allProjects(client);
  const found =
    wanted === undefined
      ? projects.at(-1)
      : projects.find(({ id, name }) => id === wanted || name === wanted);
  if (found !== undefined) return found;
  const message =
    wanted === undefined
      ? 'There is no project yet. Create one with `keepsake project create NAME`.'
      : `There is no project "${wanted}". \`keepsake project list\` shows which there are.`;
  throw new KeepsakeError('NOT_FOUND', message);
}

/** Every project, newest first. */
export async function allProjects(client: Client<Response>): Promise<Project[]> {
  const projects: Project[] = [];
  for (let page = 1; ; page++) {
    const { items, pagination } = await client.listProjects({ page, page_size: 100 });
    projects.push(...items);
    if (page >= pagination.total_pages) return projects;
  }
}

/** The secret of a key just made. @throws KeepsakeError STATE_NOT_READY when an earlier answer has shown it already */
export function secretOf({ id, secret }: CreatedKey): string {
  if (secret !== undefined) return secret;
  throw new KeepsakeError(
    'STATE_NOT_READY',
    `The secret of ${id} was shown before and is not kept. Revoke it with \`keepsake key revoke ${id}\` and create another key.`,
  );
}
