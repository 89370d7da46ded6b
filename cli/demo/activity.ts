/** What the clients of a demo look up, through MCP as they would. */
import { createFetch } from '../../local/http.ts';
import type { DemoAccess } from './access.ts';
import type { DemoKey } from './fill.ts';
import type { SampleProject } from './sample/shape.ts';

/** Every question is asked by one client after the other; what a key does not reach is left alone. */
export async function askQuestions(
  { url, owner }: DemoAccess,
  keys: readonly DemoKey[],
  projectId: string,
  project: SampleProject,
  signal: AbortSignal,
): Promise<void> {
  const reaching = new Set((await owner.listProjectKeys({ projectId })).items.map(({ id }) => id));
  const own = keys.filter(({ id }) => reaching.has(id));
  for (const [at, query] of project.questions.entries()) {
    signal.throwIfAborted();
    const key = own[at % own.length];
    if (key === undefined) return;
    await callTool(url, key, 'search', { query, project_id: projectId, limit: 3 });
    if (at === 0) await callTool(url, key, 'list_memories', { project_id: projectId, page_size: 5 });
    if (at === 1)
      await callTool(url, key, 'kv_list', { project_id: projectId, namespace: project.namespace });
  }
}

const fetch = createFetch({});

async function callTool(url: string, key: DemoKey, name: string, args: object): Promise<void> {
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key.secret}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'x-keepsake-client': key.client,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  await response.text();
}
