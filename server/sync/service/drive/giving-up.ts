/**
 * Bytes that are here and need not be, given up: only once the server showed that it has them, and so that whoever uses them at
 * the same time either keeps them or has them fetched again.
 */
import { KeepsakeError } from '../../../../contract/index.ts';
import type { BlobStore } from '../../../store/blobs.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../../../store/store.ts';
import {
  filesOf,
  restingState,
  type BlobPayload,
  type RemoteContent,
} from '../../../services/content-places.ts';
import type { Content, ContentReference } from '../../../services/content.ts';
import { serverCommit } from '../../../services/jobs.ts';
import { asJson, typed, type Clock } from '../../../services/records.ts';
import { brokenOff, contentPath, errorOf, type RemoteDrive } from './sending.ts';
import { heldBy, type Spare } from './surveying.ts';

export interface GivingUpDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly content: Content;
  readonly blobs: Pick<BlobStore, 'remove'>;
}

/** Bytes of each content that the server has to show, its last. */
const shownBytes = 1_024;
/** Versions with the same bytes that the server is asked about. */
const placesAsked = 4;

/**
 * @param head the account's commit up to which `spare` was looked at
 * @returns how many contents were given up
 * @throws KeepsakeError UNAVAILABLE when the server does not answer; what was given up until then stays so
 */
export async function giveUp(
  dependencies: GivingUpDependencies,
  remote: RemoteDrive,
  scope: Scope,
  { spare, head }: { readonly spare: readonly Spare[]; readonly head: number },
): Promise<number> {
  const shown = await placesThere(dependencies, remote, scope, spare);
  const marked: Marked[] = [];
  for (const [one, place] of shown) {
    const version = await mark(dependencies, scope, one.blob);
    if (version !== undefined) marked.push({ ...one, place, version });
  }
  if (marked.length === 0) return 0;
  // From the mark on, who uses the bytes takes it away: of what was written before, only the newest is not known yet.
  const used = await usedSince(dependencies.store, scope, marked, head);
  let given = 0;
  for (const one of marked)
    if (used.has(one.blob.id)) await unmark(dependencies, scope, one);
    else if (await release(dependencies, scope, one)) given++;
  return given;
}

/** Takes away marks that a crash left: until then nobody could use the bytes for another file. */
export async function keptAgain(
  { store, clock }: Pick<GivingUpDependencies, 'store' | 'clock'>,
  scope: Scope,
): Promise<void> {
  for (const { id, payload, version } of await store.list(scope, leftOver)) {
    const put = blobPut(id, restingState(payload as unknown as BlobPayload), payload, version);
    await tryCommit({ store, clock }, scope, [put]);
  }
}

const leftOver = { kind: 'blob', states: ['removing'], order: 'created', limit: 1_000 } as const;

interface Marked extends Spare {
  readonly place: RemoteContent;
  /** Of the content's record, since it was marked. */
  readonly version: number;
}

/** In which version of which file the server showed to have the bytes; those that it did not are left out. */
async function placesThere(
  dependencies: GivingUpDependencies,
  remote: RemoteDrive,
  scope: Scope,
  spare: readonly Spare[],
): Promise<Map<Spare, RemoteContent>> {
  const contents = spare.flatMap(({ places, sha256, size }) =>
    places.slice(0, placesAsked).map(({ version }) => ({ version_id: version, sha256, size })),
  );
  if (contents.length === 0) return new Map();
  const { items } = await remote.client.offerContents({ contents });
  const there = new Set(items.filter(({ state }) => state === 'here').map(({ version_id }) => version_id));
  const shown = new Map<Spare, RemoteContent>();
  for (const one of spare) {
    const place = one.places.find(({ version }) => there.has(version));
    if (place === undefined) continue;
    const { size, sha256 } = one;
    const named: RemoteContent = { ...place, size, sha256 };
    if (await isShown(dependencies, remote, scope, { blob: one.blob.id, size, sha256 }, named))
      shown.set(one, named);
  }
  return shown;
}

/** Whether the server reads the end of the bytes as it is here: its record may outlive them. */
async function isShown(
  { content }: GivingUpDependencies,
  remote: RemoteDrive,
  { account }: Scope,
  reference: ContentReference,
  { item, version, size }: RemoteContent,
): Promise<boolean> {
  if (size === 0) return true;
  const start = Math.max(0, size - shownBytes);
  const headers = { range: `bytes=${start}-${size - 1}` };
  const response = await remote.send(contentPath(item, version), { method: 'GET', headers }).catch(brokenOff);
  if (response.status !== 206) {
    const fault = errorOf(response.status, await response.text().catch(brokenOff));
    if (response.status === 200 || fault.code !== 'UNAVAILABLE') return false;
    throw fault;
  }
  const there = Buffer.from(await response.arrayBuffer().catch(brokenOff));
  const here: Uint8Array[] = [];
  for await (const piece of await content.read(account, reference, { start, end: size })) here.push(piece);
  return Buffer.concat(here).equals(there);
}

/** Refuses every commit that would use the bytes again without taking the mark away. @returns the record's version since */
function mark(
  dependencies: GivingUpDependencies,
  scope: Scope,
  blob: StoredRecord,
): Promise<number | undefined> {
  return tryCommit(dependencies, scope, [blobPut(blob.id, 'removing', blob.payload, blob.version)]);
}

function unmark(dependencies: GivingUpDependencies, scope: Scope, { blob, version }: Marked) {
  return tryCommit(dependencies, scope, [blobPut(blob.id, 'kept', blob.payload, version)]);
}

/** Of the marked, those that a version names which was not known, or whose file was edited. */
async function usedSince(
  store: Store,
  scope: Scope,
  marked: readonly Marked[],
  head: number,
): Promise<Set<string>> {
  const known = new Set(marked.flatMap(({ places }) => places.map(({ version }) => version)));
  const used = new Set<string>();
  for (let seq = head; ;) {
    const commits = await store.changes(scope, seq, commitsAtOnce);
    for (const { records } of commits)
      for (const { kind, id } of records) {
        if (kind !== 'version' || known.has(id)) continue;
        const record = await store.get(scope, kind, id);
        if (record !== undefined) used.add(typed<ContentReference>(record).payload.blob);
      }
    if (commits.length < commitsAtOnce) break;
    seq = commits.at(-1)?.seq ?? seq;
  }
  const held = await heldBy(
    store,
    scope,
    new Set(marked.flatMap(({ places }) => places.map(({ item }) => item))),
  );
  for (const { blob, places } of marked) if (places.some(({ item }) => held.has(item))) used.add(blob.id);
  return used;
}

const commitsAtOnce = 500;

/** What was found in the bytes stays: searching needs them no more. */
async function release(dependencies: GivingUpDependencies, scope: Scope, one: Marked): Promise<boolean> {
  const before = typed<BlobPayload>(one.blob).payload;
  const payload: BlobPayload = { inline: false, remote: one.place };
  const operations: Operation[] = [blobPut(one.blob.id, 'remote', asJson(payload), one.version)];
  if (before.inline) operations.push({ op: 'row', space: 'blob', key: one.blob.id, value: null });
  if ((await tryCommit(dependencies, scope, operations)) === undefined) return false;
  // After the commit: what a crash leaves behind is a file of no record, and swept.
  for (const name of filesOf(before)) await dependencies.blobs.remove(name);
  return true;
}

function blobPut(
  id: string,
  state: 'kept' | 'removing' | 'remote',
  payload: Put['payload'],
  version: number,
): Put {
  return { op: 'put', kind: 'blob', id, state, payload, expect: { version }, history: false };
}

/** @returns the version of the first record; nothing when it was changed meanwhile */
async function tryCommit(
  { store, clock }: Pick<GivingUpDependencies, 'store' | 'clock'>,
  scope: Scope,
  operations: Operation[],
): Promise<number | undefined> {
  try {
    const { results } = await store.commit(scope, serverCommit(scope.account, clock(), operations));
    return results[0]?.version;
  } catch (error) {
    if (error instanceof KeepsakeError && error.code === 'VERSION_CONFLICT') return undefined;
    throw error;
  }
}
