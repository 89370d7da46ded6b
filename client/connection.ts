/** Where a program's memory is: on this computer without address or key, or at an address with a key. */
import { randomUUID } from 'node:crypto';
import { createClient, KeepsakeError, retrying, type Client, type FetchLike } from '../contract/index.ts';
import { keepsakePaths, preparePaths } from '../local/paths.ts';
import { programKey } from '../local/program-key.ts';
import { retryTime } from '../local/retry-time.ts';
import { openSecrets } from '../local/secrets.ts';
import { createEntryQueue, type EntryQueue } from './entry-queue.ts';
import { createRequests } from './http.ts';

export interface ConnectOptions {
  /** Of a server, such as `https://memory.example.org`; `KEEPSAKE_URL` or this computer's own when left out. */
  url?: string | undefined;
  /** A key's secret; `KEEPSAKE_KEY` or, on this computer, one made for its programs when left out. */
  key?: string | undefined;
  /** The id of one of the key's projects; its default one when left out. */
  project?: string | undefined;
}

export interface Connection {
  readonly api: Client;
  readonly projectId: () => Promise<string>;
  readonly entries: EntryQueue;
}

const open = new Map<string, Connection>();

/** The connection for these options; the same options share one. Nothing is sent before the first call. */
export function connect({ url, key, project }: ConnectOptions = {}): Connection {
  const where = url ?? process.env['KEEPSAKE_URL'];
  const secret = key ?? process.env['KEEPSAKE_KEY'];
  const name = JSON.stringify([where, secret, project, process.env['KEEPSAKE_HOME']]);
  const known = open.get(name);
  if (known !== undefined) return known;
  const made = create(where === undefined ? hereWith(secret) : thereWith(where, secret), project);
  open.set(name, made);
  return made;
}

/** A server that has not answered for so long is taken for lost, and the request for one to be sent again. */
const attemptMs = 20_000;

interface Place {
  readonly baseUrl: string;
  readonly fetch: FetchLike;
  readonly token: () => Promise<string>;
}

function hereWith(secret: string | undefined): Place {
  const paths = keepsakePaths();
  const baseUrl = 'http://localhost';
  const fetch = createRequests(baseUrl, paths.socketPath);
  const find = async () => {
    if (secret !== undefined) return secret;
    preparePaths(paths);
    return programKey({ paths, secrets: await openSecrets({ paths }), fetch });
  };
  return { baseUrl, fetch, token: once(find) };
}

function thereWith(url: string, secret: string | undefined): Place {
  const { origin } = new URL(url);
  const token = () => {
    if (secret !== undefined) return Promise.resolve(secret);
    const message = `The server ${origin} wants a key. Give it as \`key\` or in KEEPSAKE_KEY.`;
    return Promise.reject(new KeepsakeError('UNAUTHORIZED', message));
  };
  return { baseUrl: origin, fetch: retrying(createRequests(origin), { time: retryTime, attemptMs }), token };
}

function create(place: Place, project: string | undefined): Connection {
  const api = createClient({ ...place, newIdempotencyKey: randomUUID });
  const projectId = once(() => (project === undefined ? defaultProject(api) : Promise.resolve(project)));
  return { api, projectId, entries: createEntryQueue(api, projectId) };
}

async function defaultProject(api: Client): Promise<string> {
  const { caller } = await api.getServer({});
  if (caller.default_project_id !== undefined) return caller.default_project_id;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    "The owner's token has no default project. Use a key, or name a project.",
  );
}

/** What is asked for once; after a failure the next call asks again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}
