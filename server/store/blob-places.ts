/** Where blobs are kept, as `--blobs` names it: a folder that servers share, or an S3 bucket. */
import { hkdfSync } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KeepsakeError } from '../../contract/index.ts';
import type { BlobStore } from './blobs.ts';
import { openFolderBlobs } from './folder-blobs.ts';
import { openS3Blobs } from './s3-blobs.ts';
import { openS3Objects, type S3Objects, type S3Place } from './s3-objects.ts';
import type { NamingOptions } from './sealed-content.ts';

export type BlobPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | ({ readonly kind: 's3' } & S3Place);

/** What says whose blobs a place holds. Sweeping removes blobs that no record names: those of another store would go. */
const marker = 'keepsake-blobs.json';

/**
 * Reads `file:///mnt/shared` or `s3://bucket/prefix?endpoint=https://…&region=…&path_style=true`.
 *
 * @throws KeepsakeError VALIDATION_ERROR, which repeats nothing of an address that may hold a secret
 */
export function parseBlobPlace(location: string): BlobPlace {
  if (!URL.canParse(location)) throw wrongPlace(neither);
  const url = new URL(location);
  if (holdsCredentials(url)) throw wrongPlace(withCredentials);
  if (url.protocol === 'file:') return folderOf(url);
  if (url.protocol === 's3:') return bucketOf(url);
  throw wrongPlace(neither);
}

function holdsCredentials(url: URL): boolean {
  return url.username !== '' || url.password !== '';
}

function folderOf(url: URL): BlobPlace {
  if (url.host !== '' || url.search !== '') throw wrongPlace('has to name a whole path: file:///mnt/shared');
  const folder = fileURLToPath(url);
  if (!isAbsolute(folder)) throw wrongPlace('has to name a whole path: file:///mnt/shared');
  return { kind: 'folder', folder };
}

const neither = 'is neither file:///FOLDER nor s3://BUCKET/PREFIX';
const withCredentials =
  'may hold no credentials: leave them where the SDK of S3 looks, such as AWS_PROFILE or a role';
const settings = ['endpoint', 'region', 'path_style'];

function bucketOf(url: URL): BlobPlace {
  const unknown = [...url.searchParams.keys()].find((name) => !settings.includes(name));
  if (unknown !== undefined) throw wrongPlace(`takes ${settings.join(', ')} alone behind its question mark`);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.host))
    throw wrongPlace('names no bucket that S3 could have');
  const [endpoint, region] = [url.searchParams.get('endpoint'), url.searchParams.get('region')];
  if (endpoint !== null) requireWebAddress(endpoint);
  const path = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  const style = url.searchParams.get('path_style') ?? String(endpoint !== null);
  return {
    kind: 's3',
    bucket: url.host,
    prefix: path === '' ? '' : `${path}/`,
    pathStyle: style === 'true',
    ...(endpoint === null ? {} : { endpoint }),
    // Object stores beside Amazon's have one region, whatever it is called.
    ...(region === null ? (endpoint === null ? {} : { region: 'us-east-1' }) : { region }),
  };
}

function requireWebAddress(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw wrongPlace('has an endpoint that is no http or https address');
  if (holdsCredentials(url)) throw wrongPlace(withCredentials);
}

function wrongPlace(why: string): KeepsakeError {
  return new KeepsakeError('VALIDATION_ERROR', `The place for blobs (--blobs, KEEPSAKE_BLOBS) ${why}.`);
}

export interface OpenBlobsOptions extends NamingOptions {
  readonly encrypted?: boolean;
}

/**
 * Opens a place that servers share, and marks it as that of this master key.
 *
 * @throws KeepsakeError VALIDATION_ERROR for a place that is not there or another store's, UNAVAILABLE
 */
export async function openBlobPlace(place: BlobPlace, options: OpenBlobsOptions): Promise<BlobStore> {
  if (place.kind === 'folder') {
    await claim(folderMarker(place.folder), options.masterKey);
    return openFolderBlobs({ ...options, folder: place.folder, shared: true });
  }
  const objects = await openS3Objects(place);
  await claim(objectMarker(objects), options.masterKey);
  return openS3Blobs({ ...options, objects });
}

interface Marker {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

function folderMarker(folder: string): Marker {
  const path = join(folder, marker);
  return {
    async read() {
      // Made by nobody but its owner: a share that is not mounted would be a folder of this computer alone.
      if (!(await stat(folder).catch(() => undefined))?.isDirectory())
        throw wrongPlace('is a folder that is not there: mount the share, or make the folder');
      return readFile(path, 'utf8').catch(() => undefined);
    },
    write: (text) => writeFile(path, text, { mode: 0o600, flush: true }),
  };
}

function objectMarker(objects: S3Objects): Marker {
  return {
    async read() {
      const parts: Uint8Array[] = [];
      for await (const part of (await objects.get(marker)) ?? []) parts.push(part);
      return parts.length === 0 ? undefined : Buffer.concat(parts).toString();
    },
    write: (text) => objects.put(marker, Buffer.from(text)),
  };
}

async function claim(place: Marker, masterKey: Uint8Array): Promise<void> {
  const id = Buffer.from(hkdfSync('sha256', masterKey, '', 'keepsake blob place', 16)).toString('hex');
  const own = `${JSON.stringify({ holds: 'blobs of Keepsake', of: id })}\n`;
  const known = await place.read();
  if (known === undefined) await place.write(own);
  else if (known !== own) throw wrongPlace('holds the blobs of another store: choose another one');
}
