/** Running a server among others: probes, measurements, traces, and stopping without losing a request. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { contractVersion } from '../../contract/version.ts';
import { startTestServer, type TestServer } from './running.ts';

const operations = { host: '127.0.0.1', port: 0 };

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** What receives traces, as a collector of OpenTelemetry does. */
async function startCollector() {
  const spans: SentSpan[] = [];
  const texts: string[] = [];
  const receive = async (sent: IncomingMessage) => {
    const parts: Buffer[] = [];
    for await (const part of sent as AsyncIterable<Buffer>) parts.push(part);
    const text = Buffer.concat(parts).toString();
    texts.push(text);
    const { resourceSpans } = JSON.parse(text) as {
      resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
    };
    spans.push(...resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)));
  };
  const server = createServer((sent, response) => {
    void receive(sent).finally(() => response.end('{}'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { spans, texts, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('measurements and traces', () => {
  let server: TestServer;
  let collector: Awaited<ReturnType<typeof startCollector>>;
  const parent = { trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' };
  const ask = async (path: string) => (await fetch(`${server.server.operationsUrl}${path}`)).text();

  beforeAll(async () => {
    collector = await startCollector();
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
    server = await startTestServer({ operations });
    const project = await server.owner.createProject({ name: 'canary-51c0 of nobody' });
    const body = JSON.stringify({ name: 'canary-51c0', content: 'canary-51c0 is nobody’s business' });
    await server.send(`/api/v1/projects/${project.id}/memories`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent: `00-${parent.trace}-${parent.span}-01`,
      },
      body,
    });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    collector.server.close();
    collector.server.closeAllConnections();
    await server[Symbol.asyncDispose]();
  });

  test('are of routes and steps, not of what people wrote or of ids', async () => {
    const text = await ask('/metrics');
    expect(text).toMatch(
      /keepsake_request_seconds_count\{method="POST",route="[^"]*:[^"]*\/memories",status="201"\} 1/,
    );
    expect(text).toMatch(/keepsake_step_seconds_count\{part="store",name="commit",outcome="okay"\} \d+/);
    expect(text).toMatch(/keepsake_ready 1/);
    expect(text).toMatch(/keepsake_connections \d/);
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds/);
    expect(text).not.toMatch(/canary|(?:acc|prj|mem|itm)_[0-9a-z]{26}/);
  });

  test('are what the dashboard shows', async () => {
    const shown = await readFile(new URL('../../deploy/grafana/keepsake.json', import.meta.url), 'utf8');
    const { panels } = JSON.parse(shown) as { panels: { targets: { expr: string }[] }[] };
    const text = await ask('/metrics');
    const names = panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => expr.match(/\b(?:keepsake|nodejs|process)_\w+/g) ?? []),
    );
    expect(names.length).toBeGreaterThan(15);
    const kinds = new Set(names.map((name) => name.replace(/_(?:bucket|count)$/, '')));
    for (const name of kinds) expect(text).toContain(`# TYPE ${name} `);
  });

  test('probes answer there, whatever name they ask by', async () => {
    expect(await ask('/livez')).toBe('ok\n');
    expect(await ask('/readyz')).toBe('ready\n');
    expect((await fetch(`${server.url}/metrics`)).headers.get('content-type')).not.toContain('version=');
  });

  test('a trace begins where the caller began it, and its steps hang together', async () => {
    await server.server.close();
    const root = collector.spans.find(({ parentSpanId }) => parentSpanId === parent.span);
    expect(root).toMatchObject({ traceId: parent.trace });
    expect(root?.name).toMatch(/^POST \/api\/v1\/projects\/:\w+\/memories$/);
    const steps = collector.spans.filter(
      ({ traceId, name }) => traceId === parent.trace && name !== root?.name,
    );
    expect(steps.map(({ name }) => name)).toContain('store.commit');
    const known = new Set([root?.spanId, ...steps.map(({ spanId }) => spanId)]);
    for (const { parentSpanId } of steps) expect(known).toContain(parentSpanId);
    expect(collector.texts.join('')).not.toMatch(/canary|nobody/);
  });
});

test('a server that drains says so, answers on, and ends the connections of who asks', async () => {
  await using server = await startTestServer({ operations, drainMs: 1_500 });
  const stopped = server.server.close();
  const ready = await fetch(`${server.server.operationsUrl}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, 'stopping\n']);
  expect((await fetch(`${server.server.operationsUrl}/livez`)).status).toBe(200);
  const answer = await server.send('/api/v1/projects');
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  await stopped;
  await expect(fetch(`${server.url}/readyz`)).rejects.toThrow('fetch failed');
  await expect(fetch(`${server.server.operationsUrl}/livez`)).rejects.toThrow('fetch failed');
});

test('a second address that is taken stops the start, and says which option chooses another', async () => {
  await using server = await startTestServer({ operations });
  const port = Number(new URL(server.server.operationsUrl ?? '').port);
  await expect(startTestServer({ operations: { ...operations, port } })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('--operations') as string,
  });
});

test('listening streams end when a server stops, and requests under way are answered', async () => {
  await using server = await startTestServer({ operations });
  const stream = await server.send('/api/v1/activity/events');
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  const body = '{"name":"Late"}';
  const sending = request(`${server.url}/api/v1/projects`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.ownerToken}`,
      'content-type': 'application/json',
      'content-length': body.length,
    },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  sending.write(body.slice(0, 5));
  const measured = async () => (await fetch(`${server.server.operationsUrl}/metrics`)).text();
  await expect.poll(measured, { timeout: 40_000 }).toMatch(/keepsake_requests_under_way 1/);
  const stopped = server.server.close();
  expect(await stream.text()).toContain('retry:');
  sending.end(body.slice(5));
  const [answer] = await answered;
  answer.resume();
  expect([answer.statusCode, answer.headers.connection]).toEqual([201, 'close']);
  await stopped;
});

test('a program that is too old is told so, with a code that it knows; what speaks no contract is served', async () => {
  await using server = await startTestServer();
  const call = (contract?: string) => {
    const headers = contract === undefined ? {} : { 'x-keepsake-contract': contract };
    return server.send('/api/v1/projects', { headers });
  };
  const [old, current, silent] = await Promise.all([call('2020-01-01'), call(contractVersion), call()]);
  expect([old.status, current.status, silent.status]).toEqual([409, 200, 200]);
  expect(await old.json()).toMatchObject({
    code: 'STATE_NOT_READY',
    message: expect.stringContaining('Update the program') as string,
  });
  for (const answer of [old, current, silent])
    expect(answer.headers.get('x-keepsake-contract')).toBe(contractVersion);
});
