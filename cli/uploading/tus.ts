/** One file to the server by tus 1.0, piece by piece; whatever interrupts it, it goes on from what the server holds. */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'undici';
import { KeepsakeError, isErrorCode, type Client, type Upload } from '../../contract/index.ts';
import type { Transport } from '../session.ts';

export interface TusOptions extends Transport {
  readonly client: Client<Response>;
  /** Bytes of a piece. */
  readonly pieceBytes: number;
  /** How long to go on trying while nothing gets through. */
  readonly patienceMs: number;
}

export interface Announced {
  readonly path: string;
  readonly size: number;
  /** Of the whole file, hex. */
  readonly sha256: string;
  readonly folder: string;
  readonly name: string;
  readonly projectId?: string;
}

interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
}

/** @param onOffset is told how many bytes the server holds @throws KeepsakeError as the server refused it */
export async function sendFile(
  options: TusOptions,
  file: Announced,
  onOffset: (offset: number) => void,
): Promise<Upload> {
  const handle = await open(file.path, 'r');
  try {
    const address = await persist(options, () => begin(options, file));
    await sendPieces(options, handle, address, file.size, onOffset);
    const uploadId = address.split('/').at(-1) ?? '';
    return await persist(options, () => options.client.getUpload({ uploadId }));
  } finally {
    await handle.close();
  }
}

/** An unfinished upload of the same file to the same place, or a new one. */
async function begin(options: TusOptions, file: Announced): Promise<string> {
  const fingerprint = fingerprintOf(file);
  const { items } = await options.client.listUploads({ fingerprint });
  const [unfinished] = items;
  if (unfinished !== undefined) return `/api/v1/uploads/${unfinished.id}`;
  const fields = {
    filename: file.name,
    folder: file.folder,
    sha256: file.sha256,
    fingerprint,
    on_conflict: 'replace',
    ...(file.projectId === undefined ? {} : { project_id: file.projectId }),
  };
  const metadata = Object.entries(fields).map(
    ([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`,
  );
  const { header } = await request(options, 'POST', '/api/v1/uploads', {
    'upload-length': String(file.size),
    'upload-metadata': metadata.join(','),
  });
  return header('location') ?? '';
}

function fingerprintOf({ sha256, size, folder, name, projectId }: Announced): string {
  return createHash('sha256')
    .update(JSON.stringify([sha256, size, folder, name, projectId ?? null]))
    .digest('hex');
}

async function sendPieces(
  options: TusOptions,
  handle: FileHandle,
  address: string,
  size: number,
  onOffset: (offset: number) => void,
): Promise<void> {
  let offset: number | undefined;
  while (offset === undefined || offset < size) {
    offset = await persist(options, async () => {
      // Whatever went wrong with a piece, the server knows how far it is.
      const from = offset ?? (await offsetOf(options, address));
      offset = undefined;
      if (from === size) return from;
      return sendPiece(options, handle, address, from);
    });
    onOffset(offset);
  }
}

async function offsetOf(options: TusOptions, address: string): Promise<number> {
  const { header } = await request(options, 'HEAD', address, {});
  return Number(header('upload-offset'));
}

async function sendPiece(
  options: TusOptions,
  handle: FileHandle,
  address: string,
  offset: number,
): Promise<number> {
  const buffer = Buffer.allocUnsafe(options.pieceBytes);
  const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, offset);
  if (bytesRead === 0) throw changedMeanwhile();
  const bytes = buffer.subarray(0, bytesRead);
  const headers = {
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
    'upload-checksum': `sha256 ${createHash('sha256').update(bytes).digest('base64')}`,
  };
  const { header } = await request(options, 'PATCH', address, headers, bytes);
  return Number(header('upload-offset'));
}

async function request(
  { fetch, baseUrl, token }: TusOptions,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Uint8Array,
): Promise<Answer> {
  const authorization = `Bearer ${await token()}`;
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: { authorization, 'tus-resumable': '1.0.0', ...headers },
    ...(body === undefined ? {} : { body }),
  }).catch((error: unknown) => {
    throw new KeepsakeError('UNAVAILABLE', 'The connection to the server broke off.', undefined, error);
  });
  const text = await response.text().catch(() => '');
  if (response.status < 300)
    return { status: response.status, header: (name) => response.headers.get(name) ?? undefined };
  throw errorOf(response.status, text);
}

/** An answer to HEAD has no body that would say more than its status. */
function errorOf(status: number, text: string): KeepsakeError {
  const known = parse(text);
  if (known !== undefined && isErrorCode(known.code))
    return new KeepsakeError(known.code, String(known.message), known.details);
  if (status === 404) return new KeepsakeError('NOT_FOUND', 'The upload has expired. Begin it anew.');
  if (status === 423 || status === 409) return new KeepsakeError('UPLOAD_LOCKED', 'The upload is in use.');
  return new KeepsakeError('UNAVAILABLE', `The server answered ${status}. Try again.`);
}

function parse(
  text: string,
): { code?: unknown; message?: unknown; details?: KeepsakeError['details'] } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What passes by itself, or once the server was asked how far it is. */
const passing = new Set(['UNAVAILABLE', 'UPLOAD_LOCKED', 'VERSION_CONFLICT', 'RATE_LIMIT_EXCEEDED']);

/** Tries again until it works, what is wrong does not pass, or patience ends. */
export async function persist<T>(
  { patienceMs }: Pick<TusOptions, 'patienceMs'>,
  attempt: () => Promise<T>,
): Promise<T> {
  const until = Date.now() + patienceMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(2_000, pauseMs * 2)) {
    try {
      return await attempt();
    } catch (error) {
      // A piece that arrived cut off or changed is sent again.
      const passes =
        error instanceof KeepsakeError && (passing.has(error.code) || error.details?.['what'] === 'piece');
      if (!passes || Date.now() > until) throw error;
      await sleep(pauseMs);
    }
  }
}

function changedMeanwhile(): KeepsakeError {
  return new KeepsakeError('CHECKSUM_MISMATCH', 'The file became shorter while it was read. Add it again.');
}
