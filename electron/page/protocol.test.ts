/** The page's requests against a real server: the token is added, cookies stay behind, and nothing else is reached. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFetch } from '../../local/http.ts';
import { keepsakePaths } from '../../local/paths.ts';
import { openSecrets } from '../../local/secrets.ts';
import { createPage } from '../../server/faces/page.ts';
import { startKeepsake, type Keepsake } from '../../test/harness/keepsake.ts';
import { contentSecurityPolicy, pageHeaders } from './headers.ts';
import { largestBody } from './forward.ts';
import { createProtocolHandler } from './protocol.ts';

let folder: string;
let folders: { page: string; failure: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-page-'));
  folders = { page: join(folder, 'page'), failure: join(folder, 'failure') };
  await mkdir(join(folders.page, 'assets'), { recursive: true });
  await mkdir(folders.failure);
  await writeFile(join(folders.page, 'index.html'), '<title>page</title>');
  await writeFile(join(folders.page, 'assets', 'a.js'), 'let a');
  await writeFile(join(folders.page, 'secret.txt'), 'secret');
  await writeFile(join(folders.failure, 'index.html'), '<title>failure</title>');
});

afterAll(() => rm(folder, { recursive: true }));

describe('the files of the page', () => {
  const handler = () =>
    createProtocolHandler({ folders, fetch: createFetch({}), token: () => Promise.resolve('t') });

  it('come with the policy of the server’s own page', async () => {
    const mine = await handler()(new Request('app://keepsake/'));
    expect(await mine.text()).toBe('<title>page</title>');
    const servers = await createPage(folders.page).request('/');
    for (const name of Object.keys(pageHeaders))
      expect([name, mine.headers.get(name)]).toEqual([name, servers.headers.get(name)]);
    expect(contentSecurityPolicy).toContain("script-src 'self';");
  });

  it('are those of a list', async () => {
    const statusOf = async (path: string) => (await handler()(new Request(`app://keepsake${path}`))).status;
    expect(await statusOf('/assets/a.js')).toBe(200);
    expect(await statusOf('/failure/index.html')).toBe(200);
    for (const path of [
      '/secret.txt',
      '/assets/../secret.txt',
      '/assets/%2e%2e/secret.txt',
      '/assets/..%2fsecret.txt',
      '/failure/../page/secret.txt',
      '//etc/passwd',
      '/index.html',
    ])
      expect([path, await statusOf(path)]).toEqual([path, 404]);
  });

  it('are given to our own origin alone, and only read', async () => {
    const statusOf = async (request: Request) => (await handler()(request)).status;
    expect(await statusOf(new Request('app://elsewhere/'))).toBe(403);
    expect(
      await statusOf(new Request('app://keepsake/', { headers: { origin: 'https://evil.example' } })),
    ).toBe(403);
    expect(await statusOf(new Request('app://keepsake/', { method: 'POST' }))).toBe(405);
    expect(await statusOf(new Request('app://keepsake/', { method: 'OPTIONS' }))).toBe(405);
  });
});

describe('requests to the API', () => {
  let keepsake: Keepsake;
  let ask: (request: Request) => Promise<Response>;

  beforeAll(async () => {
    keepsake = await startKeepsake({ args: ['--no-tcp'] });
    const paths = keepsakePaths(keepsake.env);
    const secrets = await openSecrets({ paths, env: keepsake.env });
    ask = createProtocolHandler({
      folders,
      fetch: createFetch({ socketPath: paths.socketPath }),
      token: () => secrets.get('owner'),
    });
  });

  afterAll(() => keepsake[Symbol.asyncDispose]());

  it('reach the real server as the owner, who the page cannot name', async () => {
    const made = await ask(
      new Request('app://keepsake/api/v1/projects', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
        body: JSON.stringify({ name: 'From the app' }),
      }),
    );
    expect([made.status, made.headers.get('x-content-type-options')]).toEqual([201, 'nosniff']);
    const { items } = await keepsake.owner.listProjects({});
    expect(items.map(({ name }) => name)).toContain('From the app');
  });

  it('pass no credentials of the page, not even wrong ones', async () => {
    const request = new Request('app://keepsake/api/v1/projects', {
      headers: { authorization: 'Bearer wrong' },
    });
    expect((await ask(request)).status).toBe(200);
  });

  it('carry errors of the server as they are', async () => {
    const answer = await ask(new Request('app://keepsake/api/v1/projects/nothing'));
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'VALIDATION_ERROR' }]);
  });

  it('never lead to the rest of the server', async () => {
    for (const path of [
      '/api/v1/../../mcp',
      '/api/v1\\..\\..\\mcp',
      '/api/v2/x',
      '/api/v1/%2e%2e/%2e%2e/readyz',
    ])
      expect([path, (await ask(new Request(`app://keepsake${path}`))).status]).toEqual([path, 404]);
  });

  it('are refused when they are large, before the server sees anything', async () => {
    const body = new Uint8Array(largestBody + 1);
    const answer = await ask(new Request('app://keepsake/api/v1/projects', { method: 'POST', body }));
    expect([answer.status, await answer.json()]).toMatchObject([413, { code: 'PAYLOAD_TOO_LARGE' }]);
  });
});

describe('what passes to a server and back', () => {
  it('is what the list says: the token, no cookies, no origin, and no cookies back', async () => {
    let seen: IncomingHttpHeaders = {};
    const server = createServer((request, response) => {
      seen = request.headers;
      response.writeHead(200, {
        'set-cookie': 'a=b',
        etag: '"1"',
        server: 'x',
        'content-type': 'text/plain',
      });
      response.end('answer');
    }).listen(join(folder, 'echo.sock'));
    await once(server, 'listening');
    const ask = createProtocolHandler({
      folders,
      fetch: createFetch({ socketPath: join(folder, 'echo.sock') }),
      token: () => Promise.resolve('the-token'),
    });
    const headers = {
      cookie: 'a=b',
      origin: 'app://keepsake',
      'x-forwarded-for': '1.2.3.4',
      range: 'bytes=0-1',
    };
    const answer = await ask(new Request('app://keepsake/api/v1/x?q=1', { headers }));
    expect(await answer.text()).toBe('answer');
    expect(seen).toMatchObject({ authorization: 'Bearer the-token', range: 'bytes=0-1' });
    expect(seen).not.toHaveProperty('cookie');
    expect(seen).not.toHaveProperty('origin');
    expect(seen).not.toHaveProperty('x-forwarded-for');
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.has('server')).toBe(false);
    expect(JSON.stringify([...answer.headers])).not.toContain('the-token');
    server.close();
    server.closeAllConnections();
  });

  it('is an error of the API when no server answers', async () => {
    const fetch = createFetch({ socketPath: join(folder, 'nobody.sock') });
    const ask = createProtocolHandler({ folders, fetch, token: () => Promise.resolve('t') });
    const answer = await ask(new Request('app://keepsake/api/v1/projects'));
    expect([answer.status, await answer.json()]).toMatchObject([
      503,
      { success: false, code: 'UNAVAILABLE' },
    ]);
  });
});
