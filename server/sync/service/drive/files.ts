/** The versions of files that items' versions name, as records of their own; and the bytes that are elsewhere. */
import { createHash } from 'node:crypto';
import { typeId } from '../../../../local/ids.ts';
import type { BlobPayload } from '../../../services/content-places.ts';
import type { ContentReference } from '../../../services/content.ts';
import { contentCheck } from '../../../services/file-versions.ts';
import { asJson, typed } from '../../../services/records.ts';
import type { CommitAuthor, Operation, Put, Scope, Store } from '../../../store/store.ts';

/** One version of a file. */
export interface FileVersion {
  readonly item: string;
  readonly version: string;
  readonly content: ContentReference;
  readonly author: CommitAuthor;
  readonly at: number;
}

/** The id of the file that holds the bytes of a version that lost: the version's own id, as one of an item. */
export function copyOf(version: string): `itm_${string}` {
  return `itm_${version.slice(-26)}`;
}

/** The record of a version in a file, whose own record belongs to another file with the same bytes. */
export function siblingOf(version: string, item: string): string {
  return typeId('ver', createHash('sha256').update(`${version} ${item}`).digest('hex').slice(0, 32));
}

interface Known {
  readonly item: string | undefined;
  readonly state: string;
}

/**
 * Puts that keep each version under its file. A version whose bytes lost belongs to the copy beside the file, and the file
 * has a sibling of it; so deleting one of the two for good leaves the other its bytes.
 *
 * @param missing what becomes of bytes that are not here: `remote` notes where they are, `check` refuses the commit
 */
export async function fileOperations(
  store: Store,
  scope: Scope,
  versions: readonly FileVersion[],
  missing: 'remote' | 'check',
): Promise<Operation[]> {
  const known = new Map<string, Known | undefined>();
  const operations = new Map<string, Put>();
  const look = async (id: string) => {
    if (!known.has(id)) {
      const record = await store.get(scope, 'version', id);
      known.set(id, record && { item: record.parent, state: record.state });
    }
    const found = known.get(id);
    return found?.state === 'kept' ? found.item : undefined;
  };
  const put = (id: string, one: FileVersion) => {
    known.set(id, { item: one.item, state: 'kept' });
    operations.set(id, versionPut(id, one));
  };
  /** The record that it has under its file; nothing when that was there. */
  async function place(one: FileVersion): Promise<string | undefined> {
    const { version, item } = one;
    const owner = await look(version);
    if (owner === item) return undefined;
    if (owner !== undefined && isCopy(one)) {
      const left = siblingOf(version, owner);
      if ((await look(left)) === undefined) put(left, { ...one, item: owner });
    }
    const id = owner === undefined || isCopy(one) ? version : siblingOf(version, item);
    if (id !== version && (await look(id)) !== undefined) return undefined;
    put(id, one);
    return id;
  }
  const bytes = new Map<string, Operation>();
  // Copies last, so that what they take over is known.
  const inOrder = [...versions.filter((one) => !isCopy(one)), ...versions.filter(isCopy)];
  for (const one of inOrder) {
    const id = await place(one);
    const { blob } = one.content;
    if (id !== undefined && !bytes.has(blob))
      bytes.set(blob, await bytesOf(store, scope, { ...one, version: id }, missing));
  }
  return [...operations.values(), ...bytes.values()];
}

function isCopy({ item, version }: FileVersion): boolean {
  return item === copyOf(version);
}

function versionPut(id: string, { item, content, author, at }: FileVersion): Put {
  const payload = asJson(content);
  return { op: 'put', kind: 'version', id, parent: item, state: 'kept', history: false, payload, author, at };
}

async function bytesOf(
  store: Store,
  scope: Scope,
  { content, item, version }: FileVersion,
  missing: 'remote' | 'check',
): Promise<Operation> {
  if (missing === 'check') return contentCheck(content);
  const { blob: id, size, sha256 } = content;
  const record = await store.get(scope, 'blob', id);
  if (record !== undefined && record.state !== 'removed') return contentCheck(content);
  const payload: BlobPayload = { inline: false, remote: { item, version, size, sha256 } };
  const expect = record === undefined ? ('absent' as const) : { version: record.version };
  return { op: 'put', kind: 'blob', id, state: 'remote', history: false, payload: asJson(payload), expect };
}

/** The bytes that a version's record names, if it is there. */
export async function contentOf(
  store: Store,
  scope: Scope,
  version: string,
): Promise<ContentReference | undefined> {
  const record = await store.get(scope, 'version', version);
  if (record?.state !== 'kept' && record?.state !== 'waiting') return undefined;
  return typed<ContentReference>(record).payload;
}
