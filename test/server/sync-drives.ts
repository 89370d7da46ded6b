/** Devices of tests with a drive of their own, linked by hand to the drive of a remote server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { fetch, type RequestInit } from 'undici';
import type { Outcome } from '../../server/sync/core/version.ts';
import type { Side } from '../../server/sync/engine/sides.ts';
import { driveKinds } from '../../contract/operations/sync.ts';
import { newId } from '../../local/ids.ts';
import { createSearchEngine } from '../../server/search/index.ts';
import { openAccount } from '../../server/services/accounts/opening.ts';
import { createLimits } from '../../server/services/accounts/limits.ts';
import type { OwnerCaller } from '../../server/services/caller.ts';
import type { RemoteContent } from '../../server/services/content-places.ts';
import { createComments, type Comments } from '../../server/services/comments.ts';
import { createContent, type Content } from '../../server/services/content.ts';
import { createDocuments } from '../../server/services/documents.ts';
import { createDrive, type Drive } from '../../server/services/drive.ts';
import { rootItem } from '../../server/services/items.ts';
import { createOriginals } from '../../server/services/originals.ts';
import { createQuota } from '../../server/services/quota.ts';
import { createResumable } from '../../server/services/resumable.ts';
import { createTrash, purgeBelow, type Trash } from '../../server/services/trash.ts';
import { createVersions, type Versions } from '../../server/services/versions.ts';
import { openFolderBlobs } from '../../server/store/folder-blobs.ts';
import { openSqliteStore } from '../../server/store/sqlite/index.ts';
import type { Scope, Store } from '../../server/store/store.ts';
import { createKeeping, type Keeping } from '../../server/sync/engine/keeping.ts';
import { createLinkedContents } from '../../server/sync/service/drive/absent.ts';
import { choiceRow, type Choice } from '../../server/sync/service/drive/choices.ts';
import { fetchContent } from '../../server/sync/service/drive/fetching.ts';
import type { DriveKind } from '../../server/sync/service/versions.ts';
import { createReplica, type Replica } from '../../server/sync/service/replica.ts';
import { driveSide } from '../../server/sync/engine/drive-side.ts';
import { ofKinds } from '../../server/sync/engine/kinds.ts';
import { createMachine, type Machine } from './sync-machine.ts';
import type { RemoteDrive } from '../../server/sync/service/drive/sending.ts';
import { syncAuthor } from '../../server/sync/service/pending.ts';
import { openAccount as openClient } from './people.ts';
import { masterKey, type TestServer } from './running.ts';

export interface DriveDevice extends AsyncDisposable {
  readonly store: Store;
  readonly scope: Scope;
  readonly caller: OwnerCaller;
  readonly root: string;
  readonly content: Content;
  readonly drive: Drive;
  readonly versions: Versions;
  readonly comments: Comments;
  readonly replica: Replica;
  readonly machine: Machine;
  readonly remote: RemoteDrive;
  /** Its bytes, as they are brought and given up. */
  keeping(settings?: { paused: boolean; metered: boolean }): Keeping;
  /** Chooses for an item, at a time. */
  choose(id: string, keep: Choice['keep'] | undefined, at?: number): Promise<void>;
  /** Files of blobs on the disk. */
  blobFiles(): Promise<number>;
  /** Puts a file into a folder, or a new version of the one that is there. */
  put(name: string, bytes: string | Uint8Array, parent?: string): Promise<string>;
  read(id: string): Promise<Buffer>;
  /** Deletes for good, with all that lies below. */
  purge(id: string): Promise<void>;
  /** Every path that stands, in order; placeholders in brackets. */
  tree(): Promise<string[]>;
  readonly push: Machine['push'];
  readonly pull: Machine['pull'];
  readonly sync: Machine['sync'];
  readonly retry: Machine['retry'];
  /** Sends changes without the bytes they speak of. */
  pushBare(): Promise<Outcome[]>;
  offline(isOffline: boolean): void;
  /** Forgets how far it sent, as when it is killed before that is kept. */
  forgetSent(): void;
}

export async function startDriveDevice(
  server: Pick<TestServer, 'url' | 'ownerToken' | 'owner'>,
  name: string,
  token = server.ownerToken,
  client = server.owner,
  kinds: readonly DriveKind[] = driveKinds,
): Promise<DriveDevice> {
  const folder = await mkdtemp(join(tmpdir(), 'ks-device-'));
  const store = await openSqliteStore({ folder, masterKey });
  const account = newId('acc');
  const scope = { account };
  const clock = Date.now;
  await store.createAccount(account);
  await openAccount(store, clock, account);
  const caller: OwnerCaller = { type: 'owner', account };
  const blobs = openFolderBlobs({ folder: join(folder, 'blobs'), masterKey });
  const absent = createLinkedContents();
  const content = createContent({ store, blobs, nameKey: masterKey, absent });
  const search = createSearchEngine({ threads: 1 });
  const documents = createDocuments({ store, clock, search, wake: () => undefined });
  const quota = createQuota({
    originals: createOriginals(store),
    limits: createLimits(store).limits,
    maxBytes: undefined,
  });
  const logger = pino({ level: 'silent' });
  const filing = {
    store,
    clock,
    content,
    documents,
    maxFileBytes: 1e9,
    quota,
    blobs,
    logger,
    uploading: new Set<string>(),
  };
  const drive = createDrive(filing);
  const uploads = createResumable(filing);
  const trash: Trash = createTrash({ store, clock, wake: () => undefined });
  const whole = createReplica({ store, clock, content, search, erase: () => Promise.resolve() });
  const replica = ofKinds(whole, kinds);
  const root = rootItem(account);
  let cut = false;
  const remote: RemoteDrive = {
    client,
    send: (path, { headers, ...request }) =>
      cut
        ? Promise.reject(new Error('offline'))
        : fetch(`${server.url}${path}`, {
            ...(request as RequestInit),
            headers: { ...headers, authorization: `Bearer ${token}` },
          }),
  };
  absent.use((of, wanted: RemoteContent, { arrived }) =>
    fetchContent({ store, clock, content, uploads }, remote, of, wanted, arrived),
  );
  const side = driveSide({ store, content, client, bytes: remote, scope, kinds });
  let isBare = false;
  const prepare: Side['prepare'] = (changes) =>
    isBare ? Promise.resolve({ ready: changes, outcomes: [] }) : side.prepare(changes);
  const machine = createMachine({ store, replica, side: { ...side, prepare } }, () =>
    client.registerDevice({ name }),
  );
  await machine.sync();

  return {
    store,
    scope,
    caller,
    root,
    content,
    drive,
    keeping: (settings = { paused: false, metered: false }) =>
      createKeeping(
        { store, clock, content, blobs, linkedContents: absent, settings: () => settings, logger },
        scope,
        remote,
      ),
    async choose(id, keep, at = clock()) {
      const choice = keep === undefined ? undefined : { keep, at };
      await store.commit(scope, { author: syncAuthor, at: clock(), operations: [choiceRow(id, choice)] });
    },
    async blobFiles() {
      let files = 0;
      for await (const _ of blobs.list(Infinity)) files++;
      return files;
    },
    versions: createVersions(filing),
    comments: createComments({ store, clock }),
    replica,
    remote,
    async put(file, bytes, parent = root) {
      const source = (async function* () {
        yield typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      })();
      const input = { itemId: parent, on_conflict: 'replace' } as const;
      const incoming = { name: file, source, complete: Promise.resolve() };
      return (await drive.upload({ caller }, input, incoming)).item.id;
    },
    async read(id) {
      const pieces: Uint8Array[] = [];
      for await (const piece of (await drive.download(caller, id)).bytes) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    async purge(id) {
      await drive.remove({ caller }, { itemId: id });
      await trash.purge({ caller }, { itemId: id });
      await purgeBelow(store, clock, scope, id, new AbortController().signal);
    },
    tree: () => treeOf(store, scope, root),
    machine,
    push: machine.push,
    pull: machine.pull,
    sync: machine.sync,
    retry: machine.retry,
    async pushBare() {
      isBare = true;
      const outcomes = await machine.push();
      isBare = false;
      return outcomes;
    },
    offline(isOffline) {
      cut = isOffline;
    },
    forgetSent() {
      machine.state = { ...machine.state, sent: { seq: 0, part: 0 } };
    },
    async [Symbol.asyncDispose]() {
      await search.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function treeOf(store: Store, scope: Scope, folder: string, path = ''): Promise<string[]> {
  const query = { kind: 'item', parent: folder, states: ['active'], order: 'sort', limit: 1_000 } as const;
  const found: string[] = [];
  for (const record of await store.list(scope, query)) {
    const { name, type, content } = record.payload as {
      name: string;
      type: string;
      content?: { blob: string };
    };
    const blob = content && (await store.get(scope, 'blob', content.blob));
    found.push(blob?.state === 'remote' ? `${path}[${name}]` : `${path}${name}`);
    if (type === 'folder') found.push(...(await treeOf(store, scope, record.id, `${path}${name}/`)));
  }
  return found;
}

/** Until nobody has anything to send or to take. */
export async function settleDrives(...devices: readonly DriveDevice[]): Promise<void> {
  for (let round = 0; round < 2; round++) for (const device of devices) await device.sync();
}

/** Two devices of a new account, whose drive begins empty. */
export async function startDrivePair(server: TestServer, account: string) {
  const { client, secret } = await openClient(server, account);
  const one = await startDriveDevice(server, "Ada's laptop", secret, client);
  const two = await startDriveDevice(server, 'desk', secret, client);
  return {
    one,
    two,
    client,
    secret,
    async [Symbol.asyncDispose]() {
      await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()]);
    },
  };
}
