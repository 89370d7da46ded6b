/** Reads BotWire's values and MemoryLake's memories by their public APIs, as lines. */
import { z } from 'zod';
import { KeepsakeError } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';
import { isLoopback } from '../../local/outward.ts';

/** BotWire lists at most so many, and has no further pages. */
const mostKeys = 1_000;
const pageSize = 100;

const keyList = z.object({ keys: z.array(z.object({ key: z.string() })) });

/** Every value of the namespaces: `GET /memory/{ns}` and `GET /memory/{ns}/{key}`. */
export async function* botWireLines(url: string, namespaces: readonly string[]): AsyncGenerator<string> {
  if (namespaces.length === 0)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'BotWire does not list namespaces. Name each with --namespace.',
    );
  for (const namespace of namespaces) {
    const base = `/memory/${encodeURIComponent(namespace)}`;
    const { keys } = keyList.parse(await getJson(url, `${base}?limit=${mostKeys}`));
    for (const { key } of keys) yield line(await getJson(url, `${base}/${encodeURIComponent(key)}`));
    if (keys.length === mostKeys)
      throw new KeepsakeError(
        'VALIDATION_ERROR',
        `${namespace} may hold more than the ${mostKeys} keys that BotWire lists, so nothing was imported.`,
      );
  }
}

const envelope = z.object({
  success: z.literal(true),
  data: z.union([
    z.array(z.looseObject({ id: z.string() })),
    z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) }),
  ]),
});

/** Every memory of every project: `GET /projects` and `GET /projects/{id}/memories`. */
export async function* memoryLakeLines(url: string, secret: string): AsyncGenerator<string> {
  for await (const { id } of allPages(url, '/projects', secret))
    for await (const memory of allPages(url, `/projects/${encodeURIComponent(id)}/memories`, secret))
      yield line(memory);
}

async function* allPages(url: string, path: string, secret: string): AsyncGenerator<{ id: string }> {
  for (let page = 1; ; page++) {
    const answer = await getJson(url, `${path}?page=${page}&page_size=${pageSize}`, secret);
    const parsed = envelope.safeParse(answer);
    if (!parsed.success) throw strange(url);
    const { data } = parsed.data;
    const items = Array.isArray(data) ? data : data.items;
    yield* items;
    if (items.length < pageSize) return;
  }
}

async function getJson(url: string, path: string, secret?: string): Promise<unknown> {
  const base = new URL(url);
  if (base.protocol !== 'https:' && !isLoopback(base.hostname))
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The address must begin with https:// unless it is this computer.',
    );
  const headers: Record<string, string> = { accept: 'application/json' };
  if (secret !== undefined) headers['authorization'] = `Bearer ${secret}`;
  const response = await createFetch({})(`${url.replace(/\/$/, '')}${path}`, { method: 'GET', headers });
  if (response.status !== 200)
    throw new KeepsakeError(
      'UNAVAILABLE',
      `${base.host} answered ${response.status}. Check address and secret.`,
    );
  return response.json().catch(() => {
    throw strange(url);
  });
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

function strange(url: string): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    `${new URL(url).host} answered in a form that is not known here. Check the address.`,
  );
}
