/** Servers behind https and proxies: whose certificates are trusted, and what a wrong one is called. */
import { createServer as createProxyServer, request as httpRequest, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveConnection } from '../../../local/connections.ts';
import { keepsakePaths } from '../../../local/paths.ts';
import { createAuthority, type Authority, type Signed } from '../../harness/certificates.ts';
import { bridgeTo, type BridgeHome } from './home.ts';
import { startLines, type Reply } from './lines.ts';
import { startModernEndpoint, type Endpoint } from './upstreams.ts';

let authority: Authority;
let endpoint: Endpoint;

beforeAll(async () => {
  authority = createAuthority();
  endpoint = await startModernEndpoint('the secret');
});

afterAll(async () => {
  await endpoint[Symbol.asyncDispose]();
  authority[Symbol.dispose]();
});

interface Listening extends AsyncDisposable {
  readonly port: number;
}

async function listening(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** https in front of the endpoint. */
function startSecure(signed: Signed): Promise<Listening> {
  return listening(
    createSecureServer({ ...signed }, (incoming, outgoing) => {
      const { method, headers } = incoming;
      const forwarded = httpRequest(endpoint.url, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(forwarded);
    }),
  );
}

/** A proxy that takes CONNECT alone, leads every name to one port, and tells who asked for what. */
async function startProxy(port: number, allows: boolean): Promise<Listening & { seen: string[] }> {
  const seen: string[] = [];
  const server = createProxyServer((_request, response) => void response.writeHead(405).end());
  server.on('connect', ({ url = '' }, near) => {
    seen.push(url);
    near.on('error', () => undefined);
    if (!allows) return void near.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const far = connect(port, '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.pipe(near).pipe(far);
    });
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
  });
  return { ...(await listening(server)), seen };
}

async function ask(home: BridgeHome, env: Record<string, string>): Promise<Reply> {
  const command = home.command();
  await using client = startLines({ ...command, env: { ...command.env, ...env } });
  return await client.ask('tools/call', { name: 'echo', arguments: { value: 'hello' } });
}

const hello = { result: { content: [{ type: 'text', text: 'hello' }] } };

describe('a server behind https', () => {
  it.each([
    ['the extra authorities of Node.js', () => ({ NODE_EXTRA_CA_CERTS: authority.path })],
    ['the authorities of the system', () => ({ SSL_CERT_FILE: authority.path })],
  ])('is trusted for %s', async (_whose, env) => {
    await using secure = await startSecure(authority.sign('IP:127.0.0.1'));
    await using home = await bridgeTo(`https://127.0.0.1:${secure.port}/mcp`, 'the secret');
    expect(await ask(home, env())).toMatchObject(hello);
  });

  it("is trusted for the connection's own authority, which need not stand in the environment", async () => {
    await using secure = await startSecure(authority.sign('IP:127.0.0.1'));
    const url = `https://127.0.0.1:${secure.port}/mcp`;
    await using home = await bridgeTo(url, 'the secret');
    const paths = keepsakePaths(home.env);
    await saveConnection(paths, { name: 'default', server: { type: 'remote', url, ca: authority.path } });
    expect(await ask(home, {})).toMatchObject(hello);
    const gone = `${authority.path}.gone`;
    await saveConnection(paths, { name: 'default', server: { type: 'remote', url, ca: gone } });
    expect((await ask(home, {})).error?.message).toMatch(/\.gone is no certificate in PEM form.*--ca FILE/);
  });

  it.each([
    ['an authority that nobody knows', 'IP:127.0.0.1', 1, {}, /not trusted \(UNABLE_TO_VERIFY.*--ca FILE/],
    ['another name', 'DNS:memory.example', 1, 'known', /for another name \(ERR_TLS_CERT_ALTNAME_INVALID\)/],
    ['a time that is over', 'IP:127.0.0.1', -1, 'known', /not valid at this time \(CERT_HAS_EXPIRED\)/],
  ] as const)(
    'with a certificate of %s is refused in words, at once',
    async (_of, name, days, known, words) => {
      await using secure = await startSecure(authority.sign(name, days));
      await using home = await bridgeTo(`https://127.0.0.1:${secure.port}/mcp`, 'the secret');
      const before = endpoint.log.length;
      const env = known === 'known' ? { NODE_EXTRA_CA_CERTS: authority.path } : {};
      const { error } = await ask(home, env);
      expect(error?.message).toMatch(/^UNAVAILABLE: The certificate of the server at https:/);
      expect(error?.message).toMatch(words);
      expect(endpoint.log).toHaveLength(before);
    },
  );

  it('that speaks http alone is told apart', async () => {
    await using home = await bridgeTo(endpoint.url.replace('http:', 'https:'), 'the secret');
    expect((await ask(home, {})).error?.message).toMatch(/does not speak TLS.*http or https/);
  });
});

describe('https through a proxy', () => {
  it('goes where HTTPS_PROXY says, and is encrypted all the way', async () => {
    await using secure = await startSecure(authority.sign('DNS:memory.invalid'));
    await using proxy = await startProxy(secure.port, true);
    await using home = await bridgeTo('https://memory.invalid/mcp', 'the secret');
    const env = { NODE_EXTRA_CA_CERTS: authority.path, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    expect(await ask(home, env)).toMatchObject(hello);
    expect(proxy.seen).toEqual(['memory.invalid:443']);
  });

  it('that does not let it through is named', async () => {
    await using proxy = await startProxy(1, false);
    await using home = await bridgeTo('https://memory.invalid/mcp', 'the secret');
    const refused = await ask(home, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    expect(refused.error?.message).toMatch(/proxy of this network does not lead to the server.*NO_PROXY/);
  });

  it('is not asked for addresses of this computer', async () => {
    await using secure = await startSecure(authority.sign('IP:127.0.0.1'));
    await using proxy = await startProxy(secure.port, true);
    await using home = await bridgeTo(`https://127.0.0.1:${secure.port}/mcp`, 'the secret');
    const env = { NODE_EXTRA_CA_CERTS: authority.path, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    expect(await ask(home, env)).toMatchObject(hello);
    expect(proxy.seen).toEqual([]);
  });
});
