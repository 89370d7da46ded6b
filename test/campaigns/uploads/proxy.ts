/** A TCP proxy between a sender and a server: it sees where each piece begins, cuts connections, and flips bits. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

export interface Proxy {
  readonly url: string;
  /** Offsets of all pieces that were begun to be sent, in order. */
  readonly begun: readonly number[];
  /** Lets the next new piece begin; resolves with its offset when so many bytes of it have come by. */
  intoNextPiece(bytes: number): Promise<number>;
  /** The same, and flips one bit there. */
  corruptNextPiece(bytes: number): Promise<number>;
  /** Resolves when a piece behind this offset is begun. */
  beyond(offset: number): Promise<void>;
  /** Lets all pieces pass from now on; before, a piece that was never begun waits for somebody to be after it. */
  open(): void;
  /** Where to pass new connections on to. */
  aim(url: string): void;
  /** Breaks every connection off. */
  cut(): void;
  close(): Promise<void>;
}

interface Ambush {
  readonly bytes: number;
  readonly flips: boolean;
  readonly spring: (offset: number) => void;
}

const head = /PATCH [^\r]+\r\n(?:[^\r]+\r\n)*?upload-offset: (\d+)\r\n(?:[^\r]+\r\n)*\r\n/i;
const longestHead = 2_048;

export async function startProxy(target: string): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const begun: number[] = [];
  let aim = new URL(target);
  let isOpen = false;
  const ambushes = createHandover<Ambush>();
  const beginnings = new Set<() => void>();

  async function begin(offset: number): Promise<Ambush | undefined> {
    const isNew = begun.every((other) => other < offset);
    begun.push(offset);
    for (const look of beginnings) look();
    return isNew && !isOpen ? ambushes.take() : undefined;
  }

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  const server = createServer((from) => {
    const to = connect(Number(aim.port), aim.hostname);
    keep(from);
    keep(to);
    from.once('close', () => to.destroy());
    to.once('close', () => from.destroy());
    to.pipe(from);
    pipeline(from, watch(begin), to).catch(() => from.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const lie = (bytes: number, flips: boolean): Promise<number> =>
    new Promise((spring) => ambushes.give({ bytes, flips, spring }));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    begun,
    intoNextPiece: (bytes) => lie(bytes, false),
    corruptNextPiece: (bytes) => lie(bytes, true),
    beyond: (offset) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (begun.every((other) => other <= offset)) return;
          beginnings.delete(look);
          resolve();
        };
        beginnings.add(look);
        look();
      }),
    open() {
      isOpen = true;
      ambushes.give(undefined);
    },
    aim: (url) => void (aim = new URL(url)),
    cut,
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}

/** Passes bytes on, and finds the heads of pieces among them. */
function watch(begin: (offset: number) => Promise<Ambush | undefined>) {
  let tail = Buffer.alloc(0);
  let taken: { ambush: Ambush; offset: number; left: number } | undefined;

  async function look(chunk: Buffer): Promise<Buffer> {
    const seen = Buffer.concat([tail, chunk]);
    const found = head.exec(seen.toString('latin1'));
    let bodyAt = 0;
    if (found !== null) {
      bodyAt = found.index + found[0].length - tail.byteLength;
      const offset = Number(found[1]);
      const ambush = await begin(offset);
      if (ambush !== undefined) taken = { ambush, offset, left: ambush.bytes };
    }
    tail = found === null ? Buffer.from(seen.subarray(-longestHead)) : Buffer.alloc(0);
    return pass(chunk, bodyAt);
  }

  function pass(chunk: Buffer, bodyAt: number): Buffer {
    if (taken === undefined) return chunk;
    const at = bodyAt + taken.left;
    taken.left -= chunk.byteLength - bodyAt;
    if (at >= chunk.byteLength) return chunk;
    const { flips, spring } = taken.ambush;
    spring(taken.offset);
    taken = undefined;
    if (!flips) return chunk;
    const changed = Buffer.from(chunk);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  }

  return async function* (source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const chunk of source) yield await look(chunk);
  };
}

/** Hands one thing at a time to whoever waits for it, or comes for it later. */
function createHandover<T>() {
  let given: { value: T | undefined } | undefined;
  let waiting: ((value: T | undefined) => void) | undefined;
  return {
    give(value: T | undefined): void {
      if (waiting === undefined) given = { value };
      else waiting(value);
      waiting = undefined;
    },
    take(): Promise<T | undefined> {
      const there = given;
      given = undefined;
      if (there !== undefined) return Promise.resolve(there.value);
      return new Promise((resolve) => (waiting = resolve));
    },
  };
}
