/** Bytes of versions on their way to the server: only what it lacks, and from where an interrupted sending ended. */
import { createHash } from 'node:crypto';
import type { Response } from 'undici';
import { KeepsakeError, isErrorCode, type Client } from '../../../../contract/index.ts';
import type { NamedContent } from '../../../../contract/operations/sync-drive.ts';
import type { Content } from '../../../services/content.ts';
import type { Scope, Store } from '../../../store/store.ts';
import { itemFacts } from '../../core/items.ts';
import type { Version } from '../../core/version.ts';
import { contentOf } from './files.ts';
import { proofOf } from './proving.ts';

/** The server that a device is linked to. */
export interface RemoteDrive {
  readonly client: Pick<Client, 'offerContents' | 'proveContent' | 'listUploads' | 'getServer'>;
  /** A request with the device's token, for what the typed client has no operation: `path` begins with `/api/v1`. */
  readonly send: (
    path: string,
    request: { method: string; headers: Record<string, string>; body?: Uint8Array; signal?: AbortSignal },
  ) => Promise<Response>;
  /** How many bytes one request may hold, where that is fewer than usual. */
  readonly pieceBytes?: () => number;
}

interface SendingDependencies {
  readonly store: Store;
  readonly content: Content;
}

/** Of bytes that are here, also while somebody looks whether they have to be. */
const localStates: readonly string[] = ['kept', 'removing'];
const offeredAtOnce = 500;
const pieceBytes = 4 * 1024 * 1024;

/**
 * Makes sure that the server has the bytes which versions of files speak of, before these are pushed. What this device does not
 * have either is passed over, so that no empty file stands for it; so is what was deleted permanently there, which the answer to
 * the push says.
 *
 * @throws KeepsakeError UNAVAILABLE, QUOTA_EXCEEDED, STORAGE_FULL, PAYLOAD_TOO_LARGE; what was sent until then stays sent
 */
export async function sendContents(
  dependencies: SendingDependencies,
  remote: RemoteDrive,
  scope: Scope,
  versions: readonly Pick<Version, 'kind' | 'payload'>[],
): Promise<void> {
  const named = new Map<string, NamedContent>();
  for (const version of versions) {
    const { versionId, content } = itemFacts(version);
    if (version.kind !== 'item' || versionId === undefined || content === undefined) continue;
    named.set(versionId, { version_id: versionId, sha256: content.sha256, size: content.size });
  }
  const all = [...named.values()];
  for (let at = 0; at < all.length; at += offeredAtOnce) {
    const contents = all.slice(at, at + offeredAtOnce);
    const { items } = await remote.client.offerContents({ contents });
    for (const [n, { state, challenge = '' }] of items.entries()) {
      const one = contents[n] as NamedContent;
      if (state === 'prove') await prove(dependencies, remote, scope, one, challenge);
      else if (state === 'missing')
        await upload(dependencies, remote, scope, one).catch((error: unknown) =>
          unlessHere(remote, one, error),
        );
    }
  }
}

/**
 * An earlier sending, whose answer did not come, may have ended meanwhile, or the file have gone. @throws the error when neither
 * happened
 */
async function unlessHere({ client }: RemoteDrive, one: NamedContent, error: unknown): Promise<void> {
  if (!(error instanceof KeepsakeError) || error.code !== 'VERSION_CONFLICT') throw error;
  const { items } = await client.offerContents({ contents: [one] });
  const state = items[0]?.state;
  if (state !== 'here' && state !== 'gone') throw error;
}

async function prove(
  { store, content }: SendingDependencies,
  { client }: RemoteDrive,
  scope: Scope,
  one: NamedContent,
  challenge: string,
): Promise<void> {
  const reference = await contentOf(store, scope, one.version_id);
  if (reference === undefined) return;
  const proof = await proofOf(challenge, await content.read(scope.account, reference));
  await client.proveContent({ ...one, proof });
}

async function upload(
  dependencies: SendingDependencies,
  remote: RemoteDrive,
  scope: Scope,
  one: NamedContent,
): Promise<void> {
  const reference = await contentOf(dependencies.store, scope, one.version_id);
  if (reference === undefined) return;
  const blob = await dependencies.store.get(scope, 'blob', reference.blob);
  // A placeholder: what the server lost of what it kept alone cannot be sent from here.
  if (blob === undefined || !localStates.includes(blob.state)) return;
  const bytesFrom = (start: number) =>
    readPiece(dependencies.content, scope.account, reference, start, pieceOf(remote));
  const fingerprint = `version:${one.version_id}`;
  const { items } = await remote.client.listUploads({ fingerprint });
  const [unfinished] = items;
  let place =
    unfinished === undefined
      ? await begin(remote, one, fingerprint, await bytesFrom(0))
      : { path: `/api/v1/uploads/${unfinished.id}`, offset: unfinished.offset };
  // Also of one that has all its bytes: asking how far it is ends it.
  if (unfinished !== undefined && place.offset === one.size) await request(remote, 'HEAD', place.path, {});
  while (place.offset < one.size) {
    const piece = await bytesFrom(place.offset);
    const headers = { 'upload-offset': String(place.offset), ...pieceHeaders(piece) };
    const answer = await request(remote, 'PATCH', place.path, headers, piece);
    place = { ...place, offset: Number(answer.headers.get('upload-offset')) };
  }
}

/** Where the bytes of a version are at a server. */
export function contentPath(item: string, version: string): string {
  return `/api/v1/drives/items/${item}/versions/${version}/content`;
}

/** How many bytes one request is to hold. */
export function pieceOf({ pieceBytes: most }: RemoteDrive): number {
  return Math.min(pieceBytes, most?.() ?? pieceBytes);
}

/** The upload with its first piece. */
async function begin(
  remote: RemoteDrive,
  { version_id, sha256, size }: NamedContent,
  fingerprint: string,
  piece: Uint8Array,
): Promise<{ path: string; offset: number }> {
  const metadata = Object.entries({ version_id, sha256, fingerprint }).map(
    ([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`,
  );
  const headers = { 'upload-length': String(size), 'upload-metadata': metadata.join(',') };
  const body = size === 0 ? {} : pieceHeaders(piece);
  const answer = await request(
    remote,
    'POST',
    '/api/v1/uploads',
    { ...headers, ...body },
    size === 0 ? undefined : piece,
  );
  return {
    path: answer.headers.get('location') ?? '',
    offset: Number(answer.headers.get('upload-offset')),
  };
}

function pieceHeaders(piece: Uint8Array): Record<string, string> {
  return {
    'content-type': 'application/offset+octet-stream',
    'upload-checksum': `sha256 ${createHash('sha256').update(piece).digest('base64')}`,
  };
}

async function readPiece(
  content: Content,
  account: string,
  reference: NonNullable<Awaited<ReturnType<typeof contentOf>>>,
  start: number,
  most: number,
): Promise<Uint8Array> {
  const end = Math.min(reference.size, start + most);
  const pieces: Uint8Array[] = [];
  for await (const piece of await content.read(account, reference, { start, end })) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function request(
  remote: RemoteDrive,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Uint8Array,
): Promise<Response> {
  const response = await remote
    .send(path, {
      method,
      headers: { 'tus-resumable': '1.0.0', ...headers },
      ...(body === undefined ? {} : { body }),
    })
    .catch(brokenOff);
  const text = await response.text().catch(brokenOff);
  if (response.status >= 300) throw errorOf(response.status, text);
  return response;
}

/** What a server said in an answer that is no success. */
export function errorOf(status: number, text: string): KeepsakeError {
  try {
    const { code, message, details } = JSON.parse(text) as Record<string, unknown>;
    if (isErrorCode(code))
      return new KeepsakeError(code, String(message), details as KeepsakeError['details']);
  } catch {
    // An answer of something between the two, such as a proxy, or to HEAD, which has no body.
  }
  if (status === 409)
    return new KeepsakeError(
      'VERSION_CONFLICT',
      'The server does not have the upload as it was. It is asked again later.',
    );
  return new KeepsakeError('UNAVAILABLE', `The server answered ${status}. It is asked again later.`);
}

export function brokenOff(cause: unknown): never {
  throw cutOff(cause);
}

export function cutOff(cause: unknown): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    'The connection to the server broke off. What is there stays, and the rest follows later.',
    undefined,
    cause,
  );
}
