/** A large file to the server in pieces (tus 1.0), so that it can be paused and goes on where it was. */
import { KeepsakeError, isErrorCode } from '../../../contract/index.ts';
import { client } from '../data/client.ts';

/** Files over this many bytes go in pieces. */
export const largeBytes = 8 * 1024 * 1024;
const pieceBytes = 4 * 1024 * 1024;
const version = { 'tus-resumable': '1.0.0' };
/** Tries of one piece when the connection or the server fails. */
const mostTries = 6;
const passing = new Set(['UNAVAILABLE', 'VERSION_CONFLICT', 'UPLOAD_LOCKED', 'RATE_LIMIT_EXCEEDED']);

interface Sending {
  readonly address: string;
  readonly signal: AbortSignal;
  /** Is given the share that the server holds, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Announces a file. @returns the address of its upload */
export async function beginUpload(
  folder: string,
  file: File,
  fields: Record<string, string>,
): Promise<string> {
  const metadata = Object.entries({ filename: file.name, folder, ...fields });
  const answer = await request('/api/v1/uploads', {
    method: 'POST',
    headers: {
      'upload-length': String(file.size),
      'upload-metadata': metadata.map(([name, value]) => `${name} ${inBase64(encode(value))}`).join(','),
    },
  });
  return answer.headers.get('location') ?? '';
}

/** Sends what the server does not hold yet. @returns the document's id, if it became one */
export async function sendPieces(
  file: File,
  { address, signal, onProgress }: Sending,
): Promise<string | undefined> {
  let tries = 0;
  let offset = await offsetOf(address, signal);
  while (offset < file.size) {
    onProgress(offset / file.size);
    try {
      offset = await sendPiece(address, file.slice(offset, offset + pieceBytes), offset, signal);
      tries = 0;
    } catch (error) {
      const passes =
        error instanceof KeepsakeError && (passing.has(error.code) || error.details?.['what'] === 'piece');
      if (!passes || signal.aborted || ++tries === mostTries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** tries));
      offset = await offsetOf(address, signal).catch(() => offset);
    }
  }
  onProgress(1);
  const uploadId = address.split('/').at(-1) ?? '';
  return (await client.getUpload({ uploadId })).document_id;
}

/** Whether a file is sent in pieces, and can be paused. */
export function isLarge({ size }: File): boolean {
  return size > largeBytes;
}

/** Forgets an upload and what arrived of it. */
export async function cancelUpload(address: string): Promise<void> {
  await request(address, { method: 'DELETE' }).catch(() => undefined);
}

async function offsetOf(address: string, signal: AbortSignal): Promise<number> {
  const { headers } = await request(address, { method: 'HEAD', signal });
  return Number(headers.get('upload-offset'));
}

async function sendPiece(address: string, piece: Blob, offset: number, signal: AbortSignal): Promise<number> {
  const body = await piece.arrayBuffer();
  const headers: Record<string, string> = {
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
  };
  // Browsers hash only on pages that came safely.
  if (isSecureContext)
    headers['upload-checksum'] =
      `sha256 ${inBase64(new Uint8Array(await crypto.subtle.digest('SHA-256', body)))}`;
  const answer = await request(address, { method: 'PATCH', headers, body, signal });
  return Number(answer.headers.get('upload-offset'));
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const headers = { ...version, ...(init.headers as Record<string, string>) };
  const response = await fetch(path, { ...init, headers, credentials: 'same-origin' }).catch(
    (error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new KeepsakeError(
        'UNAVAILABLE',
        'The server cannot be reached. What was sent of the file is kept.',
      );
    },
  );
  if (response.ok) return response;
  const answer = (await response.json().catch(() => ({}))) as {
    code?: unknown;
    message?: unknown;
    details?: object;
  };
  if (isErrorCode(answer.code))
    throw new KeepsakeError(answer.code, String(answer.message), { ...answer.details });
  throw new KeepsakeError('NOT_FOUND', 'The upload is no longer there. Choose the file again.');
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function inBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
