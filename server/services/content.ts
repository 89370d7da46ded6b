/** The bytes of file versions: kept once per account, small ones in the database, large ones as blobs. */
import { createHash, createHmac } from 'node:crypto';
import type { BlobReference, BlobStore } from '../store/blobs.ts';
import type { Operation, Store, StoredRecord } from '../store/store.ts';
import { partsOf, type BlobPayload, type RemoteContent } from './content-places.ts';
import { findContent, partsFrom, presentPayload, readContent } from './content-reading.ts';
import { peek } from './content-streams.ts';
import { hereCheck } from './file-versions.ts';
import { asJson, typed } from './records.ts';

/** What a file version remembers of its bytes. */
export interface ContentReference {
  /** Id of the record that knows where they are. */
  readonly blob: string;
  readonly size: number;
  readonly sha256: string;
}

/** From byte `start` up to `end`, exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A received upload. Its operations belong in the commit that makes it visible; then `keep` or `discard` is called. */
export interface ReceivedContent {
  readonly reference: ContentReference;
  /** What to commit so that the bytes are found, or are still there when the account has the same ones already. */
  operations(): readonly Operation[];
  discard(): Promise<void>;
}

/** Content that arrived as blobs of its own, one after the other. */
export interface AdoptedContent extends ReceivedContent {
  /** Names of the blobs that it does not need: to be removed once its operations are committed. */
  readonly leftover: readonly string[];
}

export interface Content {
  /** Reads an upload to its end. @throws KeepsakeError PAYLOAD_TOO_LARGE, STORAGE_FULL; nothing stays behind. */
  receive(account: string, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReceivedContent>;
  /** Makes one content of blobs, which stay where they are if there are not too many. */
  adopt(account: string, parts: readonly BlobReference[]): Promise<AdoptedContent>;
  /** What bytes with this hash and size are known by in the account, whether it has them or not. */
  reference(account: string, wanted: { sha256: string; size: number }): ContentReference;
  /** The content with this hash and size, if the account has it. */
  known(account: string, wanted: { sha256: string; size: number }): Promise<ContentReference | undefined>;
  /** Makes sure that the bytes are here, from the server that keeps them if need be. @throws KeepsakeError as `read` */
  bring(account: string, reference: ContentReference): Promise<void>;
  /** The bytes of a version, or those from `start` up to `end`, exclusive. */
  read(account: string, reference: ContentReference, range?: ByteRange): Promise<AsyncIterable<Uint8Array>>;
}

/** Brings bytes that another server keeps. */
export interface AbsentContents {
  /** @throws KeepsakeError UNAVAILABLE while it cannot be reached, STORAGE_FULL */
  fetch(account: string, remote: RemoteContent): Promise<void>;
  /** How many bytes of it have come so far; nothing when it is not being fetched. */
  progress(account: string, remote: Pick<RemoteContent, 'sha256'>): number | undefined;
}

export const inlineBytes = 256 * 1024;
/** Content in more parts than this is written anew as one blob, so that its record stays small. */
const mostParts = 1_024;

/** The service of content. `secret` makes the names of small blobs, so that they tell nothing about the bytes. */
export function createContent({
  store,
  blobs,
  nameKey,
  absent,
}: {
  store: Store;
  blobs: BlobStore;
  nameKey: Uint8Array;
  absent?: AbsentContents;
}): Content {
  const reading = { store, blobs, absent };
  const find = (account: string, id: string) => findContent(store, account, id);

  const nameOf = (account: string, { sha256, size }: { sha256: string; size: number }): string =>
    size <= inlineBytes ? smallId(nameKey, account, sha256) : blobs.fingerprint(account, sha256);

  return {
    receive,
    reference: (account, { sha256, size }) => ({ blob: nameOf(account, { sha256, size }), size, sha256 }),
    async adopt(account, parts) {
      const size = sizeOf(parts);
      const leftover = parts.map(({ name }) => name);
      if (size <= inlineBytes || parts.length > mostParts)
        return { ...(await receive(account, partsFrom(blobs, parts), size)), leftover };
      return adoptParts(account, parts);
    },
    async known(account, { sha256, size }) {
      const blob = nameOf(account, { sha256, size });
      const record = await find(account, blob);
      if (record?.state !== 'kept' || (await sizeOfBlob(store, account, record)) !== size) return undefined;
      return { blob, size, sha256 };
    },
    bring: async (account, { blob }) => void (await presentPayload(reading, account, blob)),
    read: (account, { blob, size }, range = { start: 0, end: size }) =>
      readContent(reading, account, blob, range),
  };

  async function receive(
    account: string,
    source: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<ReceivedContent> {
    const { head, rest } = await peek(source, inlineBytes);
    if (rest === undefined) return receiveSmall(account, head);
    return receiveLarge(account, rest, maxBytes);
  }

  async function adoptParts(account: string, parts: readonly BlobReference[]): Promise<AdoptedContent> {
    const sha256 = await hashOf(partsFrom(blobs, parts));
    const id = blobs.fingerprint(account, sha256);
    const reference = { blob: id, size: sizeOf(parts), sha256 };
    const discard = async () => undefined;
    if ((await find(account, id))?.state === 'kept')
      return {
        reference,
        operations: () => [hereCheck(reference)],
        discard,
        leftover: parts.map(({ name }) => name),
      };
    const payload = asJson({ inline: false, parts });
    const put: Operation = { op: 'put', kind: 'blob', id, state: 'kept', history: false, payload };
    return { reference, operations: () => [put], discard, leftover: [] };
  }

  async function receiveSmall(account: string, bytes: Uint8Array): Promise<ReceivedContent> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const id = smallId(nameKey, account, sha256);
    const put = smallOperations(id, bytes);
    const reference = { blob: id, size: bytes.byteLength, sha256 };
    return { reference, operations: () => put, discard: async () => undefined };
  }

  async function receiveLarge(
    account: string,
    source: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<ReceivedContent> {
    const staged = await blobs.stage(account, source, maxBytes);
    const { fingerprint, name, key, size, sha256 } = staged;
    const reference = { blob: fingerprint, size, sha256 };
    if ((await find(account, fingerprint))?.state === 'kept') {
      await staged.discard();
      return { reference, operations: () => [hereCheck(reference)], discard: async () => undefined };
    }
    await staged.keep();
    // If the same bytes arrive twice at once, the later commit wins and both files can be read until a sweep.
    const payload = asJson({ inline: false, reference: { name, key, size, sha256 } });
    return {
      reference,
      operations: () => [
        { op: 'put', kind: 'blob', id: fingerprint, state: 'kept', history: false, payload },
      ],
      discard: () => blobs.remove(name),
    };
  }
}

function smallOperations(id: string, bytes: Uint8Array): Operation[] {
  return [
    // Without expectation, and also when the bytes are known: nobody then removes them at the same time.
    { op: 'put', kind: 'blob', id, state: 'kept', history: false, payload: { inline: true } },
    { op: 'row', space: 'blob', key: id, value: bytes },
  ];
}

async function hashOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of source) hash.update(bytes);
  return hash.digest('hex');
}

async function sizeOfBlob(store: Store, account: string, record: StoredRecord): Promise<number | undefined> {
  const payload = typed<BlobPayload>(record).payload;
  if (payload.inline) return (await store.row({ account }, 'blob', record.id))?.byteLength;
  return sizeOf(partsOf(payload));
}

function sizeOf(parts: readonly BlobReference[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}

/** The name of a small blob. */
function smallId(nameKey: Uint8Array, account: string, sha256: string): string {
  return createHmac('sha256', nameKey).update(account).update(sha256).digest('hex');
}
