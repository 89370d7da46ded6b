/** Three instances of the stateless example behind a round-robin proxy are one memory, whatever happens to them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../server/running.ts';
import { startRoundRobin, type RoundRobin } from './round-robin.ts';
import { startSlowNetwork, type SlowNetwork } from './slow-network.ts';
import type { ToolResult } from './official-clients.ts';

const program = fileURLToPath(new URL('../../examples/stateless-mcp-server/server.ts', import.meta.url));
const instanceCount = 3;
const clientCount = 6;
const leastNotes = 10;
const interruptions = 6;
/** To Keepsake and back: most kills and rotations then meet requests on their way. */
const delayMs = 40;

interface Instance {
  child: ChildProcess;
  port: number;
}

let keepsake: TestServer;
let projectId: string;
let folder: string;
let secretFile: string;
let keyId: string;
let instances: Instance[];
let network: SlowNetwork;
let proxy: RoundRobin;

beforeAll(async () => {
  keepsake = await startTestServer({ rateLimit: 1_000_000 });
  projectId = (await keepsake.owner.createProject({ name: 'Releases' })).id;
  folder = await mkdtemp(join(tmpdir(), 'ks-example-'));
  secretFile = join(folder, 'secret');
  keyId = await storeNewKey();
  network = await startSlowNetwork(keepsake.url, delayMs);
  instances = await Promise.all(Array.from({ length: instanceCount }, startInstance));
  proxy = await startRoundRobin(() => instances.map(({ port }) => port));
});

afterAll(async () => {
  await Promise.all(instances.map(({ child }) => end(child)));
  await proxy[Symbol.asyncDispose]();
  await network[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** As README.md says: beside the old one, then renamed. */
async function storeNewKey(): Promise<string> {
  const { id, secret } = await keepsake.newKey([projectId]);
  await storeSecret(secret);
  return id;
}

async function storeSecret(secret: string): Promise<void> {
  await writeFile(`${secretFile}.new`, `${secret}\n`, { mode: 0o600 });
  await rename(`${secretFile}.new`, secretFile);
}

async function rotateKey(): Promise<void> {
  await storeSecret((await keepsake.owner.rotateKey({ keyId })).secret ?? '');
  await keepsake.owner.endOldSecret({ keyId });
}

async function startInstance(): Promise<Instance> {
  const env = { KEEPSAKE_URL: `${network.url}/mcp`, KEEPSAKE_SECRET_FILE: secretFile, PORT: '0' };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(/:(\d+)/.exec(line.toString().slice('listening on http'.length + 1))?.[1]) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

interface Caller extends AsyncDisposable {
  note(decision: string): Promise<void>;
  recall(subject: string): Promise<string[]>;
}

async function connect(url: string): Promise<Caller> {
  const client = new Client(
    { name: 'journey', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const call = async (name: string, args: Record<string, unknown>): Promise<string[]> => {
    const { isError, content } = (await client.callTool({ name, arguments: args })) as ToolResult;
    const texts = content.map(({ text = '' }) => text);
    if (isError === true) throw new Error(texts.join(' '));
    return texts;
  };
  return {
    note: async (decision) => void (await call('note_decision', { decision })),
    recall: (subject) => call('recall_decisions', { subject }),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

const decisionOf = (client: number, note: number): string =>
  `Release number ${client}x${note} ships with codename zebra${client}q${note}.`;

interface Load {
  readonly acknowledged: string[];
  readonly wrong: string[];
  /** What each client has got done. */
  readonly done: number[];
  ends: boolean;
}

/** Writes, and asks at once for what has been acknowledged: the next instance in turn answers. */
async function work(client: number, load: Load): Promise<void> {
  await using caller = await connect(proxy.url);
  for (let note = 0; note < leastNotes || !load.ends; note++) {
    const decision = decisionOf(client, note);
    await caller.note(decision);
    load.acknowledged.push(decision);
    const recalled = await caller.recall(`zebra${client}q${note}`);
    if (!recalled.includes(decision)) load.wrong.push(decision);
    load.done[client] = note + 1;
  }
}

/** Kills one instance and gives the key a new secret, both in the middle of the same requests: it stays the same key. */
async function interrupt(turn: number, load: Load): Promise<void> {
  const index = turn % instanceCount;
  const { child } = instances[index] as Instance;
  await Promise.all([end(child), rotateKey()]);
  instances[index] = await startInstance();
  await goOn(load);
}

/** Until no client is at what it was at. */
async function goOn(load: Load): Promise<void> {
  const before = [...load.done];
  while (!load.ends && load.done.some((count, client) => count < (before[client] ?? 0) + 2)) await wait(5);
}

async function everyMemory(): Promise<string[]> {
  const contents: string[] = [];
  for (let page = 1; ; page++) {
    const { items, pagination } = await keepsake.owner.listMemories({ projectId, page, page_size: 100 });
    contents.push(...items.map(({ content }) => content));
    if (page >= pagination.total_pages) return contents;
  }
}

describe('three stateless instances behind a proxy', () => {
  it('recall everything while they are killed and the key is rotated under load: no failure, no wrong answer', async () => {
    const load: Load = {
      acknowledged: [],
      wrong: [],
      done: Array.from({ length: clientCount }, () => 0),
      ends: false,
    };
    const working = Promise.all(
      Array.from({ length: clientCount }, (_, client) => work(client, load)),
    ).finally(() => (load.ends = true));
    const interrupting = async (): Promise<void> => {
      for (let turn = 0; turn < interruptions && !load.ends; turn++) await interrupt(turn, load);
      load.ends = true;
    };
    await Promise.all([working, interrupting()]);
    expect(load.wrong).toEqual([]);
    expect((await everyMemory()).toSorted()).toEqual(load.acknowledged.toSorted());
    expect(proxy.answered.size).toBeGreaterThan(instanceCount);
  });

  it('each recall all of it by themselves', async () => {
    for (const { port } of instances) {
      await using caller = await connect(`http://127.0.0.1:${port}`);
      for (let client = 0; client < clientCount; client++)
        expect(await caller.recall(`zebra${client}q${leastNotes - 1}`)).toContain(
          decisionOf(client, leastNotes - 1),
        );
    }
  });

  it('say, all of them, that their key is revoked, and recover when they get another', async () => {
    await keepsake.owner.revokeKey({ keyId });
    for (const { port } of instances) {
      await using caller = await connect(`http://127.0.0.1:${port}`);
      await expect(caller.recall('zebra0q0')).rejects.toThrow(/revoked/);
    }
    keyId = await storeNewKey();
    for (const { port } of instances) {
      await using caller = await connect(`http://127.0.0.1:${port}`);
      expect(await caller.recall('zebra0q0')).toContain(decisionOf(0, 0));
    }
  });
});
