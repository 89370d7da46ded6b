/** Files and folders of an archive into the drive, with their versions and notes, and documents into their projects. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { KeepsakeError } from '../../../contract/index.ts';
import type { CommitAuthor, Json, Operation, Scope, StoredRecord } from '../../store/store.ts';
import type { ContentReference, ReceivedContent } from '../content.ts';
import type { DriveDependencies } from '../drive.ts';
import { versionPut } from '../file-versions.ts';
import { freeNameIn, itemPayload, itemPut, rootItem, type ItemPayload } from '../items.ts';
import { itemName } from '../../sync/core/names.ts';
import { commitKeeping } from '../kept-contents.ts';
import { mediaTypeOf } from '../names.ts';
import { versionPath } from './drive-lines.ts';
import type { Reporting } from './report.ts';
import type { itemLine } from './shapes.ts';
import type { Archive } from './zip-reader.ts';

type Item = z.output<typeof itemLine>;
type Version = Item['versions'][number];

export interface DriveImport {
  readonly account: string;
  readonly archive: Archive;
  readonly reporting: Reporting;
  readonly isDryRun: boolean;
}

/** Items by the ids they have in the archive; they keep those unless the folder is there already. */
export function createDriveImport(dependencies: DriveDependencies, into: DriveImport) {
  const { account, reporting, isDryRun } = into;
  const { store } = dependencies;
  const scope: Scope = { account };
  const folders = new Map<string, string>([['', rootItem(account)]]);

  const commit = (at: number, author: CommitAuthor, operations: readonly Operation[]) =>
    commitKeeping(store, scope, { at, author, operations });

  async function takeFolder(item: Item, parent: string, name: string): Promise<void> {
    const there = await store.find(scope, 'item', itemName(parent, name));
    if (there !== undefined && itemPayload(there).type === 'folder') {
      folders.set(item.path.join('/'), there.id);
      return;
    }
    const free = await freeNameIn(store, scope, parent, name);
    folders.set(item.path.join('/'), item.id);
    if (isDryRun) return;
    await commit(item.at, item.author, [itemPut(item.id, { type: 'folder', name: free, parent }, 'absent')]);
    await takeNotes(item);
  }

  async function takeFile(item: Item, parent: string, name: string, before?: StoredRecord): Promise<void> {
    const had = before === undefined ? undefined : itemPayload(before).versionId;
    const known = item.versions.findIndex(({ id }) => id === had);
    const missing = before === undefined ? item.versions : known === -1 ? [] : item.versions.slice(known + 1);
    reporting.count('files', missing.length > 0 ? 'added' : 'known');
    if (missing.length === 0 || isDryRun) return;
    let current = before;
    for (const version of missing)
      current = await takeVersion(item, version, { parent, name, before: current });
    if (before === undefined) await takeNotes(item);
  }

  async function takeVersion(
    item: Item,
    version: Version,
    { parent, name, before }: { parent: string; name: string; before: StoredRecord | undefined },
  ): Promise<StoredRecord | undefined> {
    const other = await store.get(scope, 'version', version.id);
    if (other !== undefined && other.parent !== item.id) throw foreignVersion();
    const received = await receive(dependencies, into, item, version);
    const reference: ContentReference = received.reference;
    const payload: ItemPayload & { versionId: string } =
      before === undefined
        ? {
            type: 'file',
            name: await freeNameIn(store, scope, parent, name),
            parent,
            mediaType: item.mediaType ?? mediaTypeOf(name),
            versionId: version.id,
            content: reference,
          }
        : { ...itemPayload(before), versionId: version.id, content: reference };
    // The version first: a file is there only with it.
    await commit(version.at, version.author, [...received.operations(), versionPut(item.id, payload)]);
    const expect = before === undefined ? 'absent' : { version: before.version };
    const by = before === undefined ? item : version;
    await commit(by.at, by.author, [itemPut(item.id, payload, expect)]);
    return store.get(scope, 'item', item.id);
  }

  async function takeNotes({ id: item, notes }: Item): Promise<void> {
    for (const { kind, id, at, author, state, payload } of notes) {
      if (kind !== 'comment' && id !== item) continue;
      if ((await store.get(scope, kind, id)) !== undefined) continue;
      const parent = kind === 'comment' ? { parent: item } : {};
      const put = {
        op: 'put',
        kind,
        id,
        state,
        history: false,
        payload: payload as Json,
        ...parent,
      } as const;
      await commit(at, author, [put]);
    }
  }

  async function place(item: Item): Promise<void> {
    const parent = folders.get(item.path.slice(0, -1).join('/'));
    const name = item.path.at(-1) as string;
    if (parent === undefined)
      throw new KeepsakeError('VALIDATION_ERROR', 'The folder it lies in is missing.');
    const before = await store.get(scope, 'item', item.id);
    if (before !== undefined && before.state !== 'active')
      throw new KeepsakeError('VALIDATION_ERROR', 'It lies in the trash here. Restore it first.');
    if (item.type === 'file') return takeFile(item, parent, name, before);
    if (before !== undefined) return void folders.set(item.path.join('/'), item.id);
    return takeFolder(item, parent, name);
  }

  return {
    /** Folders must come before what they hold. */
    async take(item: Item): Promise<void> {
      try {
        await place(item);
      } catch (error) {
        if (!(error instanceof KeepsakeError) || error.status >= 500) throw error;
        reporting.problem(item.id, error.message);
        if (item.type === 'file') reporting.count('files', 'skipped');
      }
    },
  };
}

/** The bytes of a version. @throws KeepsakeError when they are not those of its hash */
async function receive(
  { content, quota }: DriveDependencies,
  { account, archive }: DriveImport,
  item: Item,
  version: Version,
): Promise<ReceivedContent> {
  await quota.require(account, version.size);
  const hash = createHash('sha256');
  const bytes = hashing(archive.open(versionPath(item, version)), hash);
  const received = await content.receive(account, bytes, version.size);
  if (hash.digest('hex') === version.sha256) return received;
  await received.discard();
  throw damaged();
}

async function* hashing(
  bytes: AsyncIterable<Uint8Array>,
  hash: { update(bytes: Uint8Array): unknown },
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
}

function foreignVersion(): KeepsakeError {
  return new KeepsakeError('VALIDATION_ERROR', 'One of its versions belongs to another file here.');
}

function damaged(): KeepsakeError {
  return new KeepsakeError('VALIDATION_ERROR', 'Its bytes are not those that were exported.');
}
