/** Results over the safe size: a summary with a link, which any later bridge reads in pieces, for every client and server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bridgeTo, type BridgeHome } from './home.ts';
import { everyClient, type FullClient } from './clients.ts';
import { startLines } from './lines.ts';
import { recited, startLegacyEndpoint, startModernEndpoint, type Endpoint } from './upstreams.ts';

const kinds = {
  'an endpoint that keeps sessions': startLegacyEndpoint,
  'an endpoint of the modern revision alone': startModernEndpoint,
};
const nextPiece = /\[Characters \d+ to \d+ of \d+\. The next piece: (\S+)\]$/;

/** The whole, as a client reads it piece after piece. */
async function readAll(client: FullClient, uri: string): Promise<{ text: string; pieces: number }> {
  let text = '';
  let pieces = 0;
  for (let at: string | undefined = uri; at !== undefined; pieces++) {
    const read = await client.read(at);
    text += read.replace(nextPiece, '');
    at = nextPiece.exec(read)?.[1];
  }
  return { text, pieces };
}

describe.each(Object.entries(kinds))('%s', (_kind, start) => {
  let endpoint: Endpoint;
  let home: BridgeHome;
  let uri = '';

  beforeAll(async () => {
    endpoint = await start('the secret');
    home = await bridgeTo(endpoint.url, 'the secret');
    await using bridge = startLines(home.command());
    const { result, error } = await bridge.ask('tools/call', { name: 'recite' });
    expect(error).toBeUndefined();
    const content = result?.['content'] as { type: string; text?: string; uri?: string }[];
    expect(content.map(({ type }) => type)).toEqual(['text', 'text', 'resource_link']);
    uri = content[2]?.uri ?? '';
    expect(content[0]?.text).toContain(uri);
    expect(recited.startsWith(content[1]?.text ?? '-')).toBe(true);
  });
  afterAll(async () => {
    await home[Symbol.asyncDispose]();
    await endpoint[Symbol.asyncDispose]();
  });

  it.each(Object.entries(everyClient))(
    '%s reads what an earlier bridge kept, and its own',
    async (_name, connect) => {
      await using client = await connect(home.command());
      const { text, pieces } = await readAll(client, uri);
      expect(text).toBe(recited);
      expect(pieces).toBeGreaterThan(3);
      const told = await client.call('recite', {});
      expect(told.length).toBeLessThan(10_000);
      const own = /keepsake-result:\/\/\w+\/0/.exec(told)?.[0] ?? '';
      expect(own).not.toBe(uri);
      expect((await readAll(client, own)).text).toBe(recited);
    },
  );

  it('what is not kept any more is told so, with what to do', async () => {
    await using client = await everyClient['the v1 client'](home.command());
    await expect(client.read('keepsake-result://00/0')).rejects.toThrow('Make the call again');
    await expect(client.read(`${uri}?from=99999999`)).rejects.toThrow('Make the call again');
  });
});
