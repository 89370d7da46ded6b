/** Keepsake as an OAuth 2 resource server, with a real OIDC issuer and a real MCP client. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIssuer, type TestIssuer } from './oauth/issuer.ts';
import { startTestServer, type TestServer } from './running.ts';

let issuer: TestIssuer;
let server: TestServer;
let resource: string;
let project: string;
let ada: string;

const all = 'keepsake:read keepsake:write keepsake:manage';

beforeAll(async () => {
  issuer = await startIssuer(['ada', 'eve']);
  server = await startTestServer({ oidc: { issuer: issuer.url } });
  resource = `${server.url}/mcp`;
  project = (await server.owner.createProject({ name: 'Shared' })).id;
  const { code = '' } = await server.owner.createInvitation({ role: 'member' });
  const identity_token = await issuer.token('ada', resource, all);
  const { member } = await server.owner.acceptInvitation({ code, name: 'Ada', identity_token });
  expect(member.subject).toBe('ada');
  ada = member.id;
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

const challengeOf = (answer: Response) => answer.headers.get('www-authenticate') ?? '';
const post = (token?: string) =>
  fetch(resource, {
    method: 'POST',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

describe('finding the issuer', () => {
  it('a refusal names the metadata, and the metadata the resource, the issuer and the scopes', async () => {
    const refusal = await post();
    expect(refusal.status).toBe(401);
    expect(challengeOf(refusal)).toContain('scope="keepsake:read keepsake:write"');
    expect(challengeOf(refusal)).not.toContain('error=');
    const address = /resource_metadata="([^"]+)"/.exec(challengeOf(refusal))?.[1] ?? '';
    expect(address).toBe(`${server.url}/.well-known/oauth-protected-resource/mcp`);
    for (const url of [address, address.replace(/\/mcp$/, '')]) {
      expect(await (await fetch(url)).json()).toEqual({
        resource,
        authorization_servers: [issuer.url],
        scopes_supported: ['keepsake:read', 'keepsake:write', 'keepsake:manage'],
        bearer_methods_supported: ['header'],
        resource_name: 'Keepsake',
      });
    }
  });

  it('a server without an issuer says nothing of one, and takes no such token', async () => {
    await using plain = await startTestServer();
    expect((await fetch(`${plain.url}/.well-known/oauth-protected-resource`)).status).toBe(404);
    const token = await issuer.token('ada', `${plain.url}/mcp`, all);
    const answer = await plain.send('/api/v1/server', { token });
    expect(answer.status).toBe(401);
    expect(challengeOf(answer)).toBe('Bearer realm="keepsake"');
  });
});

describe('a token of the issuer', () => {
  it('lets an MCP client act for the member, who is named in what it writes', async () => {
    const client = await connect(await issuer.token('ada', resource, 'keepsake:read keepsake:write'));
    const added = await client.callTool({ name: 'add_memory', arguments: { content: 'Ada likes teal.' } });
    expect(added.isError ?? false).toBe(false);
    await client.close();
    const [memory] = (await server.owner.listMemories({ projectId: project })).items;
    expect(memory?.created_by).toMatchObject({ type: 'key', key_id: `oauth:${ada}`, name: 'Ada (ada)' });
  });

  it('with the scope to read is offered what reads, and told what scope the rest needs', async () => {
    const token = await issuer.token('ada', resource, 'keepsake:read');
    const client = await connect(token);
    const { tools } = await client.listTools();
    await client.close();
    expect(tools.map(({ name }) => name)).toContain('search');
    expect(tools.map(({ name }) => name)).not.toContain('add_memory');
    const answer = await server.send('/api/v1/projects', {
      method: 'POST',
      token,
      headers: { 'content-type': 'application/json' },
      body: '{"name":"x"}',
    });
    expect(answer.status).toBe(403);
    expect(challengeOf(answer)).toMatch(
      /error="insufficient_scope", scope="keepsake:write", resource_metadata=/,
    );
  });

  it.each([
    ['without any of our scopes', 'ada', () => resource, 'other', 403, 'insufficient_scope'],
    ['for another resource', 'ada', () => 'https://elsewhere.example/mcp', all, 401, 'invalid_token'],
    ['of somebody who is no member', 'eve', () => resource, all, 403, ''],
  ])('%s is refused', async (_which, who, audience, scope, status, error) => {
    const answer = await post(await issuer.token(who, audience(), scope));
    expect(answer.status).toBe(status);
    expect(/error="(\w+)"/.exec(challengeOf(answer))?.[1] ?? '').toBe(error);
  });

  it('of a member is refused from the next request on once they are unlinked', async () => {
    const token = await issuer.token('ada', resource, all);
    expect((await server.send('/api/v1/server', { token })).status).toBe(200);
    await server.owner.updateMember({ memberId: ada, subject: null });
    expect((await server.send('/api/v1/server', { token })).status).toBe(403);
  });

  it('links one identity to one member alone', async () => {
    const identity_token = await issuer.token('eve', resource, all);
    const accept = async (name: string) => {
      const { code = '' } = await server.owner.createInvitation({});
      return server.owner.acceptInvitation({ code, name, identity_token });
    };
    await accept('Eve');
    await expect(accept('Eve again')).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
  });
});

async function connect(token: string): Promise<Client> {
  const client = new Client({ name: 'an app', version: '1.0.0' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(resource), { requestInit }));
  return client;
}
