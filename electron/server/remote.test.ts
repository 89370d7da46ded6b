/** Connecting the app to another server: a real one behind TLS, with certificates that are trusted, unknown, old and of another name. */
import { createServer } from 'node:https';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFetch } from '../../local/http.ts';
import { createAuthority, type Authority, type Signed } from '../../test/harness/certificates.ts';
import { join } from '../../test/server/people.ts';
import { startTestServer, type TestServer } from '../../test/server/running.ts';
import { createRemote, type RemoteAddress } from './remote.ts';

let server: TestServer;
let authority: Authority;
let token: string;
const ends: (() => void)[] = [];

beforeAll(async () => {
  server = await startTestServer();
  authority = createAuthority();
  token = (await join(server, 'member')).secret;
});

afterAll(async () => {
  for (const end of ends) end();
  authority[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** TLS in front of the server, as a proxy has it. @returns its address */
async function behind({ key, cert }: Signed): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const proxy = createServer({ key, cert }, (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request(
      { hostname, port, method, path, headers: { ...headers, host: `${hostname}:${port}` } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  ends.push(() => (proxy.close(), proxy.closeAllConnections()));
  return `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

function appRemote() {
  const kept: { address?: RemoteAddress | undefined; token?: string | undefined } = {};
  const remote = createRemote({
    own: { fetch: createFetch({}), token: async () => 'of this computer' },
    saved: () => kept.address,
    save: (address) => (kept.address = address),
    secret: {
      read: async () => kept.token,
      keep: async (_address, secret) => void (kept.token = secret),
      forget: async () => void (kept.token = undefined),
    },
  });
  return { remote, kept };
}

it('sends what the page asks to the other server with the token, and back home again', async () => {
  const { remote, kept } = appRemote();
  const url = await behind(authority.sign('IP:127.0.0.1'));
  await remote.connect({ url: `${url}/`, ca: authority.path }, token);
  expect(remote.current()).toEqual({ url, ca: authority.path });
  const headers = { authorization: `Bearer ${await remote.token()}` };
  const answer = await remote.fetch('http://localhost/api/v1/server', { method: 'GET', headers });
  expect(await answer.json()).toMatchObject({ data: { caller: { standing: 'member' } } });
  await remote.disconnect();
  expect([remote.current(), await remote.token(), kept]).toEqual([null, 'of this computer', {}]);
});

describe('what stands in the way is said in words, and nothing is kept', () => {
  const cases: [string, () => Promise<{ url: string; secret?: string; ca?: string }>, string, RegExp][] = [
    [
      'an authority that nobody knows',
      async () => ({ url: await behind(authority.sign('IP:127.0.0.1')) }),
      'UNAVAILABLE',
      /is not trusted .*name the file of that authority/,
    ],
    [
      'a certificate that has ended',
      async () => ({ url: await behind(authority.sign('IP:127.0.0.1', -1)), ca: authority.path }),
      'UNAVAILABLE',
      /not valid at this time/,
    ],
    [
      'a certificate for another name',
      async () => ({ url: await behind(authority.sign('DNS:elsewhere.example')), ca: authority.path }),
      'UNAVAILABLE',
      /is for another name/,
    ],
    ['nobody there', async () => ({ url: 'http://127.0.0.1:9' }), 'UNAVAILABLE', /does not answer/],
    [
      'an open address elsewhere',
      async () => ({ url: 'http://memory.example' }),
      'VALIDATION_ERROR',
      /https/,
    ],
    [
      'a file that is no certificate',
      async () => ({ url: server.url, ca: new URL(import.meta.url).pathname }),
      'VALIDATION_ERROR',
      /no certificate/,
    ],
    [
      'a token that is not known',
      async () => ({ url: server.url, secret: 'kst_x' }),
      'UNAUTHORIZED',
      /not known/,
    ],
    [
      'the key of an AI client',
      async () => {
        const { id } = await server.owner.createProject({ name: 'Of a key' });
        return { url: server.url, secret: (await server.newKey([id])).secret };
      },
      'FORBIDDEN',
      /no personal access token/,
    ],
  ];

  it.each(cases)('%s', async (_which, to, code, words) => {
    const { remote, kept } = appRemote();
    const { url, ca, secret = token } = await to();
    const address = ca === undefined ? { url } : { url, ca };
    const refusal = await remote.connect(address, secret).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code, message: expect.stringMatching(words) as string });
    expect(kept).toEqual({});
  });
});
