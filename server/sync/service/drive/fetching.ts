/** Bytes that only the server has, brought here: checked against their hash, and from where an interrupted fetching ended. */
import { createHash } from 'node:crypto';
import type { Response } from 'undici';
import { KeepsakeError } from '../../../../contract/index.ts';
import type { RemoteContent } from '../../../services/content-places.ts';
import { inlineBytes, type ByteRange, type Content } from '../../../services/content.ts';
import { once } from '../../../services/content-streams.ts';
import { rootItem } from '../../../services/items.ts';
import { commitFor, typed, type Clock } from '../../../services/records.ts';
import type { Resumable } from '../../../services/resumable.ts';
import type { Store } from '../../../store/store.ts';
import type { Fetching } from './absent.ts';
import { brokenOff, contentPath, cutOff, errorOf, pieceOf, type RemoteDrive } from './sending.ts';

export interface FetchingDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly content: Content;
  readonly uploads: Pick<Resumable, 'create' | 'append' | 'resume' | 'list'>;
}

/**
 * @throws KeepsakeError UNAVAILABLE when the connection broke off (what arrived is kept), CHECKSUM_MISMATCH when it is not what
 *   was announced (nothing is kept), NOT_FOUND when the server does not have it any more, STORAGE_FULL
 */
export async function fetchContent(
  dependencies: FetchingDependencies,
  remote: RemoteDrive,
  account: string,
  wanted: RemoteContent,
  arrived: Fetching['arrived'] = () => undefined,
): Promise<void> {
  const place = await placeAt(dependencies.store, account, wanted);
  if (wanted.size <= inlineBytes) await fetchSmall(dependencies, remote, account, place);
  else await fetchLarge(dependencies, remote, account, { ...place, arrived });
}

/** Where the server has the bytes: as it was noted, or in another version that they are known by. */
async function placeAt(store: Store, account: string, wanted: RemoteContent): Promise<RemoteContent> {
  const noted = await store.get({ account }, 'version', wanted.version);
  if (noted?.state === 'kept') return { ...wanted, item: noted.parent ?? wanted.item };
  const query = { kind: 'version', states: ['kept'], order: 'created', limit: versionsAtOnce } as const;
  for (let offset = 0; ; offset += versionsAtOnce) {
    const records = await store.list({ account }, { ...query, offset });
    const other = records.find(
      (record) => typed<{ sha256?: string }>(record).payload.sha256 === wanted.sha256,
    );
    if (other !== undefined) return { ...wanted, item: other.parent ?? '', version: other.id };
    if (records.length < versionsAtOnce) return wanted;
  }
}

const versionsAtOnce = 1_000;

async function fetchSmall(
  { store, clock, content }: FetchingDependencies,
  remote: RemoteDrive,
  account: string,
  wanted: RemoteContent,
): Promise<void> {
  const response = wanted.size === 0 ? undefined : await ask(remote, wanted, { start: 0, end: wanted.size });
  const bytes = response === undefined ? new Uint8Array(0) : await response.bytes().catch(brokenOff);
  if (bytes.byteLength < wanted.size) brokenOff(undefined);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== wanted.sha256) throw changed(wanted);
  const received = await content.receive(account, once(bytes), wanted.size);
  const caller = { type: 'owner', account } as const;
  await commitFor(store, clock, { caller }, { account }, received.operations());
}

/** By an upload of this device to itself, which keeps what arrived; piece by piece, so that what others wait for goes between two. */
async function fetchLarge(
  { uploads }: FetchingDependencies,
  remote: RemoteDrive,
  account: string,
  { arrived, ...wanted }: RemoteContent & Pick<Fetching, 'arrived'>,
): Promise<void> {
  const call = { caller: { type: 'owner', account } as const };
  const { size, sha256, version } = wanted;
  const fingerprint = `content:${sha256}`;
  const { items } = await uploads.list(call.caller, { fingerprint });
  const input = { name: version, itemId: rootItem(account), on_conflict: 'deny' } as const;
  const announced = { input, size, sha256, fingerprint, target: { content: true } } as const;
  let { id, offset } = items[0] ?? (await uploads.create(call, announced));
  arrived(offset);
  if (offset === size) return void (await uploads.resume(call, id));
  while (offset < size) {
    const range = { start: offset, end: Math.min(size, offset + pieceOf(remote)) };
    const response = await ask(remote, wanted, range);
    // Something between the two may not know ranges: what is here is passed over.
    const isPart = response.status === 206;
    const length = (isPart ? range.end : size) - offset;
    const body = (signal: AbortSignal) => skipping(bodyOf(response), isPart ? 0 : range.start, signal);
    ({ id, offset } = await uploads.append(call, id, { offset, length, body }).catch(asCut));
    arrived(offset);
  }
}

function asCut(error: unknown): never {
  const isCut = error instanceof KeepsakeError && error.details?.['what'] === 'piece';
  throw isCut ? cutOff(error) : error;
}

async function* skipping(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  let left = bytes;
  for await (const piece of source) {
    signal.throwIfAborted();
    const rest = piece.subarray(Math.min(left, piece.byteLength));
    left -= piece.byteLength - rest.byteLength;
    if (rest.byteLength > 0) yield rest;
  }
}

async function* bodyOf(response: Response): AsyncIterable<Uint8Array> {
  try {
    for await (const piece of response.body ?? []) yield piece as Uint8Array;
  } catch (error) {
    brokenOff(error);
  }
}

/** All of it is asked for without a range. */
async function ask(
  remote: RemoteDrive,
  { item, version, size }: RemoteContent,
  { start, end }: ByteRange,
): Promise<Response> {
  const path = contentPath(item, version);
  const isWhole = start === 0 && end === size;
  const headers: Record<string, string> = isWhole ? {} : { range: `bytes=${start}-${end - 1}` };
  const response = await remote.send(path, { method: 'GET', headers }).catch(brokenOff);
  if (response.status < 300) return response;
  throw errorOf(response.status, await response.text().catch(brokenOff));
}

function changed({ version }: RemoteContent): KeepsakeError {
  return new KeepsakeError(
    'CHECKSUM_MISMATCH',
    `The bytes of ${version} that the server sent are not those that were announced. They are not kept; they are asked for again.`,
    { what: 'file' },
  );
}
