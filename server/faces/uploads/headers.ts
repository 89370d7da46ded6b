/** The headers of tus 1.0 (https://tus.io/protocols/resumable-upload): read from requests, as strictly as the service needs. */
import type { Context } from 'hono';
import { idOf, KeepsakeError, operations } from '../../../contract/index.ts';
import type { Announcement } from '../../services/resumable.ts';
import { invalidInput } from '../answers.ts';

export const tusVersion = '1.0.0';
export const bodyType = 'application/offset+octet-stream';

/** What a creation announces; the file goes to the top of the drive unless its metadata names a folder. */
export function readAnnouncement(context: Context, topFolder: string): Announcement {
  const size = readNumber(context, 'upload-length');
  if (size === undefined) throw wrongHeader('Upload-Length', 'the number of bytes of the file');
  const metadata = readMetadata(context.req.header('upload-metadata'));
  const { version_id: version, folder, sha256, fingerprint, ...rest } = metadata;
  // Bytes of a version that is to come have no name yet.
  const filename = version ?? metadata['filename'];
  const input = operations.uploadFile.input.safeParse({
    name: filename,
    itemId: folder ?? topFolder,
    ...(rest['on_conflict'] === undefined ? {} : { on_conflict: rest['on_conflict'] }),
    ...(rest['project_id'] === undefined ? {} : { project_id: rest['project_id'] }),
  });
  if (!input.success) throw invalidInput(input.error.issues);
  if (input.data.name === undefined) throw wrongHeader('Upload-Metadata', 'the filename in base64');
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    throw wrongHeader('Upload-Metadata', 'a sha256 in 64 lower-case hex digits');
  if (fingerprint !== undefined && !/^[\x21-\x7e]{1,200}$/.test(fingerprint))
    throw wrongHeader('Upload-Metadata', 'a fingerprint of at most 200 visible characters');
  if (version !== undefined && (sha256 === undefined || !idOf('version').safeParse(version).success))
    throw wrongHeader('Upload-Metadata', 'with version_id the id of a version, and the sha256 of its bytes');
  return {
    input: { ...input.data, name: input.data.name },
    size,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(version === undefined ? {} : { target: { version } }),
  };
}

/** `name base64, name base64, …` */
function readMetadata(header = ''): Partial<Record<string, string>> {
  const pairs = header
    .split(',')
    .map((pair) => pair.trim().split(/ +/))
    .filter(([name]) => name !== '');
  return Object.fromEntries(
    pairs.map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString()]),
  );
}

/** Where the body begins. */
export function readOffset(context: Context): number {
  const offset = readNumber(context, 'upload-offset');
  if (offset === undefined) throw wrongHeader('Upload-Offset', 'the byte at which the body begins');
  return offset;
}

/** The checksum of the body, as hex. @throws KeepsakeError VALIDATION_ERROR for another algorithm than sha256 */
export function readChecksum(context: Context): string | undefined {
  const header = context.req.header('upload-checksum');
  if (header === undefined) return undefined;
  const [algorithm, value = ''] = header.trim().split(/ +/);
  const bytes = Buffer.from(value, 'base64');
  if (algorithm !== 'sha256' || bytes.byteLength !== 32)
    throw wrongHeader('Upload-Checksum', 'sha256 and the 32 bytes of it in base64');
  return bytes.toString('hex');
}

export function readNumber(context: Context, name: string): number | undefined {
  const header = context.req.header(name);
  if (header === undefined) return undefined;
  const value = /^\d{1,15}$/.test(header) ? Number(header) : Number.NaN;
  if (Number.isNaN(value)) throw wrongHeader(name, 'a whole number of bytes');
  return value;
}

function wrongHeader(name: string, wanted: string): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    `The header ${name} is missing or malformed. It has to hold ${wanted}.`,
  );
}
