/** Everything by which a client recalls: REST, the tools by the official MCP client, and BotWire's calls. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Client as RestClient } from '../../../contract/index.ts';

/** A word that stands in one write alone. */
export function markOf(at: number): string {
  return `zq${String(at).padStart(5, '0')}x`;
}

const anyMark = /zq\d{5}x/g;

interface Reach {
  readonly url: string;
  readonly secret: string;
  readonly client: RestClient;
  readonly projectId: string;
  /** Ids of memories that were there before. */
  readonly known: readonly string[];
}

export interface Faces {
  /** The marks that each face gives back, by the face's name. */
  marksSeen(wanted: readonly number[]): Promise<Record<string, string[]>>;
}

export function createFaces({ url, secret, client, projectId, known }: Reach): Faces {
  const authorized = { headers: { authorization: `Bearer ${secret}` } };

  const rest: Record<string, () => Promise<unknown>> = {
    'list of memories': () => everyPage((page) => client.listMemories({ projectId, page, page_size: 100 })),
    'memories that wait': () => client.listMemories({ projectId, status: 'pending_review', page_size: 100 }),
    'memories by id': () => Promise.all(known.map((memoryId) => client.getMemory({ projectId, memoryId }))),
    'histories of memories': () =>
      Promise.all(known.map((memoryId) => client.getMemoryHistory({ projectId, memoryId }))),
    overview: () => client.getProjectOverview({ projectId }),
    fetch: () => Promise.all(known.map((id) => client.fetchRecord({ id }))),
    entries: () => entriesOf(client, projectId),
    changes: () => client.listChanges({ projectId, limit: 500 }),
    "BotWire's list": async () => (await fetch(`${url}/memory/watch?limit=1000`, authorized)).text(),
    "BotWire's get": async () => (await fetch(`${url}/memory/watch/log`, authorized)).text(),
  };

  return {
    async marksSeen(wanted) {
      const seen: Record<string, string[]> = {};
      for (const [name, read] of Object.entries(rest)) seen[name] = marksIn(await read());
      seen['search'] = marksIn(await searched(wanted, (query) => client.search({ query, limit: 10 })));
      Object.assign(seen, await byTools(wanted));
      return seen;
    },
  };

  async function byTools(wanted: readonly number[]): Promise<Record<string, string[]>> {
    const mcp = new Client({ name: 'review-campaign', version: '1.0.0' });
    await mcp.connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: authorized }));
    const call = (name: string, args: Record<string, unknown> = {}) =>
      mcp.callTool({ name, arguments: args });
    try {
      const listed = await Promise.all(
        [1, 2, 3, 4].map((page) => call('list_memories', { page, page_size: 50 })),
      );
      return {
        'tool search': marksIn(await searched(wanted.slice(0, 50), (query) => call('search', { query }))),
        'tool list_memories': marksIn(listed),
        'tool project_overview': marksIn(await call('project_overview')),
        'tool fetch': marksIn(await Promise.all(known.map((id) => call('fetch', { id })))),
        'tool kv_get': marksIn(await call('kv_get', { namespace: 'watch', key: 'log' })),
        'tool kv_list': marksIn(await call('kv_list', { namespace: 'watch', limit: 100 })),
      };
    } finally {
      await mcp.close();
    }
  }
}

/** Only the results: a search quotes the query nowhere else. */
async function searched(wanted: readonly number[], search: (query: string) => Promise<unknown>) {
  const results: unknown[] = [];
  for (let from = 0; from < wanted.length; from += 20)
    results.push(...(await Promise.all(wanted.slice(from, from + 20).map((at) => search(markOf(at))))));
  results.push(await search('what does the lighthouse say at night'));
  return results;
}

async function entriesOf(client: RestClient, projectId: string) {
  const { items } = await client.listEntries({ projectId, namespace: 'watch', limit: 1_000 });
  const values = await Promise.all(
    items.map(({ namespace, key }) => client.getEntry({ projectId, namespace, key })),
  );
  return { items, values };
}

async function everyPage(read: (page: number) => Promise<{ pagination: { total_pages: number } }>) {
  const pages: unknown[] = [];
  for (let page = 1; ; page++) {
    const one = await read(page);
    pages.push(one);
    if (page >= one.pagination.total_pages) return pages;
  }
}

function marksIn(value: unknown): string[] {
  return [...new Set(JSON.stringify(value).match(anyMark))];
}
