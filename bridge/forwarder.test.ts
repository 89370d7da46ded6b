/** The forwarder against real HTTP servers that answer, refuse, stream, break off or are not there. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createCredentials } from './credentials.ts';
import { createForwarder } from './forwarder.ts';
import { createKeptResults } from './kept-results.ts';
import type { Message } from './messages.ts';
import { createOversize } from './oversize.ts';
import { createUpstream } from './upstream.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

async function listen(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => handler(request, response, body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

function answer(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const result = (id: unknown, value: unknown = {}) => ({ jsonrpc: '2.0', id, result: value });
const call = (id: number, method = 'tools/list', params: Message['params'] = {}): Message => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

interface CallResult {
  readonly content: { type: string; text?: string }[];
  readonly isError?: boolean;
  readonly structuredContent?: unknown;
}

/** A forwarder to a URL, and what the client was sent, each as an object. */
function connect(url: string, secrets: string[] = ['first'], folder = tmpdir()) {
  const sent: { id?: unknown; result?: unknown; error?: { code: number; message: string } }[] = [];
  let reads = 0;
  const store = { get: () => Promise.resolve(secrets[Math.min(reads++, secrets.length - 1)]) };
  const credentials = createCredentials(() => Promise.resolve(store as never), 'work');
  const kept = createKeptResults({ folder: join(folder, 'results'), credentials });
  const forwarder = createForwarder({
    upstream: createUpstream({ url }),
    credentials,
    oversize: () => Promise.resolve(createOversize(kept, 20_000)),
    send: (message) => sent.push((typeof message === 'string' ? JSON.parse(message) : message) as never),
    wait: () => Promise.resolve(),
  });
  return {
    sent,
    forwarder,
    async ask(message: Message) {
      forwarder.receive(message);
      await forwarder.idle();
      return sent.at(-1);
    },
  };
}

describe('an answer', () => {
  test('of JSON or of a stream of events reaches the client as it is, progress first', async () => {
    const url = await listen((_, response, body) => {
      const { id, method } = JSON.parse(body) as { id: number; method: string };
      if (method === 'tools/list') return answer(response, result(id, { tools: [] }));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': a comment\r\n\r\ndata: {"jsonrpc":"2.0","method":"notifications/progress",\r\n');
      response.write('data: "params":{}}\r\n\r\ndata: {"jsonrpc":"2.0","id":');
      response.end(`${id},"result":{"ü":1}}\n\n`);
    });
    const { ask, sent } = connect(url);
    expect(await ask(call(1))).toEqual(result(1, { tools: [] }));
    expect(await ask(call(2, 'tools/call', { name: 'x' }))).toEqual(result(2, { ü: 1 }));
    expect(sent).toHaveLength(3);
    expect(sent[1]).toMatchObject({ method: 'notifications/progress' });
  });

  test('that breaks off is asked for again, a call with the same key, so that it happens once', async () => {
    const keys: unknown[] = [];
    const url = await listen((request, response, body) => {
      keys.push(request.headers['idempotency-key']);
      if (keys.length < 3) return void request.socket.destroy();
      answer(response, result((JSON.parse(body) as { id: number }).id));
    });
    const { ask } = connect(url, ['ksk_first']);
    expect(await ask(call(7, 'tools/call', { name: 'add_memory' }))).toEqual(result(7));
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('that breaks off is not asked for again where the server may do it twice, but where it says it may', async () => {
    let calls = 0;
    const annotated = [{ name: 'look', annotations: { readOnlyHint: true } }, { name: 'pay' }];
    const url = await listen((request, response, body) => {
      const { id, method } = JSON.parse(body) as { id: number; method: string };
      if (method === 'tools/list') return answer(response, result(id, { tools: annotated }));
      if (++calls % 2 === 1) return void request.socket.destroy();
      answer(response, result(id));
    });
    const { ask } = connect(url);
    await ask(call(1));
    expect((await ask(call(2, 'tools/call', { name: 'pay' })))?.error?.message).toContain('was lost');
    expect(calls).toBe(1);
    calls = 0;
    expect(await ask(call(3, 'tools/call', { name: 'look' }))).toEqual(result(3));
    expect(calls).toBe(2);
  });

  test('that is too large becomes links, and is no less when it cannot be kept', async () => {
    const text = 'é'.repeat(1_500_000);
    const url = await listen((_, response, body) => {
      const { id, params } = JSON.parse(body) as { id: number; params: { name: string } };
      const structuredContent = params.name === 'both' ? { structuredContent: { text } } : {};
      answer(response, result(id, { content: [{ type: 'text', text }], ...structuredContent }));
    });
    const folder = mkdtempSync(join(tmpdir(), 'ks-'));
    const { ask } = connect(url, ['first'], folder);
    const told = (await ask(call(1, 'tools/call', { name: 'text' })))?.result as CallResult;
    expect(told.content.map(({ type }) => type)).toEqual(['text', 'text', 'resource_link']);
    expect(told.content[0]?.text).toContain('1,500,000 characters');
    expect(told.content[1]?.text).toBe('é'.repeat(1_000));
    expect(told.content[2]).toMatchObject({ mimeType: 'text/plain', size: 3_000_000 });
    expect(told.isError).toBeUndefined();
    const both = (await ask(call(2, 'tools/call', { name: 'both' })))?.result as CallResult;
    expect([both.isError, both.structuredContent, both.content.length]).toEqual([true, undefined, 4]);
    rmSync(join(folder, 'results'), { recursive: true, force: true });
    writeFileSync(join(folder, 'results'), '');
    const cut = (await ask(call(3, 'tools/call', { name: 'text' })))?.result as CallResult;
    expect(cut.content[0]?.text).toContain('could not be kept');
    expect(cut.content).toHaveLength(2);
  });

  test('of the server’s own error is told in its words; one without words, in ours', async () => {
    const url = await listen((_, response, body) => {
      const { id } = JSON.parse(body) as { id: number };
      if (id === 1)
        answer(response, { success: false, code: 'KEY_REVOKED', message: 'Ask for a new key.' }, 401);
      else response.writeHead(502).end('<html>');
    });
    const { ask } = connect(url);
    expect((await ask(call(1)))?.error?.message).toBe('KEY_REVOKED: Ask for a new key.');
    expect((await ask(call(2)))?.error?.message).toContain('The server answered 502');
  });
});

describe('a server', () => {
  test('that is not there is told in words that say what to do', async () => {
    const url = await listen(() => undefined);
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    const told = await connect(url).ask(call(1));
    expect(told?.error?.message).toContain('keepsake serve');
    expect(told?.id).toBe(1);
  });

  test('that refuses the secret is asked once more with the secret as it is stored now', async () => {
    const seen: unknown[] = [];
    const url = await listen((request, response, body) => {
      seen.push(request.headers.authorization);
      const { id } = JSON.parse(body) as { id: number };
      if (request.headers.authorization === 'Bearer second') answer(response, result(id));
      else answer(response, { code: 'UNAUTHORIZED', message: 'no' }, 401);
    });
    expect(await connect(url, ['first', 'second']).ask(call(1))).toEqual(result(1));
    expect(seen).toEqual(['Bearer first', 'Bearer second']);
    const refused = connect(url, ['first', 'third']);
    expect((await refused.ask(call(2)))?.error?.message).toBe('UNAUTHORIZED: no');
    expect(seen).toHaveLength(4);
  });

  test('that takes its time is not waited for once the client cancels', async () => {
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    const url = await listen((_, response, body) => {
      if (body.includes('notifications/')) response.writeHead(202).end();
      else asked();
    });
    const { forwarder, sent } = connect(url);
    forwarder.receive(call(5, 'tools/call', { name: 'slow' }));
    await arrived;
    forwarder.receive({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } });
    await forwarder.idle();
    expect(sent).toEqual([]);
  });
});

test('a listen stream that broke is opened again, and what may have changed meanwhile is told', async () => {
  let streams = 0;
  const url = await listen((request, response, body) => {
    const { id } = JSON.parse(body) as { id: number };
    const event = (message: object) =>
      response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const params = { notifications: { toolsListChanged: true } };
    event({ method: 'notifications/subscriptions/acknowledged', params });
    if (++streams === 1) return void setImmediate(() => request.socket.destroy());
    event({ id, result: { resultType: 'complete' } });
    response.end();
  });
  const { ask, sent } = connect(url);
  await ask(call(1, 'subscriptions/listen', { notifications: { toolsListChanged: true } }));
  expect(streams).toBe(2);
  expect(sent.map((message) => (message as { method?: string }).method)).toEqual([
    'notifications/subscriptions/acknowledged',
    'notifications/tools/list_changed',
    undefined,
  ]);
});

test('headers say what the body says, in both eras and with any name', async () => {
  const seen: IncomingMessage['headers'][] = [];
  const url = await listen((request, response, body) => {
    seen.push(request.headers);
    const { id } = JSON.parse(body) as { id: number };
    answer(response, result(id, { protocolVersion: '2025-06-18' }));
  });
  const { ask } = connect(url);
  await ask(call(1, 'initialize', { protocolVersion: '2025-11-25' }));
  await ask(call(2));
  const modern = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };
  await ask(call(3, 'tools/call', { name: 'search', ...modern }));
  await ask(call(4, 'resources/read', { uri: 'keepsake://über', ...modern }));
  expect(seen[0]?.['mcp-protocol-version']).toBeUndefined();
  expect(seen[1]?.['mcp-protocol-version']).toBe('2025-06-18');
  expect(seen[2]).toMatchObject({
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'search',
  });
  expect(seen[3]?.['mcp-name']).toBe(`=?base64?${Buffer.from('keepsake://über').toString('base64')}?=`);
});
