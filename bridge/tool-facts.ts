/** What the bridge has to know of a generic server's tools: which may be repeated, and which arguments travel as headers too. */
import { headerValue } from './headers.ts';
import { parseMessage, type Message, type Request } from './messages.ts';

const mostPages = 50;

interface Tool {
  readonly name?: unknown;
  readonly annotations?: { readonly readOnlyHint?: unknown; readonly idempotentHint?: unknown };
  readonly inputSchema?: unknown;
}

interface HeaderArgument {
  readonly header: string;
  readonly path: readonly string[];
}

export interface ToolFacts {
  /** Takes note of the tools in an answer to `tools/list`. */
  note(text: string): void;
  /** Whether the server says that a repeated call changes nothing more. */
  isRepeatable(message: Message): boolean;
  /** `Mcp-Param-*` for the arguments that the tool's schema marks with `x-mcp-header` (SEP-2243). */
  headersOf(message: Message): Record<string, string>;
}

export function createToolFacts(): ToolFacts {
  const repeatable = new Set<unknown>();
  const headers = new Map<unknown, HeaderArgument[]>();
  return {
    note(text) {
      const tools = parseMessage(text)?.result?.['tools'];
      for (const { name, annotations, inputSchema } of Array.isArray(tools) ? (tools as Tool[]) : []) {
        if (annotations?.readOnlyHint === true || annotations?.idempotentHint === true) repeatable.add(name);
        else repeatable.delete(name);
        const marked = markedArguments(inputSchema, []);
        if (marked.length > 0) headers.set(name, marked);
        else headers.delete(name);
      }
    },
    isRepeatable: ({ params }) => repeatable.has(params?.name),
    headersOf({ params }) {
      const found: Record<string, string> = {};
      for (const { header, path } of headers.get(params?.name) ?? []) {
        const value = valueAt(params?.['arguments'], path);
        if (value !== undefined) found[`mcp-param-${header.toLowerCase()}`] = headerValue(String(value));
      }
      return found;
    },
  };
}

/** Reads all tools, for the sake of their notes. @param ask sends a request, and hands its answer to `note` too */
export async function readTools(
  ask: (request: Request, take: (text: string) => void) => Promise<void>,
  meta: object | undefined,
): Promise<void> {
  let cursor: unknown;
  for (let page = 0; page < mostPages; page++) {
    const params = {
      ...(cursor === undefined ? {} : { cursor }),
      ...(meta === undefined ? {} : { _meta: { ...meta } }),
    };
    let text: string | undefined;
    const request: Request = {
      jsonrpc: '2.0',
      id: `keepsake-bridge-tools-${page}`,
      method: 'tools/list',
      params,
    };
    await ask(request, (got) => (text = got));
    cursor = text === undefined ? undefined : parseMessage(text)?.result?.['nextCursor'];
    if (cursor === undefined) return;
  }
}

function markedArguments(schema: unknown, path: readonly string[]): HeaderArgument[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'x-mcp-header' in schema && typeof schema['x-mcp-header'] === 'string' && path.length > 0;
  const here = own ? [{ header: schema['x-mcp-header'] as string, path }] : [];
  const properties = 'properties' in schema ? schema.properties : undefined;
  if (typeof properties !== 'object' || properties === null) return here;
  return [
    ...here,
    ...Object.entries(properties).flatMap(([name, inner]) => markedArguments(inner, [...path, name])),
  ];
}

function valueAt(value: unknown, path: readonly string[]): string | number | boolean | undefined {
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}
