/** A small server of BotWire's public HTTP API, as its source and articles describe it: no authentication, texts alone. */
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../listening.ts';

interface Entry {
  readonly value: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface KeyValues extends AsyncDisposable {
  readonly url: string;
  /** What was asked, as `METHOD path`. */
  readonly log: string[];
  /** Statuses to answer with before anything else is looked at. */
  readonly faults: number[];
}

export async function startKeyValues(): Promise<KeyValues> {
  const entries = new Map<string, Map<string, Entry>>();
  const log: string[] = [];
  const faults: number[] = [];

  async function answer(request: IncomingMessage): Promise<[number, object]> {
    log.push(`${request.method} ${request.url}`);
    const body = await text(request);
    const fault = faults.shift();
    if (fault !== undefined) return [fault, { detail: `fault ${fault}` }];
    const url = new URL(request.url ?? '', 'http://x');
    const [, area, namespace = '', key] = url.pathname.split('/').map(decodeURIComponent);
    if (area === 'stats') return [200, statsOf(entries)];
    if (area !== 'memory') return [404, { detail: 'Not Found' }];
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(namespace)) return [400, { detail: 'Invalid namespace' }];
    const held = entries.get(namespace) ?? new Map<string, Entry>();
    entries.set(namespace, held);
    if (key === undefined)
      return [200, listOf(namespace, held, Number(url.searchParams.get('limit') ?? 100))];
    if (!/^[A-Za-z0-9_.-]{1,128}$/.test(key)) return [400, { detail: 'Invalid key' }];
    const entry = held.get(key);
    if (request.method === 'PUT') {
      const { value } = JSON.parse(body) as { value: string };
      const now = Date.now() / 1_000;
      held.set(key, { value, created_at: entry?.created_at ?? now, updated_at: now });
      return [200, { namespace, key, stored: true, bytes: Buffer.byteLength(value) }];
    }
    if (entry === undefined) return [404, { detail: `Key not found: ${namespace}/${key}` }];
    if (request.method === 'GET') return [200, { namespace, key, ...entry }];
    held.delete(key);
    return [200, { deleted: true, namespace, key }];
  }

  const server = await listen(async (request, response) => {
    const [status, body] = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return { ...server, log, faults };
}

function listOf(namespace: string, held: Map<string, Entry>, limit: number): object {
  const keys = [...held]
    .map(([key, { value, updated_at }]) => ({ key, bytes: Buffer.byteLength(value), updated_at }))
    .toSorted((one, other) => other.updated_at - one.updated_at)
    .slice(0, limit);
  return { namespace, count: keys.length, keys };
}

function statsOf(entries: Map<string, Map<string, Entry>>): object {
  const all = [...entries.values()].flatMap((held) => [...held.values()]);
  const total_bytes = all.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0);
  return { total_entries: all.length, total_namespaces: entries.size, total_bytes };
}
