/** The bytes of file versions: kept once per account, small ones in the database, large ones as blobs. */
import { createHash, createHmac } from 'node:crypto';
import { KeepsakeError } from '../../contract/index.ts';
import type { BlobReference, BlobStore } from '../store/blobs.ts';
import type { Operation, Scope, Store, StoredRecord } from '../store/store.ts';
import { contentCheck } from './file-versions.ts';
import { asJson, typed } from './records.ts';

/** What a file version remembers of its bytes. */
export interface ContentReference {
  /** Id of the record that knows where they are. */
  readonly blob: string;
  readonly size: number;
  readonly sha256: string;
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
  /** The content with this hash and size, if the account has it. */
  known(account: string, wanted: { sha256: string; size: number }): Promise<ContentReference | undefined>;
  /** The bytes of a version. */
  read(account: string, reference: ContentReference): Promise<AsyncIterable<Uint8Array>>;
}

/** Kept under the content's name: `kept`, `removing` while a sweep looks for its versions again, or `removed`. */
export type BlobPayload =
  | { readonly inline: true }
  | { readonly inline: false; readonly reference: BlobReference }
  | { readonly inline: false; readonly parts: readonly BlobReference[] };

/** Names of the files that hold a content; none when it stands in the database. */
export function filesOf(payload: BlobPayload): string[] {
  if (payload.inline) return [];
  return 'parts' in payload ? payload.parts.map(({ name }) => name) : [payload.reference.name];
}

const inlineBytes = 256 * 1024;
/** Content in more parts than this is written anew as one blob, so that its record stays small. */
const mostParts = 1_024;

/** The service of content. `secret` makes the names of small blobs, so that they tell nothing about the bytes. */
export function createContent({
  store,
  blobs,
  nameKey,
}: {
  store: Store;
  blobs: BlobStore;
  nameKey: Uint8Array;
}): Content {
  const find = async (scope: Scope, id: string): Promise<StoredRecord | undefined> => {
    const record = await store.get(scope, 'blob', id);
    return record?.state === 'removed' ? undefined : record;
  };

  return {
    receive,
    async adopt(account, parts) {
      const size = sizeOf(parts);
      const leftover = parts.map(({ name }) => name);
      if (size <= inlineBytes || parts.length > mostParts)
        return { ...(await receive(account, readParts(blobs, parts), size)), leftover };
      return adoptParts(account, parts);
    },
    async known(account, { sha256, size }) {
      const blob =
        size <= inlineBytes ? smallId(nameKey, account, sha256) : blobs.fingerprint(account, sha256);
      const record = await find({ account }, blob);
      if (record?.state !== 'kept' || (await sizeOfBlob(store, account, record)) !== size) return undefined;
      return { blob, size, sha256 };
    },
    async read(account, reference) {
      const scope = { account };
      const record = await find(scope, reference.blob);
      if (record === undefined) throw missing();
      const payload = typed<BlobPayload>(record).payload;
      if (!payload.inline)
        return 'parts' in payload ? readParts(blobs, payload.parts) : blobs.read(payload.reference);
      const bytes = await store.row(scope, 'blob', reference.blob);
      if (bytes === undefined) throw missing();
      return once(bytes);
    },
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
    const sha256 = await hashOf(readParts(blobs, parts));
    const id = blobs.fingerprint(account, sha256);
    const reference = { blob: id, size: sizeOf(parts), sha256 };
    const discard = async () => undefined;
    if ((await find({ account }, id))?.state === 'kept')
      return {
        reference,
        operations: () => [contentCheck(reference)],
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
    const put: Operation[] = [
      // Without expectation, and also when the bytes are known: nobody then removes them at the same time.
      { op: 'put', kind: 'blob', id, state: 'kept', history: false, payload: { inline: true } },
      { op: 'row', space: 'blob', key: id, value: bytes },
    ];
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
    if ((await find({ account }, fingerprint))?.state === 'kept') {
      await staged.discard();
      return { reference, operations: () => [contentCheck(reference)], discard: async () => undefined };
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

async function* readParts(blobs: BlobStore, parts: readonly BlobReference[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield* blobs.read(part);
}

async function hashOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of source) hash.update(bytes);
  return hash.digest('hex');
}

async function sizeOfBlob(store: Store, account: string, record: StoredRecord): Promise<number | undefined> {
  const payload = typed<BlobPayload>(record).payload;
  if (payload.inline) return (await store.row({ account }, 'blob', record.id))?.byteLength;
  return 'parts' in payload ? sizeOf(payload.parts) : payload.reference.size;
}

function sizeOf(parts: readonly BlobReference[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}

/** The name of a small blob. */
function smallId(nameKey: Uint8Array, account: string, sha256: string): string {
  return createHmac('sha256', nameKey).update(account).update(sha256).digest('hex');
}

/** The whole source if it ends within `limit` bytes; else a source that begins again from its first byte. */
async function peek(
  source: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ head: Uint8Array; rest?: undefined } | { head?: undefined; rest: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return { head: Buffer.concat(chunks) };
    chunks.push(next.value);
    size += next.value.byteLength;
    if (size > limit) return { rest: resume(chunks, iterator) };
  }
}

async function* resume(chunks: Uint8Array[], iterator: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* chunks.splice(0);
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function missing(): KeepsakeError {
  return new KeepsakeError(
    'DATA_FOLDER_UNREADABLE',
    'The bytes of this file are missing from the data folder. Run `keepsake doctor`, and restore a backup.',
  );
}
