/** The bridge's loopback address: who may come in, what passes, and how its token is made and ended. */
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { bridgeTo } from './home.ts';
import { everyFace, startFace } from './http-face.ts';
import { startLegacyEndpoint, startModernEndpoint } from './upstreams.ts';

/** The status of a request with these headers. */
function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(ping));
  });
}

const endpoints = { 'keeps sessions': startLegacyEndpoint, 'is modern alone': startModernEndpoint };

describe.each(Object.entries(endpoints))('in front of an endpoint that %s', (_kind, start) => {
  it.each(Object.entries(everyFace))('%s lists, calls and reads', async (_name, connect) => {
    await using endpoint = await start('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    await using face = await startFace(home);
    const { url, token } = face;
    const client = await connect(url, token);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('echo');
    const { content } = await client.callTool({ name: 'echo', arguments: { value: 'hello' } });
    expect(content).toEqual([{ type: 'text', text: 'hello' }]);
    expect((await client.readResource({ uri: 'note://one' })).contents).toMatchObject([{ text: 'a note' }]);
    await client.close();
  });
});

describe('who may come in', () => {
  it('is who has the token, from this computer, and no page of another origin', async () => {
    await using endpoint = await startLegacyEndpoint('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    await using face = await startFace(home);
    const { url, token } = face;
    const good = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    expect(await statusOf(url, good)).toBe(400);
    const before = endpoint.log.length;
    expect(await statusOf(url, {})).toBe(401);
    expect(await statusOf(url, { authorization: 'Bearer the secret' })).toBe(401);
    expect(await statusOf(url, { ...good, host: 'evil.example' })).toBe(403);
    expect(await statusOf(url, { ...good, origin: 'https://evil.example' })).toBe(403);
    expect(endpoint.log.length).toBe(before);
    expect(await statusOf(url, { ...good, origin: new URL(url).origin })).toBe(400);
  });

  it('changes with a new token, for an address that is already running too; the token is shown once', async () => {
    await using endpoint = await startLegacyEndpoint('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    await using first = await startFace(home);
    await using second = await startFace(home);
    expect(second.token).toBeUndefined();
    await using third = await startFace(home, '--new-token');
    expect(third.token).toMatch(/^ksb_/);
    expect(await statusOf(third.url, { authorization: `Bearer ${third.token}` })).toBe(400);
    await expect
      .poll(() => statusOf(first.url, { authorization: `Bearer ${first.token}` }), { timeout: 40_000 })
      .toBe(401);
    expect(await statusOf(first.url, { authorization: `Bearer ${third.token}` })).toBe(400);
  });
});

// Each waits until the bridge has given up.
describe.concurrent.each(Object.entries(endpoints))('when the server that %s is away', (_kind, start) => {
  it.each(Object.entries(everyFace))(
    '%s still finds out what it has; calls say what to do',
    async (_name, connect) => {
      const endpoint = await start('the secret');
      await using home = await bridgeTo(endpoint.url, 'the secret');
      {
        await using face = await startFace(home);
        const client = await connect(face.url, face.token);
        await client.listTools();
        await client.close();
      }
      await endpoint[Symbol.asyncDispose]();
      await using face = await startFace(home, '--new-token');
      const client = await connect(face.url, face.token);
      expect((await client.listTools()).tools.map(({ name }) => name)).toContain('echo');
      await expect(client.callTool({ name: 'echo', arguments: { value: 'x' } })).rejects.toThrow(
        /is not running or cannot be reached/,
      );
      await client.close();
    },
  );
});
