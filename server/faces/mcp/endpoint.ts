/** The MCP endpoint: stateless, every revision from 2024-11-05 to 2026-07-28 at one address. */
import {
  createMcpHandler,
  Server,
  type CallToolResult,
  type McpRequestContext,
  type McpServerFactory,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import {
  keepsakeVersion,
  serverInstructions,
  toKeepsakeError,
  tools,
  type ToolName,
} from '../../../contract/index.ts';
import type { Caller } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';
import { answerError } from '../answers.ts';
import { authenticate, countRequest } from '../credentials.ts';
import { callOf } from '../repeats.ts';
import { textOfAnswer } from './search-answer.ts';
import { listedTools } from './listing.ts';
import { callTool, createToolHandlers, type ToolHandlers } from './tools.ts';

/** Takes the place of Keepsake's own tools for the official conformance suite; absent outside tests. */
export type McpFixture = McpServerFactory;

export interface McpEndpoint {
  handle(context: Context): Promise<Response>;
  close(): Promise<void>;
}

export interface McpDependencies {
  services: Services;
  logger: Logger;
  fixture?: McpFixture | undefined;
}

const serverInfo = { name: 'keepsake', title: 'Keepsake', version: keepsakeVersion };
const listMs = 300_000;
const cacheHints = {
  'tools/list': { ttlMs: listMs, cacheScope: 'private' },
  'server/discover': { ttlMs: listMs, cacheScope: 'private' },
} as const;

/** The endpoint. Each request is authenticated by itself; nothing is remembered between two. */
export function createMcpEndpoint({ services, logger, fixture }: McpDependencies): McpEndpoint {
  const handlers = createToolHandlers(services);
  const handler = createMcpHandler(
    fixture ?? ((request) => buildServer({ handlers, services, logger }, request)),
    {
      onerror: (error) => logger.debug({ err: error }, 'mcp request refused'),
    },
  );
  return {
    async handle(context) {
      try {
        const caller = await services.identities.clientOf(await authenticate(services, context));
        await countRequest(services, context, caller);
        const authInfo = { token: '', clientId: caller.account, scopes: [], extra: { caller } };
        const response = await handler.fetch(context.req.raw, { authInfo });
        for (const name of ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset']) {
          const value = context.res.headers.get(name);
          if (value !== null) response.headers.set(name, value);
        }
        return response;
      } catch (error) {
        return answerError(context, error, logger);
      }
    },
    close: () => handler.close(),
  };
}

function buildServer(tooling: Tooling, request: McpRequestContext): Server {
  const caller = request.authInfo?.extra?.['caller'] as Caller;
  const server = new Server(serverInfo, {
    capabilities: { tools: {} },
    instructions: serverInstructions,
    cacheHints,
  });
  const scope = caller.type === 'owner' ? 'write' : caller.scope;
  server.setRequestHandler('tools/list', () => listedTools(scope));
  server.setRequestHandler('tools/call', ({ params }, context) => {
    const named = withClient(caller, context);
    const idempotencyKey = request.requestInfo?.headers.get('idempotency-key') ?? undefined;
    const { name, arguments: args } = params;
    return answerCall(tooling, { name, args, caller: named, idempotencyKey });
  });
  return server;
}

/** A modern client names itself with every request. */
function withClient(caller: Caller, context: ServerContext): Caller {
  const info = context.mcpReq._meta?.['io.modelcontextprotocol/clientInfo'];
  const name = typeof info === 'object' && info !== null && 'name' in info ? info.name : undefined;
  return typeof name === 'string' && name !== '' ? { ...caller, client: name.slice(0, 100) } : caller;
}

interface Tooling {
  readonly handlers: ToolHandlers;
  readonly services: Services;
  readonly logger: Logger;
}

interface ToolCall {
  readonly name: string;
  readonly args: unknown;
  readonly caller: Caller;
  readonly idempotencyKey: string | undefined;
}

/** A refusal is the tool's result, so that the model reads why and what to do. */
async function answerCall(
  { handlers, services, logger }: Tooling,
  { name, args, caller, idempotencyKey }: ToolCall,
): Promise<CallToolResult> {
  try {
    const scope = caller.type === 'owner' ? 'write' : caller.scope;
    if (!isOffered(name, scope))
      return failure(`There is no tool "${name}" for this key. List the tools to see which there are.`);
    const repeatKey = tools[name].access === 'write' ? idempotencyKey : undefined;
    const structured = await callTool(handlers, name, args, callOf(caller, repeatKey, name, args));
    if (tools[name].access === 'read') services.activity.read(caller, 'mcp', name, args, structured);
    return { content: [{ type: 'text', text: textOfAnswer(structured) }], structuredContent: structured };
  } catch (thrown) {
    const error = toKeepsakeError(thrown);
    if (error.status >= 500) logger.error({ err: error.cause ?? error, tool: name }, 'tool failed');
    return failure(`${error.code}: ${error.message}`);
  }
}

function isOffered(name: string, scope: 'read' | 'write'): name is ToolName {
  return Object.hasOwn(tools, name) && (scope === 'write' || tools[name as ToolName].access === 'read');
}

function failure(text: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text }] };
}
