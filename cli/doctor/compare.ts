/** Compares instances that should be one memory: the store, the project, its sequence number and the key they accept. */
import type { Response } from 'undici';
import { createClient, KeepsakeError, toKeepsakeError, type FetchLike } from '../../contract/index.ts';
import { readConnection } from '../../local/connections.ts';
import { createFetch, createOutwardFetch } from '../../local/http.ts';
import type { Paths } from '../../local/paths.ts';
import { connectionSecret, type Secrets } from '../../local/secrets.ts';
import { originOf } from './probe.ts';

export interface Instance {
  readonly url: string;
  readonly version?: string;
  /** The account: two stores never have the same. */
  readonly store?: string;
  readonly project?: string;
  /** Of the last commit of that project. */
  readonly seq?: number;
  readonly key: 'accepted' | 'refused' | 'unknown';
  /** Why the rest is missing. */
  readonly problem?: string;
}

export interface Difference {
  readonly url: string;
  readonly differs: readonly ('store' | 'project' | 'seq' | 'key' | 'version')[];
  readonly remedy: string;
}

export interface Comparison {
  readonly instances: readonly Instance[];
  readonly differences: readonly Difference[];
}

/** Asks every instance with the secret of one connection. The local server is the first when the connection is to it. */
export async function compare(
  urls: readonly string[],
  name: string,
  paths: Paths,
  secrets: Secrets,
): Promise<Comparison> {
  const secret = await secrets.get(connectionSecret(name));
  if (secret === undefined)
    throw new KeepsakeError(
      'NOT_FOUND',
      `No secret is stored for the connection ${name}. Name another with --connection.`,
    );
  const { server } = readConnection(paths, name) ?? { server: { type: 'local' } };
  const outward = createOutwardFetch(server.type === 'remote' ? server.ca : undefined);
  const first =
    server.type === 'local'
      ? ask('this computer', 'http://localhost', secret, createFetch({ socketPath: paths.socketPath }))
      : ask(server.url, checkedOrigin(server.url), secret, outward);
  const others = urls.map((url) => ask(url, checkedOrigin(url), secret, outward));
  const instances = await Promise.all([first, ...others]);
  return { instances, differences: differencesOf(instances) };
}

function checkedOrigin(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `"${text}" is not a URL. Write it as https://memory.example.`,
    );
  return originOf(text);
}

async function ask(
  url: string,
  baseUrl: string,
  secret: string,
  fetch: FetchLike<Response>,
): Promise<Instance> {
  const client = createClient({
    baseUrl,
    fetch,
    token: () => secret,
    newIdempotencyKey: () => '',
  });
  const signal = AbortSignal.timeout(10_000);
  try {
    const { version, account_id: store, caller } = await client.getServer({}, { signal });
    const project = caller.default_project_id;
    const about = { url, version, store, key: 'accepted' } as const;
    if (project === undefined) return about;
    const { head } = await client.listChanges({ projectId: project, limit: 1 }, { signal });
    return { ...about, project, seq: head };
  } catch (thrown) {
    const { status, code, message } = toKeepsakeError(thrown);
    const key = status === 401 ? 'refused' : 'unknown';
    return {
      url,
      key,
      problem: code === 'INTERNAL' && status === 500 ? `No Keepsake server: ${message}` : message,
    };
  }
}

/** Each against what most of them say; the first decides a tie, and for `seq` the highest one is right. */
export function differencesOf(instances: readonly Instance[]): Difference[] {
  const answering = instances.filter(({ key }) => key === 'accepted');
  const store = mostFrequent(answering.map((instance) => instance.store));
  const ofStore = answering.filter((instance) => instance.store === store);
  const project = mostFrequent(ofStore.map((instance) => instance.project));
  const ofProject = ofStore.filter((instance) => instance.project === project);
  const version = mostFrequent(ofStore.map((instance) => instance.version));
  const seq = Math.max(0, ...ofProject.map((instance) => instance.seq ?? 0));
  const usual = { store, project, version, seq };
  return instances.flatMap((instance) => {
    const differs = fieldsThatDiffer(instance, usual);
    return differs.length === 0 ? [] : [{ url: instance.url, differs, remedy: remedyOf(instance, differs) }];
  });
}

interface Usual {
  readonly store: string | undefined;
  readonly project: string | undefined;
  readonly version: string | undefined;
  readonly seq: number;
}

function fieldsThatDiffer(instance: Instance, usual: Usual): Difference['differs'] {
  if (instance.key !== 'accepted') return ['key'];
  // Sequence numbers of different stores say nothing about each other.
  if (instance.store !== usual.store) return ['store'];
  const fields: Difference['differs'][number][] = [];
  if (instance.project !== usual.project) fields.push('project');
  else if ((instance.seq ?? 0) < usual.seq) fields.push('seq');
  if (instance.version !== usual.version) fields.push('version');
  return fields;
}

function remedyOf({ key, problem }: Instance, differs: Difference['differs']): string {
  if (key === 'unknown') return problem ?? 'It does not answer. Start it.';
  if (key === 'refused')
    return `${problem ?? 'It refuses the key.'} If the others accept it, this instance has another store or an old copy of it.`;
  if (differs.includes('store'))
    return 'It has another data folder or database than the others. Give it the same, and the same key for it.';
  if (differs.includes('project'))
    return "Another project is the key's default there. Use one key for all, or name the project in each call.";
  if (differs.includes('seq'))
    return 'It is behind. Ask again in a few seconds; if it stays behind, it reads a copy: give it the same store.';
  return 'It runs another version. Update all to the same.';
}

function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
