/** The typed client of the REST API: one method per operation, over whatever `fetch` the caller has. */
import { KeepsakeError, isErrorCode, type ErrorDetails } from './errors.ts';
import { inputInQuery, isWrite, pathParameters, type Operation } from './operation.ts';
import { operations, type OperationName, type Operations } from './operations/index.ts';
import { contractHeader, serverFault, unknownOperation } from './skew.ts';
import { contractVersion } from './version.ts';
import type { z } from 'zod';

/** The part of a response that the client reads; both `fetch`'s and undici's have it. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export interface RequestLike {
  method: string;
  headers: Record<string, string>;
  body?: unknown;
  signal?: unknown;
  /** Whether the same request may be sent twice; left out, its method and headers tell. */
  repeatable?: boolean;
}

export type FetchLike<R extends ResponseLike = ResponseLike> = (
  url: string,
  request: RequestLike,
) => Promise<R>;

export interface CallOptions {
  /** Makes a repeat of a write safe; the client makes one up for each write otherwise. */
  idempotencyKey?: string;
  /** An AbortSignal. */
  signal?: unknown;
  /** For operations whose body is a file: the multipart form, with its `file` field. */
  form?: unknown;
}

export interface ClientOptions<R extends ResponseLike> {
  fetch: FetchLike<R>;
  /** Origin of the server, such as `http://127.0.0.1:7272`, or '' for the page's own. */
  baseUrl: string;
  /** The bearer, asked for on each request so that a rotation needs no new client; none for a page with a cookie. */
  token?: () => string | undefined | Promise<string | undefined>;
  /** Makes an idempotency key, such as `crypto.randomUUID`. */
  newIdempotencyKey: () => string;
}

type Input<O> = O extends { input: infer I extends z.ZodType } ? z.input<I> : never;
type Output<O, R> = O extends { binary: true }
  ? R
  : O extends { output: infer T extends z.ZodType }
    ? z.output<T>
    : never;

export type Client<R extends ResponseLike = ResponseLike> = {
  [Name in OperationName]: (
    input: Input<Operations[Name]>,
    options?: CallOptions,
  ) => Promise<Output<Operations[Name], R>>;
};

/**
 * A client of the REST API.
 *
 * @throws KeepsakeError from every method: the server's own code and message, or UNAVAILABLE when it cannot be reached.
 * @example const memory = await client.addMemory({ projectId, content: 'Invoices go out on the 5th.' })
 */
export function createClient<R extends ResponseLike>(options: ClientOptions<R>): Client<R> {
  const methods = Object.entries(operations).map(([name, operation]) => [
    name,
    (input: Record<string, unknown>, call: CallOptions = {}) => send(options, operation, input, call),
  ]);
  return Object.fromEntries(methods) as Client<R>;
}

async function send<R extends ResponseLike>(
  options: ClientOptions<R>,
  operation: Operation,
  input: Record<string, unknown>,
  call: CallOptions,
): Promise<unknown> {
  const { url, body } = placeInput(operation, input, call.form);
  const headers: Record<string, string> = {
    accept: 'application/json',
    [contractHeader]: contractVersion,
  };
  const token = await options.token?.();
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (isWrite(operation)) headers['idempotency-key'] = call.idempotencyKey ?? options.newIdempotencyKey();
  if (typeof body === 'string') headers['content-type'] = 'application/json';
  const repeatable = operation.method === 'GET' || operation.access === 'read' || isWrite(operation);
  const request: RequestLike = { method: operation.method, headers, repeatable };
  if (body !== undefined) request.body = body;
  if (call.signal !== undefined) request.signal = call.signal;
  const response = await reach(options, url, request);
  const spoken = response.headers.get(contractHeader) ?? undefined;
  const fault = serverFault(spoken);
  if (fault !== undefined) throw fault;
  if (operation.binary && response.status < 300) return response;
  return readEnvelope(response);
}

async function reach<R extends ResponseLike>(
  options: ClientOptions<R>,
  url: string,
  request: RequestLike,
): Promise<R> {
  try {
    return await options.fetch(`${options.baseUrl}/api/v1${url}`, request);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new KeepsakeError(
      'UNAVAILABLE',
      `The Keepsake server at ${options.baseUrl || 'this address'} cannot be reached. Start it with \`keepsake serve\`, then try again.`,
      undefined,
      error,
    );
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Puts each field of the input where it travels: path, query string or body. */
function placeInput(
  operation: Operation,
  input: Record<string, unknown>,
  form: unknown,
): { url: string; body?: unknown } {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  let url: string = operation.path;
  for (const name of pathParameters(operation.path)) {
    url = url.replace(`{${name}}`, encodeURIComponent(String(rest.get(name))));
    rest.delete(name);
  }
  if (operation.body === 'file') return { url: withQuery(url, rest), body: form };
  if (inputInQuery(operation)) return { url: withQuery(url, rest) };
  return { url, body: JSON.stringify(Object.fromEntries(rest)) };
}

function withQuery(url: string, fields: Map<string, unknown>): string {
  const pairs = [...fields].map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return pairs.length === 0 ? url : `${url}?${pairs.join('&')}`;
}

interface Envelope {
  success?: boolean;
  data?: unknown;
  code?: unknown;
  message?: unknown;
  details?: ErrorDetails;
}

async function readEnvelope(response: ResponseLike): Promise<unknown> {
  const text = await response.text();
  const envelope = parseEnvelope(text);
  if (envelope?.success === true) return envelope.data;
  if (envelope !== undefined && isErrorCode(envelope.code)) {
    const isUnknown = envelope.details?.['unknown_operation'] === true;
    const spoken = response.headers.get(contractHeader) ?? undefined;
    const skew = isUnknown ? unknownOperation(spoken) : undefined;
    if (skew !== undefined) throw skew;
    throw new KeepsakeError(envelope.code, String(envelope.message), envelope.details);
  }
  if ([502, 503, 504].includes(response.status)) {
    throw new KeepsakeError(
      'UNAVAILABLE',
      `The load balancer or proxy before the server reaches none now (${response.status}). Try again in a moment.`,
    );
  }
  throw new KeepsakeError(
    'INTERNAL',
    `The server answered ${response.status} in a form that Keepsake does not know. Check its address.`,
  );
}

function parseEnvelope(text: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
