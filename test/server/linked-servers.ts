/** Servers of tests that are linked to another one, as the computers of people are. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormData } from 'undici';
import { vi } from 'vitest';
import type { ProjectSyncState } from '../../contract/index.ts';
import type { FilesSyncState } from '../../contract/operations/links.ts';
import { openVault } from '../../local/vault.ts';
import type { ServerOptions } from '../../server/index.ts';
import { startTestServer, type TestServer } from './running.ts';

export interface LinkedServer extends TestServer {
  readonly secrets: NonNullable<ServerOptions['secrets']>;
}

/** A server of one computer, with a vault for the tokens of its links. */
export async function startComputer(options: Partial<ServerOptions> = {}): Promise<LinkedServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ks-vault-'));
  const secrets = options.secrets ?? openVault(folder, randomBytes(16).toString('hex'));
  const server = await startTestServer({ rateLimit: 1_000_000, store: undefined, secrets, ...options });
  return {
    ...server,
    secrets,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Links a computer to a server, as who runs that. */
export async function linkTo(
  computer: TestServer,
  url: string,
  token: string,
  more: { all?: boolean; drive?: boolean } = {},
) {
  const { id } = await computer.owner.createLink({ url, token, device_name: "Ada's laptop", ...more });
  return id;
}

/** A remote server, and two computers of one person that are linked to it; `ofLaptop` and `ofDesk` are the links. */
export async function startLinked(
  options: Partial<ServerOptions> = {},
  more: Parameters<typeof linkTo>[3] = {},
) {
  const [remote, laptop, desk] = await Promise.all([
    startTestServer({ rateLimit: 1_000_000, masterKey: Buffer.alloc(32, 3), ...options }),
    startComputer(),
    startComputer({ masterKey: Buffer.alloc(32, 5) }),
  ]);
  const [ofLaptop, ofDesk] = await Promise.all([
    linkTo(laptop, remote.url, remote.ownerToken, more),
    linkTo(desk, remote.url, remote.ownerToken, more),
  ]);
  return {
    remote,
    laptop,
    desk,
    ofLaptop,
    ofDesk,
    /** Both links. */
    async pause(paused: boolean): Promise<void> {
      await laptop.owner.updateLink({ linkId: ofLaptop, paused });
      await desk.owner.updateLink({ linkId: ofDesk, paused });
    },
    /** A project of the laptop, at the remote server. */
    async linkThere(projectId: string): Promise<string> {
      const made = await laptop.owner.linkProject({ projectId, link_id: ofLaptop, remote: 'create' });
      return made.remote_project_id;
    },
    /** A project of the remote server, on the desk. */
    async cloneOf(there: string): Promise<string> {
      return (await desk.owner.cloneProject({ linkId: ofDesk, remote_project_id: there })).project_id;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([laptop[Symbol.asyncDispose](), desk[Symbol.asyncDispose]()]);
      await remote[Symbol.asyncDispose]();
    },
  };
}

/** The state of a linked project. */
export async function stateOf(
  computer: TestServer,
  projectId: string,
): Promise<ProjectSyncState | undefined> {
  const { links } = await computer.owner.getSyncState({});
  return links.flatMap(({ projects }) => projects).find(({ project_id: id }) => id === projectId);
}

/** What the active memories of a project say, in order. */
export async function saidIn({ owner }: TestServer, projectId: string): Promise<string[]> {
  const { items } = await owner.listMemories({ projectId, page_size: 100 });
  return items.map(({ content }) => content).toSorted();
}

/** The folder at the top of a drive. */
export async function rootOf({ owner }: TestServer): Promise<string> {
  const { items } = await owner.listDrives({});
  return items[0]?.root_item_id ?? '';
}

/** Writes a file, or another version of it. @param parent the top of the drive when left out @returns its id */
export async function putFile(
  server: TestServer,
  name: string,
  bytes: string | Uint8Array,
  parent?: string,
): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), name);
  const itemId = parent ?? (await rootOf(server));
  return (await server.owner.uploadFile({ itemId, on_conflict: 'replace' }, { form })).item.id;
}

/** What a file says, or the error that says why not. */
export async function textOf(server: TestServer, item: string): Promise<string> {
  return (await server.send(`/api/v1/drives/items/${item}/binary`)).text();
}

/** How the drive stands that the first link carries. */
export async function driveOf({ owner }: TestServer): Promise<FilesSyncState | undefined> {
  return (await owner.getSyncState({})).links[0]?.files ?? undefined;
}

/** Waits until something holds. */
export function until(holds: () => Promise<boolean>): Promise<true> {
  return vi.waitUntil(async () => (await holds()) || undefined, {
    timeout: 40_000,
    interval: 40,
  });
}

/**
 * Stands between a computer and a server.
 * @param fate `broken`: it answers for the server that it is out of order; `mute`: the server acts, and its answer is lost
 */
export async function startBetween(url: string, fate: (path: string) => 'broken' | 'mute' | undefined) {
  const server = createServer((asked, answer) => {
    const how = fate(asked.url ?? '');
    if (how === 'broken') {
      asked.resume().once('end', () => answer.writeHead(502).end('out of order'));
      return;
    }
    const { method, headers } = asked;
    const onward = request(new URL(asked.url ?? '', url), { method, headers }, (answered) => {
      if (how === 'mute') return void answered.resume().once('end', () => answer.destroy());
      answer.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
