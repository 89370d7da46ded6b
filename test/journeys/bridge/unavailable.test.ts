/** A server whose database is away for a moment: its tools say so, and the bridge asks again until the call is done, once. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { expect, it, onTestFinished, vi } from 'vitest';
import { needs } from '../../harness/component.ts';
import { startPostgres } from '../../harness/postgres.ts';
import { startTestServer } from '../../server/running.ts';
import { bridgeTo } from './home.ts';
import { startLines } from './lines.ts';

interface Watched {
  readonly url: string;
  /** Bodies of answers, in the order in which they came. */
  readonly answers: string[];
  readonly keys: Set<unknown>;
}

/** Stands before a server and keeps what it answers. */
async function watch(target: string): Promise<Watched> {
  const answers: string[] = [];
  const keys = new Set<unknown>();
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host: _host, ...headers } = request.headers as Record<string, string>;
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const answer = await fetch(`${target}${request.url}`, { method: 'POST', headers, body });
    answers.push(await answer.text());
    keys.add(headers['idempotency-key']);
    const type = answer.headers.get('content-type') ?? '';
    response.writeHead(answer.status, { 'content-type': type }).end(answers.at(-1));
  }
  const standing = createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => standing.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void (standing.closeAllConnections(), standing.close()));
  return { url: `http://127.0.0.1:${(standing.address() as AddressInfo).port}/mcp`, answers, keys };
}

it('a write that the database breaks off is sent again under its key, and stands once', async (context) => {
  await using postgres = await startPostgres(needs(context, 'postgresql'));
  const database = await postgres.prepared();
  await using server = await startTestServer({ store: { url: database } });
  const project = await server.owner.createProject({ name: 'Away' });
  const { secret } = await server.newKey([project.id]);
  const watched = await watch(server.url);
  await using home = await bridgeTo(watched.url, secret);
  await using bridge = startLines(home.command());
  await bridge.ask('tools/list');

  const blocking = new pg.Client({ connectionString: database.replace(/\/\/\w+@/, '//keepsake@') });
  await blocking.connect();
  await blocking.query('BEGIN');
  await blocking.query('SELECT scope FROM scopes FOR UPDATE');
  watched.keys.clear();
  const content = 'The ferry leaves at noon.';
  const written = bridge.ask('tools/call', { name: 'add_memory', arguments: { content } });
  const unavailable = () => watched.answers.filter((text) => text.includes('"text":"UNAVAILABLE: ')).length;
  const breakOff = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE application_name = 'keepsake' AND wait_event_type = 'Lock'`;
  await vi.waitUntil(async () => (await postgres.ask(database, breakOff), unavailable() >= 1), {
    timeout: 60_000,
    interval: 20,
  });
  await blocking.query('ROLLBACK');
  await blocking.end();

  expect((await written).result?.['isError']).toBeFalsy();
  expect(bridge.received.filter(({ method, result }) => method === undefined && result?.['isError'])).toEqual(
    [],
  );
  expect(watched.keys.size).toBe(1);
  const { items } = await server.owner.listMemories({ projectId: project.id });
  expect(items.map((memory) => memory.content)).toEqual([content]);
});
