/** HTTP for the processes of this computer: over the local socket or TCP, in the shape that the typed client takes. */
import { Agent, fetch, type RequestInit, type Response } from 'undici';
import type { FetchLike } from '../contract/index.ts';

/** A `fetch` that goes through a Unix socket or Windows pipe when one is given. Forms and streams travel as they are. */
export function createFetch({ socketPath }: { socketPath?: string | undefined }): FetchLike<Response> {
  const dispatcher = new Agent({
    ...(socketPath === undefined ? {} : { connect: { socketPath } }),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return (url, { method, headers, body, signal }) => {
    const request: RequestInit = { method, headers, dispatcher };
    if (body !== undefined) request.body = body as NonNullable<RequestInit['body']>;
    if (signal !== undefined) request.signal = signal as AbortSignal;
    return fetch(url, request);
  };
}
