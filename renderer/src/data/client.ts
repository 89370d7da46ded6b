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

/** Uploads with progress, which `fetch` cannot report. @param onProgress is given the share sent, 0 to 1 */
export function uploadWithProgress(
  folder: string,
  file: File,
  fields: Record<string, string>,
  onProgress: (share: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/drives/items/${folder}/children?${new URLSearchParams(fields).toString()}`);
    request.setRequestHeader('idempotency-key', crypto.randomUUID());
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onerror = () =>
      reject(new KeepsakeError('UNAVAILABLE', 'The server cannot be reached. The file was not uploaded.'));
    request.onload = () => (request.status < 300 ? resolve() : reject(readError(request.responseText)));
    const form = new FormData();
    form.set('file', file);
    request.send(form);
  });
}

function readError(text: string): KeepsakeError {
  try {
    const { code, message } = JSON.parse(text) as {
      code: ConstructorParameters<typeof KeepsakeError>[0];
      message: string;
    };
    return new KeepsakeError(code, message);
  } catch {
    return new KeepsakeError('INTERNAL', 'The server answered in a form that this page does not know.');
  }
}
