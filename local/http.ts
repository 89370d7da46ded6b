/** HTTP for the processes of this computer: over the local socket or TCP, in the shape that the typed client takes. */
import { Agent, EnvHttpProxyAgent, fetch, type Dispatcher, type RequestInit, type Response } from 'undici';
import type { FetchLike } from '../contract/index.ts';
import { isLoopback, trustedCertificates } from './outward.ts';

/** A `fetch` that goes through a Unix socket or Windows pipe when one is given. Forms and streams travel as they are. */
export function createFetch({ socketPath }: { socketPath?: string | undefined }): FetchLike<Response> {
  const dispatcher = new Agent({
    ...(socketPath === undefined ? {} : { connect: { socketPath } }),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return (url, options) => fetch(url, requestOf(options, dispatcher));
}

type Options = Parameters<FetchLike<Response>>[1];

function requestOf({ method, headers, body, signal }: Options, dispatcher: Dispatcher): RequestInit {
  const request: RequestInit = { method, headers, dispatcher };
  if (body !== undefined) request.body = body as NonNullable<RequestInit['body']>;
  if (signal !== undefined) request.signal = signal as AbortSignal;
  return request;
}

/**
 * A `fetch` to other computers, which goes the way that the bridge goes: through the proxy that the environment names,
 * with the certificates of the system.
 *
 * @param ca path of the file of an authority that is trusted besides
 */
export function createOutwardFetch(ca?: string): FetchLike<Response> {
  let outward: Promise<Dispatcher> | undefined;
  let here: Dispatcher | undefined;
  const open = async (): Promise<Dispatcher> => {
    const tls = { ca: await trustedCertificates(ca) };
    return new EnvHttpProxyAgent({ connect: tls, requestTls: tls, proxyTls: tls });
  };
  return async (url, options) => {
    const { protocol, hostname } = new URL(url);
    const isHere = protocol === 'http:' && isLoopback(hostname);
    return fetch(url, requestOf(options, isHere ? (here ??= new Agent()) : await (outward ??= open())));
  };
}
