/**
 * Key-value memory in the shapes of BotWire's public HTTP API: `/memory/{namespace}/{key}` and `/stats/memory`, the
 * secret deciding the project. Names follow Keepsake's rules, which take all of BotWire's and more.
 */
import { Hono, type Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { KeepsakeError, toKeepsakeError, type EntryInfo } from '../../../contract/index.ts';
import { entryFields } from '../../../contract/operations/entries.ts';
import type { Caller } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';
import { countRequest, requireAccess } from '../credentials.ts';
import { identify, type OpenNamespaces } from './open-namespaces.ts';
import { readValue } from './value.ts';

export interface KvDependencies {
  services: Services;
  logger: Logger;
  /** Namespaces that need no secret; none when left out. */
  open?: OpenNamespaces | undefined;
}

interface Name {
  readonly projectId: string;
  readonly namespace: string;
  readonly key: string;
}

/** What a key under review writes is kept back; a client that looks for `stored` or `deleted` finds neither. */
const waiting = 'This waits until the owner approves it; nothing has changed yet.';
const usualLimit = 100;
const mostKeys = 1_000;

/** The face, to be mounted at the top. */
export function createKv({ services, logger, open }: KvDependencies): Hono {
  const { entries, activity } = services;
  const app = new Hono();

  async function callerOf(context: Context, access: 'read' | 'write') {
    const namespace = context.req.param('namespace');
    const caller = await identify(services, context, open, namespace);
    await countRequest(services, context, caller);
    requireAccess(caller, access, access === 'write' ? 'member' : 'reader');
    return { caller, projectId: projectOf(caller) };
  }

  async function nameOf(context: Context, access: 'read' | 'write'): Promise<{ caller: Caller; name: Name }> {
    const { caller, projectId } = await callerOf(context, access);
    const namespace = parsed(entryFields.namespace, context.req.param('namespace'), 'namespace');
    return {
      caller,
      name: { projectId, namespace, key: parsed(entryFields.key, context.req.param('key'), 'key') },
    };
  }

  app.put('/memory/:namespace/:key', async (context) => {
    const { caller, name } = await nameOf(context, 'write');
    const value = await readValue(context);
    const { namespace, key, bytes, review_id } = await entries.set({ caller }, { ...name, value });
    if (review_id !== undefined) return refuse(context, 202, waiting);
    return context.json({ namespace, key, stored: true, bytes });
  });

  app.get('/memory/:namespace/:key', async (context) => {
    const { caller, name } = await nameOf(context, 'read');
    const entry = await entries.find(caller, name);
    activity.read(caller, 'kv', 'kv_get', name, { found: entry !== undefined });
    if (entry === undefined) return refuse(context, 404, notThere(name));
    const { namespace, key, value, created_at, updated_at } = entry;
    return context.json({
      namespace,
      key,
      value: typeof value === 'string' ? value : JSON.stringify(value),
      created_at: seconds(created_at),
      updated_at: seconds(updated_at),
    });
  });

  app.delete('/memory/:namespace/:key', async (context) => {
    const { caller, name } = await nameOf(context, 'write');
    const { namespace, key, deleted, review_id } = await entries.remove({ caller }, name);
    if (review_id !== undefined) return refuse(context, 202, waiting);
    if (!deleted) return refuse(context, 404, notThere(name));
    return context.json({ deleted: true, namespace, key });
  });

  app.get('/memory/:namespace', async (context) => {
    const { caller, projectId } = await callerOf(context, 'read');
    const namespace = parsed(entryFields.namespace, context.req.param('namespace'), 'namespace');
    const limit = Number(context.req.query('limit') ?? usualLimit);
    if (!Number.isInteger(limit) || limit < 1 || limit > mostKeys)
      return refuse(context, 422, `limit is a number from 1 to ${mostKeys}`);
    const all = await Array.fromAsync(entries.all(caller, projectId, namespace));
    const keys = all
      .toSorted(newestFirst)
      .slice(0, limit)
      .map(({ key, bytes, updated_at }) => ({ key, bytes, updated_at: seconds(updated_at) }));
    activity.read(caller, 'kv', 'kv_list', { projectId, namespace }, { keys });
    return context.json({ namespace, count: keys.length, keys });
  });

  app.get('/stats/memory', async (context) => {
    const { caller, projectId } = await callerOf(context, 'read');
    const namespaces = new Set<string>();
    let total_entries = 0;
    let total_bytes = 0;
    for await (const { namespace, bytes } of entries.all(caller, projectId)) {
      namespaces.add(namespace);
      total_entries++;
      total_bytes += bytes;
    }
    return context.json({ total_entries, total_namespaces: namespaces.size, total_bytes });
  });

  app.onError((thrown, context) => {
    if (thrown instanceof HTTPException) return refuse(context, thrown.status, thrown.message);
    const error = toKeepsakeError(thrown);
    if (error.status >= 500) logger.error({ err: error.cause ?? error }, 'request failed');
    if (error.status === 401) context.header('WWW-Authenticate', 'Bearer realm="keepsake"');
    if (error.details?.retry_after !== undefined)
      context.header('Retry-After', String(error.details.retry_after));
    return refuse(context, error.status as ContentfulStatusCode, error.message);
  });
  return app;
}

/** Refusals look as they do there. */
function refuse(context: Context, status: ContentfulStatusCode, detail: string): Response {
  return context.json({ detail }, status);
}

function notThere({ namespace, key }: Name): string {
  return `Key not found: ${namespace}/${key}`;
}

/** @throws KeepsakeError FORBIDDEN for the owner, who has no project of their own */
function projectOf(caller: Caller): string {
  if (caller.type === 'key') return caller.defaultProject;
  throw new KeepsakeError(
    'FORBIDDEN',
    'The secret here is that of a key: its project is the one that is used.',
  );
}

function parsed(schema: typeof entryFields.key, text: string | undefined, what: string): string {
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  throw new KeepsakeError('VALIDATION_ERROR', `Invalid ${what}: ${result.error.issues[0]?.message}.`);
}

function newestFirst(one: EntryInfo, other: EntryInfo): number {
  return Date.parse(other.updated_at) - Date.parse(one.updated_at);
}

/** ISO 8601 as seconds since 1970 with a fraction. */
function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
