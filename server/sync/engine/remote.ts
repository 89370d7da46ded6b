/** The remote server of a link, over its public API alone: what travels is counted, held to a limit, and never waited for without end. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'undici';
import {
  createClient,
  KeepsakeError,
  type Client,
  type FetchLike,
  type RequestLike,
  type ResponseLike,
} from '../../../contract/index.ts';
import { createOutwardFetch } from '../../../local/http.ts';
import type { RemoteDrive } from '../service/drive/sending.ts';
import { packed, plain, taken, takesPacked, textOf, type Body } from './packing.ts';
import { unreachable } from './problems.ts';

export interface RemoteOptions {
  readonly url: string;
  readonly token: () => Promise<string>;
  /** Null for no limit. */
  readonly bytesPerSecond?: () => number | null;
  /** Ends all that is under way. */
  readonly signal: AbortSignal;
  /** An answer may take so long (10 s), and as much more as its bytes need on a slow line. */
  readonly answerMs?: number;
}

export interface Traffic {
  sent: number;
  received: number;
}

export interface Remote {
  /** One project's calls, whose bytes are added to `traffic`. */
  client(traffic: Traffic): Client;
  /**
   * Listens to the commits of a remote project, or of the drive; `changed` is called for each piece of news, and once when it listens. Ends
   * when the connection does, or is silent for too long.
   */
  follow(project: string | undefined, after: number, changed: () => void, signal: AbortSignal): Promise<void>;
  /** Requests that the typed client has no operation for; their answers are read as they come. */
  sender(traffic: Traffic): RemoteDrive['send'];
}

const usualAnswerMs = 10_000;
const slowestBytesPerMs = 16;
/** The server says something every 15 seconds. */
const silentMs = 40_000;

export function createRemote(options: RemoteOptions): Remote {
  const { url, token, signal } = options;
  const connections = createConnections(options);
  const outward = connections.fetch;
  const budget = createBudget(options);
  return {
    sender: createSender(options, connections, budget),
    client: (traffic) => {
      const fetch = createCounted(options, connections, budget, traffic);
      return createClient({ baseUrl: url, token, newIdempotencyKey: randomUUID, fetch });
    },
    async follow(project, after, changed, until) {
      const silence = new AbortController();
      const watchdog = setTimeout(() => silence.abort(), silentMs);
      try {
        const streamed = createClient({ baseUrl: url, token, newIdempotencyKey: randomUUID, fetch: outward });
        const all = AbortSignal.any([signal, until, silence.signal]);
        const response = await (project === undefined
          ? streamed.followDriveChanges({ after }, { signal: all })
          : streamed.followChanges({ projectId: project, after }, { signal: all }));
        changed();
        for await (const piece of response.body ?? []) {
          watchdog.refresh();
          if (Buffer.from(piece as Uint8Array).includes('data:')) changed();
        }
      } finally {
        clearTimeout(watchdog);
      }
    },
  };
}

/** What was moved is paid for before the next request. */
function createBudget({ bytesPerSecond = () => null, signal }: RemoteOptions) {
  let freeAt = 0;
  return {
    async wait(): Promise<void> {
      const ms = freeAt - performance.now();
      if (ms > 0) await sleep(ms, undefined, { signal });
    },
    spend(bytes: number): void {
      const limit = bytesPerSecond();
      if (limit !== null) freeAt = Math.max(freeAt, performance.now()) + (bytes / limit) * 1_000;
    },
  };
}

/** Connections to the server, and what is known of it. */
function createConnections({ url, signal, answerMs = usualAnswerMs }: RemoteOptions) {
  let outward = createOutwardFetch();
  const fetch: FetchLike<Response> = (address, request) => outward(address, request);
  return {
    fetch,
    takesPacked: false,
    patience: (size: number): number => answerMs + Math.round(size / slowestBytesPerMs),
    /** The others that stand may be as dead as one that did not answer: the next request begins with new ones. */
    failed(error: unknown, isLate: boolean): unknown {
      if (isLate) outward = createOutwardFetch();
      return signal.aborted || error instanceof KeepsakeError ? error : unreachable(url, error);
    },
  };
}

type Budget = ReturnType<typeof createBudget>;
type Connections = ReturnType<typeof createConnections>;

function createCounted(
  { signal }: RemoteOptions,
  connections: Connections,
  budget: Budget,
  traffic: Traffic,
): FetchLike<ResponseLike> {
  async function send(address: string, request: RequestLike, body: Body): Promise<Response> {
    const headers = { ...request.headers, ...taken, ...body.headers };
    const timeout = AbortSignal.timeout(connections.patience(body.size));
    const all = [signal, timeout, ...(request.signal ? [request.signal as AbortSignal] : [])];
    const whole = { ...request, headers, body: body.body, signal: AbortSignal.any(all) };
    const response = await connections.fetch(address, whole);
    connections.takesPacked = takesPacked(response);
    return response;
  }
  return async (address, request) => {
    await budget.wait();
    const asItIs = plain(request.body);
    const body = connections.takesPacked ? await packed(request.body) : asItIs;
    try {
      let response = await send(address, request, body);
      // Another server answers at this address, which read nothing of it.
      if (body.size < asItIs.size && !takesPacked(response)) {
        await textOf(response);
        response = await send(address, request, asItIs);
      }
      const text = await textOf(response);
      const received = Buffer.byteLength(text);
      traffic.sent += asItIs.size;
      traffic.received += received;
      budget.spend(body.size + Number(response.headers.get('content-length') ?? received));
      return { status: response.status, headers: response.headers, text: () => Promise.resolve(text) };
    } catch (error) {
      throw connections.failed(error, error instanceof Error && error.name === 'TimeoutError');
    }
  };
}

function createSender(
  { url, token, signal }: RemoteOptions,
  connections: Connections,
  budget: Budget,
): Remote['sender'] {
  return (traffic) =>
    async (path, { method, headers, body, signal: until }) => {
      await budget.wait();
      const size = body?.byteLength ?? 0;
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), connections.patience(size));
      try {
        const response = await connections.fetch(`${url}${path}`, {
          method,
          headers: { ...headers, authorization: `Bearer ${await token()}` },
          ...(body === undefined ? {} : { body }),
          signal: AbortSignal.any([signal, late.signal, ...(until ? [until] : [])]),
        });
        const length = Number(response.headers.get('content-length') ?? 0);
        traffic.sent += size;
        traffic.received += length;
        budget.spend(size + length);
        return response;
      } catch (error) {
        throw connections.failed(error, late.signal.aborted);
      } finally {
        clearTimeout(timer);
      }
    };
}
