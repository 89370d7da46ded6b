/** The API as the page calls it: same origin, signed in by a cookie. */
import { createClient, KeepsakeError, type Client, type FetchLike } from '../../../contract/index.ts';

const send: FetchLike<Response> = (url, { method, headers, body, signal }) => {
  const request: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body !== undefined) request.body = body as BodyInit;
  if (signal !== undefined) request.signal = signal as AbortSignal;
  return fetch(url, request);
};

export const client: Client<Response> = createClient({
  baseUrl: '',
  fetch: send,
  newIdempotencyKey: () => crypto.randomUUID(),
});

/** The folder at the top of the drive. */
export async function readRootFolder(): Promise<string> {
  const [drive] = (await client.listDrives({})).items;
  if (drive === undefined) throw new KeepsakeError('NOT_FOUND', 'This account has no drive.');
  return drive.root_item_id;
}

interface UploadOptions {
  /** The same for a second try, so that a file that did arrive is not kept twice. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  /** Is given the share sent, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Uploads with progress, which `fetch` cannot report. @returns the document's id, if it became one */
export function uploadWithProgress(
  folder: string,
  file: File,
  fields: Record<string, string>,
  { idempotencyKey, signal, onProgress }: UploadOptions,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/drives/items/${folder}/children?${new URLSearchParams(fields).toString()}`);
    request.setRequestHeader('idempotency-key', idempotencyKey);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onerror = () =>
      reject(new KeepsakeError('UNAVAILABLE', 'The server cannot be reached. The file was not uploaded.'));
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    request.onload = () => {
      const answer = readAnswer(request.responseText);
      if (request.status < 300) resolve(answer.data?.document_id);
      else reject(new KeepsakeError(answer.code, answer.message));
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    const form = new FormData();
    form.set('file', file);
    request.send(form);
  });
}

interface Answer {
  readonly code: ConstructorParameters<typeof KeepsakeError>[0];
  readonly message: string;
  readonly data?: { readonly document_id?: string };
}

function readAnswer(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return { code: 'INTERNAL', message: 'The server answered in a form that this page does not know.' };
  }
}
