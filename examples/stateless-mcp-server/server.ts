/** An MCP server of one's own that keeps its memory in Keepsake: stateless, so that any number of them is one. */
import process from 'node:process';
import { serve } from '@hono/node-server';
import { createMcpHandler, McpServer, type McpRequestContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { createMemory, type MemorySettings } from './memory.ts';

const settings: MemorySettings = {
  url: setting('KEEPSAKE_URL'),
  secretFile: setting('KEEPSAKE_SECRET_FILE'),
};

function setting(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  throw new Error(`Set ${name}; README.md says to what.`);
}

/** One server for one request. Its memory is Keepsake's, so it does not matter which instance answers. */
function createServer({ requestInfo }: McpRequestContext): McpServer {
  const memory = createMemory(settings, requestInfo?.headers.get('idempotency-key') ?? undefined);
  const server = new McpServer({ name: 'release-desk', version: '1.0.0' });
  server.registerTool(
    'note_decision',
    {
      description: 'Write down what was decided about a release, in one sentence.',
      inputSchema: z.object({ decision: z.string().min(1) }),
    },
    async ({ decision }) => {
      await memory.remember(decision);
      return { content: [{ type: 'text', text: 'Noted.' }] };
    },
  );
  server.registerTool(
    'recall_decisions',
    {
      description: 'What was decided before about a subject.',
      inputSchema: z.object({ subject: z.string().min(1) }),
    },
    async ({ subject }) => {
      const decisions = await memory.recall(subject);
      return { content: decisions.map((text) => ({ type: 'text', text })) };
    },
  );
  return server;
}

const handler = createMcpHandler(createServer);
const server = serve(
  {
    fetch: (request) => handler.fetch(request),
    hostname: '127.0.0.1',
    port: Number(process.env['PORT'] ?? 8080),
  },
  ({ port }) => process.stdout.write(`listening on http://127.0.0.1:${port}\n`),
);

process.once('SIGTERM', () => server.close(() => process.exit(0)));
