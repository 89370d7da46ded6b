/** A small round-robin proxy: each request goes to the next instance, and to another one when that does not answer. */
import { randomUUID } from 'node:crypto';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface RoundRobin extends AsyncDisposable {
  readonly url: string;
  /** How many requests each port has answered. */
  readonly answered: ReadonlyMap<number, number>;
}

const rounds = 40;
const roundMs = 50;

/** Asks `ports` anew for each request: instances come and go. A request keeps its key wherever it is repeated. */
export async function startRoundRobin(ports: () => readonly number[]): Promise<RoundRobin> {
  const answered = new Map<number, number>();
  let turn = 0;
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    const headers = { ...incoming.headers, 'idempotency-key': randomUUID() };
    for (let tries = 0; tries < rounds; tries++) {
      const all = ports();
      const port = all[turn++ % all.length];
      const answer = port === undefined ? undefined : await forward(port, incoming, headers, body);
      if (port !== undefined && answer !== undefined) {
        answered.set(port, (answered.get(port) ?? 0) + 1);
        outgoing.writeHead(answer.status, answer.headers).end(answer.body);
        return;
      }
      await wait(roundMs);
    }
    outgoing.writeHead(502).end();
  };
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Undefined when the instance is not there, or goes away before it has answered in full. */
function forward(
  port: number,
  { url, method }: IncomingMessage,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<Answered | undefined> {
  return new Promise((resolve) => {
    const forwarded = request({ host: '127.0.0.1', port, path: url, method, headers }, (response) => {
      bodyOf(response).then(
        (text) => resolve({ status: response.statusCode ?? 502, headers: response.headers, body: text }),
        () => resolve(undefined),
      );
    });
    forwarded.on('error', () => resolve(undefined));
    forwarded.end(body);
  });
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
