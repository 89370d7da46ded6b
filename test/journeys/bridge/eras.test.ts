/** Every official client through the real bridge in front of every kind of endpoint: all that MCP offers passes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bridgeTo, type BridgeHome } from './home.ts';
import { everyClient } from './clients.ts';
import { startLines } from './lines.ts';
import { startLegacyEndpoint, startModernEndpoint, type Endpoint } from './upstreams.ts';

const kinds = {
  'an endpoint that keeps sessions': startLegacyEndpoint,
  'an endpoint of the modern revision alone': startModernEndpoint,
};

describe.each(Object.entries(kinds))('%s', (_kind, start) => {
  let endpoint: Endpoint;
  let home: BridgeHome;

  beforeAll(async () => {
    endpoint = await start('the secret');
    home = await bridgeTo(endpoint.url, 'the secret');
  });
  afterAll(async () => {
    await home[Symbol.asyncDispose]();
    await endpoint[Symbol.asyncDispose]();
  });

  it.each(Object.entries(everyClient))(
    '%s lists and calls tools, reads, prompts and completes',
    async (_name, connect) => {
      await using client = await connect(home.command());
      expect(await client.toolNames()).toEqual(expect.arrayContaining(['count', 'echo', 'forever', 'greet']));
      expect(await client.call('echo', { value: 'grüß dich\nüber zwei Zeilen' })).toBe(
        'grüß dich\nüber zwei Zeilen',
      );
      expect(await client.read('note://one')).toBe('a note');
      expect(await client.read('town://Oslo')).toBe('about Oslo');
      expect(await client.templates()).toEqual(['town://{name}']);
      expect(await client.prompt('visit', { town: 'Bergen' })).toBe('Visit Bergen');
      expect(await client.complete('visit', 'town', 'Ber')).toEqual(['Bergen', 'Bern']);
      await expect(client.read('note://none')).rejects.toThrow(/not found/i);
    },
  );

  it.each(Object.entries(everyClient))(
    '%s is told progress, answers questions, and cancels',
    async (_name, connect) => {
      await using client = await connect(home.command());
      expect(await client.callWithProgress('count')).toEqual({ text: 'counted', progress: [1, 2, 3] });
      expect(await client.call('greet', {})).toBe('Hello, Ada');
      const before = endpoint.log.length;
      await expect(client.callAndCancel('forever')).rejects.toThrow(/abort|cancel|enough/i);
      expect(await client.call('echo', { value: 'still here' })).toBe('still here');
      expect(endpoint.log.length).toBeGreaterThan(before);
    },
  );

  it.each(Object.entries(everyClient))(
    '%s lends its model and names its folders, several questions to one call',
    async (_name, connect) => {
      await using client = await connect(home.command());
      const calls = Array.from({ length: 3 }, () => client.call('consult', {}));
      expect(await Promise.all(calls)).toEqual(calls.map(() => 'Bergen in file:///home/ada/maps'));
    },
  );

  it.each(Object.entries(everyClient))('%s is told that the tools changed', async (_name, connect) => {
    await using client = await connect(home.command());
    await client.toolNames();
    const told = client.toolsChanged();
    await client.listening();
    endpoint.changeTools();
    await told;
    expect(await client.toolNames()).toContain('new_one');
    await endpoint.forget();
  });
});

describe('an older client that answers no questions', () => {
  it('is told so by the server that asks them, since the bridge promises nothing for it', async () => {
    await using endpoint = await startModernEndpoint('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    await using client = startLines(home.command());
    const clientInfo = { name: 'plain', version: '1' };
    const begin = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo, _meta: {} };
    expect((await client.ask('initialize', begin)).result).toBeDefined();
    client.tell('notifications/initialized');
    const refused = await client.ask('tools/call', { name: 'consult', arguments: {}, _meta: {} });
    expect(refused.error?.message).toMatch(/do not declare the required capability/);
    expect(client.received.filter(({ method }) => method?.includes('/create'))).toEqual([]);
  });
});

describe('a session that the server forgot', () => {
  it.each(Object.entries(everyClient))(
    'is begun anew without %s noticing, and ended at the end',
    async (_name, connect) => {
      await using endpoint = await startLegacyEndpoint('the secret');
      await using home = await bridgeTo(endpoint.url, 'the secret');
      {
        await using client = await connect(home.command());
        await client.call('echo', { value: 'before' });
        await endpoint.forget();
        expect(await client.call('echo', { value: 'after' })).toBe('after');
        await endpoint.forget();
        const calls = Array.from({ length: 8 }, (_, at) => client.call('echo', { value: `many ${at}` }));
        expect(await Promise.all(calls)).toEqual(Array.from({ length: 8 }, (_, at) => `many ${at}`));
      }
      await expect.poll(() => endpoint.log).toContain('DELETE  200');
    },
  );
});

describe('a secret', () => {
  it('that was replaced is used at once, and one that was revoked is said to be', async () => {
    await using endpoint = await startLegacyEndpoint('first');
    await using home = await bridgeTo(endpoint.url, 'first');
    await using client = await everyClient['the v2 client in modern mode'](home.command());
    await client.call('echo', { value: 'one' });
    await home.setSecret('second');
    endpoint.secrets.clear();
    endpoint.secrets.add('second');
    expect(await client.call('echo', { value: 'two' })).toBe('two');
    endpoint.secrets.clear();
    await expect(client.call('echo', { value: 'three' })).rejects.toThrow('The secret is not known.');
  });
});
