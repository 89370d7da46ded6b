/** Devices of tests: a local store with the services of a local server, linked to a remote server by hand. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Response } from 'undici';
import type { Client } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import { createSearchEngine } from '../../server/search/index.ts';
import type { OwnerCaller } from '../../server/services/caller.ts';
import { createContent } from '../../server/services/content.ts';
import { createConversations, type Conversations } from '../../server/services/conversations.ts';
import type { Entries } from '../../server/services/entries.ts';
import { eraseAll } from '../../server/services/erasure/erasing.ts';
import { planErasure } from '../../server/services/erasure/plan.ts';
import { indexReader } from '../../server/services/index-reader.ts';
import type { Memories } from '../../server/services/memories.ts';
import { createReviewed } from '../../server/services/review/reviewed.ts';
import { openFolderBlobs } from '../../server/store/folder-blobs.ts';
import { openSqliteStore } from '../../server/store/sqlite/index.ts';
import type { Scope, Store } from '../../server/store/store.ts';
import { createReplica, type Replica } from '../../server/sync/service/replica.ts';
import { projectSide, type Side } from '../../server/sync/engine/sides.ts';
import { createLinkedContents } from '../../server/sync/service/drive/absent.ts';
import { masterKey } from './running.ts';
import { createMachine, type Machine } from './sync-machine.ts';

export interface TestDevice extends AsyncDisposable {
  readonly store: Store;
  readonly scope: Required<Scope>;
  readonly replica: Replica;
  readonly memories: Memories;
  readonly entries: Entries;
  readonly conversations: Conversations;
  readonly caller: OwnerCaller;
  /** The device's side of the exchange. */
  readonly machine: Machine;
  readonly push: Machine['push'];
  readonly pull: Machine['pull'];
  readonly sync: Machine['sync'];
  /** The records that a search finds, each once. */
  found(text: string): Promise<string[]>;
  /** From now on so many versions of one request. */
  pageSize(versions: number): void;
  /** Links to another server, which the first one was restored as. */
  connect(other: Client<Response>): void;
  /** @param revisions only these of its history */
  erase(kind: 'memory' | 'entry' | 'conversation', id: string, revisions?: readonly string[]): Promise<void>;
}

/** A device of the person whose client it is, with a local copy of the project. */
export async function startDevice(
  linkedTo: Client<Response>,
  projectId: string,
  name: string,
): Promise<TestDevice> {
  let remote = linkedTo;
  const folder = await mkdtemp(join(tmpdir(), 'ks-device-'));
  const store = await openSqliteStore({ folder, masterKey });
  const scope = { account: newId('acc'), project: projectId };
  await store.createAccount(scope.account);
  const caller: OwnerCaller = { type: 'owner', account: scope.account };
  await store.commit(
    { account: scope.account },
    {
      author: { type: 'owner', id: scope.account },
      at: Date.now(),
      operations: [
        { op: 'create-project', project: projectId },
        { op: 'put', kind: 'project', id: projectId, state: 'active', payload: { name, description: '' } },
      ],
    },
  );
  const search = createSearchEngine({ threads: 1 });
  const clock = Date.now;
  const blobs = openFolderBlobs({ folder: join(folder, 'blobs'), masterKey });
  async function erase(kind: string, id: string, revisions?: readonly string[]): Promise<void> {
    const part = revisions === undefined ? {} : { revisions: [...revisions] };
    const target = { type: kind as 'memory', project_id: projectId as `prj_${string}`, id, ...part };
    const plan = await planErasure({ store, digestKey: masterKey }, scope.account, target);
    const erasing = { ...plan, erasure: newId('era') };
    await eraseAll({ store, search, blobs, clock }, scope.account, erasing, new AbortController().signal);
  }

  const content = createContent({ store, blobs, nameKey: masterKey, absent: createLinkedContents() });
  const replica = createReplica({
    store,
    search,
    clock,
    content,
    erase: (_scope, { kind, id, revisions }) => erase(kind, id, revisions),
  });
  const side = (client: Client<Response>) => projectSide({ client, scope, remote: projectId });
  const asked: { side: Side; pageSize: number } = { side: side(linkedTo), pageSize: 500 };
  const register = () => remote.registerDevice({ name });
  const machine = createMachine(
    {
      store,
      replica,
      pageSize: () => asked.pageSize,
      side: {
        scope,
        kinds: asked.side.kinds,
        prepare: (...one) => asked.side.prepare(...one),
        push: (...one) => asked.side.push(...one),
        pull: (...one) => asked.side.pull(...one),
        heads: (...one) => asked.side.heads(...one),
        read: (...one) => asked.side.read(...one),
      },
    },
    register,
  );
  // Both sides are compared while there is nothing yet.
  await machine.sync();
  return {
    store,
    scope,
    replica,
    ...createReviewed({ store, search, clock }),
    conversations: createConversations({ store, search, clock }),
    caller,
    machine,
    push: machine.push,
    pull: machine.pull,
    sync: machine.sync,
    erase,
    pageSize(versions) {
      asked.pageSize = versions;
    },
    connect(other) {
      remote = other;
      asked.side = side(other);
    },
    async found(text) {
      const reader = indexReader(store, scope);
      const hits = await search.search([reader], { text, limit: 10 });
      return [...new Set(hits.map(({ recordId }) => recordId))];
    },
    async [Symbol.asyncDispose]() {
      await search.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A new project of the server with two devices. */
export async function linkedDevices(remote: Client<Response>) {
  const { id: projectId } = await remote.createProject({ name: 'Synced' });
  const [one, two] = await Promise.all([
    startDevice(remote, projectId, "Ada's laptop"),
    startDevice(remote, projectId, 'desk'),
  ]);
  return {
    projectId,
    one,
    two,
    async [Symbol.asyncDispose]() {
      await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()]);
    },
  };
}

/** Until nobody has anything to send or to take. */
export async function settle({ one, two }: Awaited<ReturnType<typeof linkedDevices>>): Promise<void> {
  for (const device of [one, two, one, two]) await device.sync();
}

export function remember({ memories, caller }: TestDevice, projectId: string, content: string) {
  return memories.add({ caller }, { projectId, content, tags: [] });
}

/** What the active memories of a device say, in order. */
export async function contentsOf({ memories, caller }: TestDevice, projectId: string): Promise<string[]> {
  const query = { projectId, page: 1, page_size: 100, status: 'active' } as const;
  return (await memories.list(caller, query)).items.map(({ content }) => content).toSorted();
}

/** The same of the server. */
export async function there(client: Client<Response>, projectId: string): Promise<string[]> {
  const { items } = await client.listMemories({ projectId, page_size: 100 });
  return items.map(({ content }) => content).toSorted();
}
