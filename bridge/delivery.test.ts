/** When a message is sent again. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createDelivery } from './delivery.ts';
import { createUpstream } from './upstream.ts';

async function answering(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

interface Caller {
  /** What its client is given. */
  readonly told?: string[];
  readonly secret?: string;
}

/** Calls with the secret of a Keepsake server, which may be repeated. */
function callerTo(url: string, wait: () => Promise<void>, { told = [], secret = 'ksk_x' }: Caller = {}) {
  const credentials = { secret: () => Promise.resolve(secret), forget: () => undefined };
  const delivery = createDelivery({ upstream: createUpstream({ url }), credentials, wait });
  return (id: number) =>
    delivery.deliver(
      { jsonrpc: '2.0', id, method: 'tools/call', params: {} },
      { signal: AbortSignal.timeout(20_000), take: (text) => void told.push(text) },
    );
}

const json = { 'content-type': 'application/json' };

test('a call whose connection is lost more often than it is usually tried is answered in the end, under one key', async () => {
  const keys: unknown[] = [];
  const url = await answering((request, response) => {
    keys.push(request.headers['idempotency-key']);
    if (keys.length <= 25) return void request.socket.destroy();
    response.writeHead(200, json).end('{"jsonrpc":"2.0","id":1,"result":{}}');
  });
  const call = callerTo(url, () => Promise.resolve());
  expect(await call(1)).toMatchObject({ answered: true });
  expect([keys.length, new Set(keys).size]).toEqual([26, 1]);
});

test('a call to where nothing listens is given up after the usual tries', async () => {
  let pauses = 0;
  const call = callerTo('http://127.0.0.1:9/mcp', () => Promise.resolve(void pauses++));
  await expect(call(1)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(pauses).toBe(10);
});

test('a call that waits for the server goes on as soon as another one is answered, not when its pause is over', async () => {
  const seen = new Map<string, number>();
  const url = await answering((request, response) => {
    const id = String(request.headers['idempotency-key']);
    seen.set(id, (seen.get(id) ?? 0) + 1);
    const isFirst = [...seen.keys()][0] === id;
    if (isFirst && seen.get(id) === 1) return void request.socket.destroy();
    response.writeHead(200, json);
    response.end(JSON.stringify({ jsonrpc: '2.0', id: isFirst ? 1 : 2, result: {} }));
  });
  const pausing = Promise.withResolvers<void>();
  const call = callerTo(url, () => (pausing.resolve(), new Promise(() => undefined)));
  const first = call(1);
  await pausing.promise;
  expect(await call(2)).toMatchObject({ answered: true, status: 200 });
  expect(await first).toMatchObject({ answered: true, status: 200 });
  expect([...seen.values()]).toEqual([2, 1]);
});

const failing = (text: string) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, result: { isError: true, content: [{ type: 'text', text }] } });

test('a tool that says UNAVAILABLE is asked again under one key, and the client sees the last answer alone', async () => {
  const keys: unknown[] = [];
  const url = await answering((request, response) => {
    keys.push(request.headers['idempotency-key']);
    response.writeHead(200, json);
    response.end(
      keys.length < 4 ? failing('UNAVAILABLE: The database cannot be reached.') : failing('FORBIDDEN: x'),
    );
  });
  let pauses = 0;
  const told: string[] = [];
  const call = callerTo(url, () => Promise.resolve(void pauses++), { told });
  expect(await call(1)).toMatchObject({ answered: true });
  expect([keys.length, new Set(keys).size, pauses]).toEqual([4, 1, 3]);
  expect(told).toEqual([failing('FORBIDDEN: x')]);
});

test('a tool that says UNAVAILABLE for ever is given up after the usual tries, with what it said', async () => {
  const said = failing('UNAVAILABLE: The database cannot be reached.');
  let asked = 0;
  const url = await answering(
    (_request, response) => void (asked++, response.writeHead(200, json).end(said)),
  );
  const told: string[] = [];
  expect(await callerTo(url, () => Promise.resolve(), { told })(1)).toMatchObject({ answered: true });
  expect([asked, told]).toEqual([11, [said]]);
});

test('what another kind of server, or a tool that did its work, says of UNAVAILABLE is passed on as it is', async () => {
  const done = '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"UNAVAILABLE: a word"}]}}';
  const said = failing('UNAVAILABLE: ours alone.');
  for (const [secret, text] of [
    ['ksk_x', done],
    ['other', said],
  ] as const) {
    let asked = 0;
    const url = await answering(
      (_request, response) => void (asked++, response.writeHead(200, json).end(text)),
    );
    const told: string[] = [];
    await callerTo(url, () => Promise.resolve(), { told, secret })(1);
    expect([asked, told]).toEqual([1, [text]]);
  }
});

test('calls that wait for the database do not wake each other by being told again that it is away', async () => {
  let asked = 0;
  const url = await answering((_request, response) => {
    asked++;
    response.writeHead(200, json).end(failing('UNAVAILABLE: The database cannot be reached.'));
  });
  const held: (() => void)[] = [];
  const call = callerTo(url, () => new Promise((resolve) => held.push(resolve)));
  const first = call(1);
  await vi.waitUntil(() => held.length === 1);
  const second = call(1);
  await vi.waitUntil(() => held.length === 2);
  expect(asked).toBe(2);
  const both = Promise.all([first, second]);
  const ended = vi.waitUntil(() => (held.splice(0).forEach((end) => end()), asked === 22));
  await Promise.all([both, ended]);
});
