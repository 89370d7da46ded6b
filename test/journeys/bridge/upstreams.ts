/** Real MCP endpoints built from the official SDKs: one that keeps sessions and knows no modern revision, one that is modern alone. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import {
  acceptedContent,
  completable as modernCompletable,
  createMcpHandler,
  createRequestStateCodec,
  inputRequired,
  McpServer as ModernServer,
  ResourceTemplate as ModernTemplate,
} from '@modelcontextprotocol/server';
import { CreateMessageResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

export interface Endpoint extends AsyncDisposable {
  readonly url: string;
  /** What was asked, as `METHOD rpc-method status`. */
  readonly log: string[];
  /** The secrets that are good now. */
  readonly secrets: Set<string>;
  /** Changes the tools, and tells the clients that listen. */
  changeTools(): void;
  /** Forgets every session, as a restart does. */
  forget(): Promise<void>;
}

const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** What the tool `recite` answers: more than a client takes at once. */
export const recited = Array.from({ length: 9_000 }, (_, line) => `line ${line}: grüß dich, 灯台 😀`).join(
  '\n',
);
const towns = ['Bergen', 'Bern', 'Oslo'];
const consultation = {
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: 'Which town?' } }],
  maxTokens: 20,
};
const consulted = (content: unknown, roots: { uri: string }[]): string =>
  `${(content as { text: string }).text} in ${roots.map(({ uri }) => uri).join()}`;
const nameSchema = z.object({ name: z.string() });

/** @param secret the bearer that is wanted */
export async function startLegacyEndpoint(secret: string): Promise<Endpoint> {
  const sessions = new Map<string, { transport: StreamableHTTPServerTransport; server: McpServer }>();
  const endpoint = await listen(secret, async (request, response, body) => {
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (known !== undefined) return known.transport.handleRequest(request, response, body);
    const method = (body as { method?: string } | undefined)?.method;
    if (method !== 'initialize') {
      const error = { code: -32_000, message: 'Session not found' };
      response.writeHead(id === undefined ? 400 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error }));
      return;
    }
    const server = legacyServer();
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (given) => void sessions.set(given, { transport, server }),
      onsessionclosed: (given) => void sessions.delete(given),
    });
    await server.connect(transport);
    await transport.handleRequest(request, response, body);
  });
  return {
    ...endpoint,
    changeTools: () => {
      for (const { server } of sessions.values()) server.registerTool('new_one', {}, () => text('new'));
    },
    async forget() {
      const all = [...sessions.values()];
      sessions.clear();
      for (const { transport } of all) await transport.close();
    },
  };
}

function legacyServer(): McpServer {
  const server = new McpServer({ name: 'legacy', version: '1.0.0' }, { capabilities: { logging: {} } });
  server.registerTool('recite', {}, () => text(recited));
  server.registerTool('echo', { inputSchema: { value: z.string() } }, ({ value }) => text(value));
  server.registerTool('count', {}, async ({ _meta, sendNotification, signal }) => {
    const progressToken = _meta?.progressToken;
    for (let progress = 1; progress <= 3; progress++) {
      if (progressToken !== undefined)
        await sendNotification({ method: 'notifications/progress', params: { progressToken, progress } });
      await wait(20);
    }
    return text(signal.aborted ? 'cancelled' : 'counted');
  });
  server.registerTool('forever', {}, async ({ signal }) => {
    while (!signal.aborted) await wait(10);
    return text('over');
  });
  server.registerTool('greet', {}, async () => {
    const requestedSchema = { type: 'object' as const, properties: { name: { type: 'string' as const } } };
    const answer = await server.server.elicitInput({ message: 'Your name?', requestedSchema });
    return text(answer.action === 'accept' ? `Hello, ${String(answer.content?.['name'])}` : answer.action);
  });
  // One question within the call's own answer, and one on the stream of the session.
  server.registerTool('consult', {}, async ({ sendRequest }) => {
    const request = { method: 'sampling/createMessage' as const, params: consultation };
    const said = await sendRequest(request, CreateMessageResultSchema);
    const { roots } = await server.server.listRoots();
    return text(consulted(said.content, roots));
  });
  server.registerResource('note', 'note://one', {}, () => ({
    contents: [{ uri: 'note://one', text: 'a note' }],
  }));
  const template = new ResourceTemplate('town://{name}', { list: undefined });
  server.registerResource('town', template, {}, (uri, { name }) => ({
    contents: [{ uri: uri.href, text: `about ${String(name)}` }],
  }));
  const town = completable(z.string(), (value) => towns.filter((one) => one.startsWith(value)));
  server.registerPrompt('visit', { argsSchema: { town } }, (args) => ({
    messages: [{ role: 'user', content: { type: 'text', text: `Visit ${args.town}` } }],
  }));
  return server;
}

/** @param secret the bearer that is wanted */
export async function startModernEndpoint(secret: string): Promise<Endpoint> {
  let changed = false;
  const handler = createMcpHandler(() => modernServer(changed), { legacy: 'reject' });
  const answer = getRequestListener((request) => handler.fetch(request));
  const endpoint = await listen(secret, async (request, response, body) => {
    Object.assign(request, { rawBody: Buffer.from(JSON.stringify(body ?? '')) });
    await answer(request, response);
  });
  return {
    ...endpoint,
    changeTools() {
      changed = true;
      handler.notify.toolsChanged();
    },
    forget: async () => undefined,
  };
}

const codec = createRequestStateCodec<{ step: string; said?: string }>({
  key: 'a key for these tests alone, 32 bytes',
});

function modernServer(changed: boolean): ModernServer {
  const server = new ModernServer(
    { name: 'modern', version: '1.0.0' },
    {
      capabilities: { tools: { listChanged: true }, logging: {}, completions: {} },
      requestState: { verify: codec.verify },
    },
  );
  const echo = { inputSchema: z.object({ value: z.string().meta({ 'x-mcp-header': 'Value' }) }) };
  server.registerTool('recite', {}, () => text(recited));
  server.registerTool('echo', echo, ({ value }) => text(value));
  server.registerTool('count', {}, async (context) => {
    const progressToken = context.mcpReq._meta?.progressToken;
    for (let progress = 1; progress <= 3; progress++) {
      if (progressToken !== undefined)
        await context.mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress },
        });
      await wait(20);
    }
    return text('counted');
  });
  server.registerTool('forever', {}, async (context) => {
    while (!context.mcpReq.signal.aborted) await wait(10);
    return text('over');
  });
  server.registerTool('greet', {}, async (context) => {
    const answer = acceptedContent(context.mcpReq.inputResponses, 'who', nameSchema);
    const state = context.mcpReq.requestState<{ step: string }>();
    if (answer !== undefined)
      return text(`Hello, ${answer.name}${state?.step === 'ask' ? '' : ' (state lost)'}`);
    const who = inputRequired.elicit({ message: 'Your name?', requestedSchema: nameSchema });
    return inputRequired({ inputRequests: { who }, requestState: await codec.mint({ step: 'ask' }) });
  });
  // Two questions at once, then one more in another round.
  server.registerTool('consult', {}, async (context) => {
    const { inputResponses: given } = context.mcpReq;
    const said = given?.['said'] as { content: unknown } | undefined;
    const { roots } = (given?.['where'] ?? {}) as { roots?: { uri: string }[] };
    const state = context.mcpReq.requestState<{ step: string; said?: string }>();
    if (state?.step === 'confirm') return text(JSON.parse(state.said ?? '""') as string);
    if (said === undefined || roots === undefined) {
      const inputRequests = {
        said: inputRequired.createMessage(consultation),
        where: inputRequired.listRoots(),
      };
      return inputRequired({ inputRequests, requestState: await codec.mint({ step: 'ask' }) });
    }
    const sure = inputRequired.elicit({ message: 'Sure?', requestedSchema: nameSchema });
    const requestState = await codec.mint({
      step: 'confirm',
      said: JSON.stringify(consulted(said.content, roots)),
    });
    return inputRequired({ inputRequests: { sure }, requestState });
  });
  if (changed) server.registerTool('new_one', {}, () => text('new'));
  server.registerResource('note', 'note://one', {}, () => ({
    contents: [{ uri: 'note://one', text: 'a note' }],
  }));
  const template = new ModernTemplate('town://{name}', { list: undefined });
  server.registerResource('town', template, {}, (uri, { name }) => ({
    contents: [{ uri: uri.href, text: `about ${String(name)}` }],
  }));
  const town = modernCompletable(z.string(), (value) => towns.filter((one) => one.startsWith(value)));
  server.registerPrompt('visit', { argsSchema: z.object({ town }) }, (args) => ({
    messages: [{ role: 'user', content: { type: 'text', text: `Visit ${args.town}` } }],
  }));
  return server;
}

type Handle = (request: IncomingMessage, response: ServerResponse, body: unknown) => Promise<void>;

async function listen(secret: string, handle: Handle) {
  const log: string[] = [];
  const secrets = new Set([secret]);
  const server: Server = createServer((request, response) => {
    let content = '';
    request.setEncoding('utf8').on('data', (part: string) => (content += part));
    request.on('end', () => {
      const body: unknown = content === '' ? undefined : JSON.parse(content);
      const method = (body as { method?: string } | undefined)?.method ?? '';
      response.on('close', () => log.push(`${request.method} ${method} ${response.statusCode}`));
      if (!secrets.has(request.headers.authorization?.replace('Bearer ', '') ?? ''))
        return void response.writeHead(401).end('{"message":"The secret is not known."}');
      handle(request, response, body).catch((error: unknown) => response.destroy(error as Error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    log,
    secrets,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
