/** What each tool asks of a BotWire key-value API, and what its answer means. */
import type { ToolName } from './tools.ts';

export interface Asked {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Below the API's address. */
  readonly path: string;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** A refusal that the model should read: what is wrong, and what to do. */
export class ToolRefusal extends Error {}

interface Call {
  readonly ask: (input: Input) => Asked;
  readonly read: (body: Body, input: Input) => object;
  /** What it means that there is no such key; an error where left out. */
  readonly missing?: (input: Input) => object;
}

type Input = Readonly<Record<string, unknown>>;
type Body = Readonly<Record<string, unknown>>;

/** As BotWire states it, in characters. */
const longestValue = 100_000;
const usualLimit = 100;
const mostKeys = 1_000;

const calls: Readonly<Record<ToolName, Call>> = {
  kv_get: {
    ask: (input) => ({ method: 'GET', path: pathOf(input) }),
    read: ({ value, created_at, updated_at }) => ({
      found: true,
      value: asText(value),
      ...(typeof created_at === 'number' ? { created_at: timeOf(created_at) } : {}),
      ...(typeof updated_at === 'number' ? { updated_at: timeOf(updated_at) } : {}),
    }),
    missing: () => ({ found: false }),
  },
  kv_list: {
    ask: ({ namespace, limit = usualLimit, prefix }) => {
      if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > mostKeys)
        throw new ToolRefusal(`limit is a whole number from 1 to ${mostKeys}.`);
      const wanted = prefix === undefined ? limit : mostKeys;
      return { method: 'GET', path: `/memory/${part(namespace, 'namespace')}?limit=${wanted}` };
    },
    read: readKeys,
  },
  kv_stats: {
    ask: () => ({ method: 'GET', path: '/stats/memory' }),
    read: ({ total_entries, total_namespaces, total_bytes }) => ({
      total_entries: Number(total_entries),
      total_namespaces: Number(total_namespaces),
      total_bytes: Number(total_bytes),
    }),
  },
  kv_set: {
    ask: (input) => ({ method: 'PUT', path: pathOf(input), body: bodyOf(input['value']) }),
    read: ({ bytes }, { namespace, key }) => ({ namespace, key, bytes: Number(bytes) }),
  },
  kv_delete: {
    ask: (input) => ({ method: 'DELETE', path: pathOf(input) }),
    read: (_body, { key }) => ({ key, deleted: true }),
    missing: ({ key }) => ({ key, deleted: false }),
  },
};

/** @throws ToolRefusal for input that no such API takes */
export function askedBy(tool: ToolName, input: Input): Asked {
  return calls[tool].ask(input);
}

/** The tool's structured result. @throws ToolRefusal with the API's own words where it gave any */
export function resultOf(tool: ToolName, input: Input, { status, text }: Answered): object {
  const { read, missing } = calls[tool];
  const body = bodyIn(text);
  if (status < 300 && body !== undefined) return read(body, input);
  const detail = detailOf(text);
  if (status === 404 && missing !== undefined && detail?.startsWith('Key not found') === true)
    return missing(input);
  throw new ToolRefusal(detail ?? `${strange(status)} Check its address with \`keepsake connection list\`.`);
}

function strange(status: number): string {
  return `The key-value API answered ${status}, not as BotWire's does.`;
}

function readKeys({ keys }: Body, { prefix = '', limit = usualLimit }: Input): object {
  const listed = Array.isArray(keys) ? (keys as Body[]) : [];
  const wanted = listed.filter(({ key }) => asText(key).startsWith(asText(prefix)));
  return {
    keys: wanted.slice(0, Number(limit)).map(({ key, bytes, updated_at }) => ({
      key: asText(key),
      bytes: Number(bytes),
      updated_at: timeOf(Number(updated_at)),
    })),
    more: wanted.length > Number(limit) || listed.length >= (prefix === '' ? Number(limit) : mostKeys),
  };
}

function pathOf({ namespace, key }: Input): string {
  return `/memory/${part(namespace, 'namespace')}/${part(key, 'key')}`;
}

/** What a path cannot hold is refused here; the rest is for the API to judge. */
function part(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '' || value === '.' || value === '..' || !value.isWellFormed())
    throw new ToolRefusal(`${what} is missing or cannot be used. Give a text such as "user-john".`);
  return encodeURIComponent(value);
}

function bodyOf(value: unknown): string {
  if (value === undefined) throw new ToolRefusal('value is missing. Give a text or any JSON value.');
  const kept = asText(value);
  if (kept.length > longestValue)
    throw new ToolRefusal(
      `The value has ${kept.length} characters; ${longestValue} are the most. Keep it in parts under several keys.`,
    );
  return JSON.stringify({ value: kept });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** @param seconds since 1970, with a fraction */
function timeOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}

function bodyIn(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}

/** A text, or the list of faults that a checker of inputs gives. */
export function detailOf(text: string): string | undefined {
  const detail = bodyIn(text)?.['detail'];
  if (typeof detail === 'string') return detail;
  if (!Array.isArray(detail)) return undefined;
  return (detail as { msg?: unknown }[]).map(({ msg }) => String(msg)).join('; ');
}
