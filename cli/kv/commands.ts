/** `keepsake kv get`, `set`, `delete` and `list`. */
import { text } from 'node:stream/consumers';
import { KeepsakeError, type EntryInfo } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import { findProject, openSession } from '../session.ts';

export interface KvOptions {
  project?: string;
  branch?: string;
}

export interface SetOptions extends KvOptions {
  parse?: boolean;
  ttl?: number;
  ifVersion?: number;
}

export interface ListOptions extends KvOptions {
  prefix: string;
}

interface Name {
  namespace: string;
  key: string;
}

async function open({ project }: KvOptions) {
  const { client } = await openSession();
  return { client, projectId: (await findProject(client, project)).id };
}

export async function getValue(name: Name, options: KvOptions, output: Output): Promise<void> {
  const { client, projectId } = await open(options);
  const entry = await client.getEntry({ projectId, ...name, branch: options.branch });
  output.result(entry, [typeof entry.value === 'string' ? entry.value : JSON.stringify(entry.value)]);
}

export async function setValue(
  name: Name,
  given: string,
  { parse = false, ttl, ifVersion, ...options }: SetOptions,
  output: Output,
): Promise<void> {
  const words = given === '-' ? await text(process.stdin) : given;
  const value = parse ? parseJson(words) : words;
  const { client, projectId } = await open(options);
  const entry = await client.setEntry({
    projectId,
    ...name,
    value,
    ttl,
    version: ifVersion,
    branch: options.branch,
  });
  const end = entry.expires_at === null ? '' : `, until ${entry.expires_at}`;
  output.result(entry, [`Set ${name.key} in ${name.namespace} (version ${entry.version}${end}).`]);
}

export async function deleteValue(name: Name, options: KvOptions, output: Output): Promise<void> {
  const { client, projectId } = await open(options);
  const result = await client.deleteEntry({ projectId, ...name, branch: options.branch });
  const line = result.deleted ? 'Removed' : 'There was no';
  output.result(result, [`${line} ${name.key} in ${name.namespace}.`]);
}

export async function listValues(
  namespace: string | undefined,
  { prefix, ...options }: ListOptions,
  output: Output,
): Promise<void> {
  const { client, projectId } = await open(options);
  if (namespace === undefined) {
    const names = await everyPage((after) => client.listNamespaces({ projectId, after }));
    output.result(
      names,
      names.map((one) => one.namespace),
    );
    return;
  }
  const entries = await everyPage((after) =>
    client.listEntries({ projectId, namespace, prefix, after, limit: 1_000 }),
  );
  output.result(entries, entries.map(showEntry));
}

function showEntry({ key, version, bytes, updated_at, expires_at }: EntryInfo): string {
  const end = expires_at === null ? '' : `, until ${expires_at}`;
  return `${key}  (version ${version}, ${bytes} bytes, ${updated_at}${end})`;
}

async function everyPage<T>(
  page: (after: string | undefined) => Promise<{ items: T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let after: string | undefined; ;) {
    const { items, next } = await page(after);
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
}

function parseJson(words: string): unknown {
  try {
    return JSON.parse(words);
  } catch {
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The value is not JSON. Leave --parse out to keep it as a text.',
    );
  }
}
