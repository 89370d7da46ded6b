/** Every call: who may make it, what it must look like, and how it answers. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeepsakeError } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { Channel } from './channels.ts';
import { registerIpc, type Handlers, type Sender } from './register.ts';
import { schemas } from './schemas.ts';

type Listener = (event: Sender, ...args: unknown[]) => Promise<unknown>;

const channels = Object.keys(schemas) as Channel[];
const ours: Sender = { senderFrame: { url: 'app://keepsake/#/home', parent: null } };

/** Handlers that tell what reached them. */
function register(act: (input: unknown) => unknown = (input) => input) {
  const listeners = new Map<string, Listener>();
  const reached: string[] = [];
  const handlers = Object.fromEntries(
    channels.map((channel) => [
      channel,
      (input: unknown) => {
        reached.push(channel);
        return act(input);
      },
    ]),
  ) as unknown as Handlers;
  registerIpc({ handle: (channel, listener) => void listeners.set(channel, listener) }, handlers);
  const send = (channel: Channel, event: Sender, ...args: unknown[]) =>
    listeners.get(channel)?.(event, ...args);
  return { send, reached, listeners };
}

const valid: Record<Channel, unknown> = {
  'files:choose': { kind: 'files', folderId: newId('itm') },
  'files:drop': { paths: ['/tmp/a.txt'], projectId: newId('prj') },
  'files:reveal': { id: randomUUID() },
  'external:open': { url: 'https://example.org/' },
  'clients:list': undefined,
  'clients:preview': { client: 'claude-code' },
  'recovery:read': undefined,
  'recovery:noted': undefined,
  'clipboard:forget': { text: 'ksk_local_x' },
  'look:get': undefined,
  'look:set': { density: 'compact', contrast: 'more', textSize: 110, language: 'ja' },
  'clients:connect': { client: 'claude-code', readOnly: false },
  'clients:disconnect': { client: 'cursor' },
  'remote:get': undefined,
  'remote:connect': { url: 'https://memory.example', token: 'kst_local_x', ca: '/tmp/ca.pem' },
  'remote:disconnect': undefined,
  'keychain:status': undefined,
  'server:state': undefined,
  'server:start': undefined,
  'updates:state': undefined,
  'updates:check': undefined,
  'updates:install': undefined,
  'appearance:get': undefined,
  'appearance:set': { theme: 'dark' },
  'auto-start:get': undefined,
  'auto-start:set': { enabled: true },
};

describe.each(channels)('%s', (channel) => {
  it('reaches its handler from our page with what it takes', async () => {
    const { send, reached } = register();
    expect(await send(channel, ours, valid[channel])).toEqual({ ok: true, value: valid[channel] });
    expect(reached).toEqual([channel]);
  });

  it('refuses every other sender before the handler', async () => {
    const { send, reached } = register();
    const senders: Sender[] = [
      { senderFrame: null },
      { senderFrame: { url: 'https://keepsake/', parent: null } },
      { senderFrame: { url: 'app://keepsake.evil/', parent: null } },
      { senderFrame: { url: 'app://keepsake@evil/', parent: null } },
      { senderFrame: { url: 'about:blank', parent: null } },
      { senderFrame: { url: 'app://keepsake/', parent: ours.senderFrame } },
    ];
    for (const sender of senders)
      expect(await send(channel, sender, valid[channel])).toMatchObject({ ok: false, code: 'FORBIDDEN' });
    expect(reached).toEqual([]);
  });

  it('refuses anything else before the handler', async () => {
    const { send, reached } = register();
    const more = valid[channel] === undefined ? { any: 1 } : { ...(valid[channel] as object), any: 1 };
    for (const args of [[more], ['text'], [null], [valid[channel], 'more']])
      expect(await send(channel, ours, ...args)).toMatchObject({ ok: false, code: 'VALIDATION_ERROR' });
    expect(reached).toEqual([]);
  });
});

it.each<[Channel, unknown]>([
  ['files:drop', { paths: ['relative.txt'] }],
  ['files:drop', { paths: ['/tmp/a\0b'] }],
  ['files:drop', { paths: [] }],
  ['files:drop', { paths: Array.from({ length: 1_001 }, () => '/tmp/a') }],
  ['files:choose', { kind: 'files', folderId: '../..' }],
  ['files:reveal', { id: '/etc/passwd' }],
  ['clients:connect', { client: '--dry-run', readOnly: false }],
  ['clients:connect', { client: 'a b', readOnly: false }],
  ['clients:connect', { client: 'cursor', readOnly: false, project: '--yes' }],
  ['clients:disconnect', { client: '' }],
  ['clients:preview', { client: '../x' }],
  ['clipboard:forget', { text: '' }],
  ['look:set', { textSize: 1_000 }],
  ['look:set', { language: '../en' }],
  ['appearance:set', { theme: 'pink' }],
])('%s refuses %j', async (channel, input) => {
  const { send } = register();
  expect(await send(channel, ours, input)).toMatchObject({ ok: false, code: 'VALIDATION_ERROR' });
});

it('a failure keeps its code and message; a fault of ours tells nothing of its inside', async () => {
  const failing = register(() => {
    throw new KeepsakeError('NOT_FOUND', 'It is gone.');
  });
  expect(await failing.send('server:state', ours)).toEqual({
    ok: false,
    code: 'NOT_FOUND',
    message: 'It is gone.',
  });
  const broken = register(() => {
    throw new Error('/home/me/secret');
  });
  expect(JSON.stringify(await broken.send('server:state', ours))).not.toContain('secret');
});
