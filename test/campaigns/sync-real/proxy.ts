/** A TCP proxy that makes the faults of networks: delay, cuts, connections that are open and dead, truncated answers, slow lines. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * `cut`: nobody gets through. `half-open`: connections stand, and nothing arrives. `deaf`: requests arrive, answers do not.
 * `truncate`: answers end early.
 */
export const proxyFaults = ['cut', 'half-open', 'deaf', 'truncate', 'slow', 'delay'] as const;
export type ProxyFault = (typeof proxyFaults)[number];

/** Bytes that passed, from devices and to them. */
export interface Passed {
  readonly up: number;
  readonly down: number;
}

export interface FaultyProxy extends AsyncDisposable {
  readonly url: string;
  passed(): Passed;
  /** Where connections go from now on. */
  aim(target: string): void;
  /** Makes a fault for all connections, also those that are open. @param after how many bytes of an answer pass before it ends */
  break(fault: ProxyFault, after?: number): void;
  /** Whole again; connections that saw the fault are gone. */
  heal(): void;
}

const slowPiece = 400;
const slowEveryMs = 25;
const delayMs = 250;

/**
 * @param target origin of the server
 * @param socketPath where to listen instead of at a free port of this computer
 */
export async function startFaultyProxy(target: string, socketPath?: string): Promise<FaultyProxy> {
  let aimed = new URL(target);
  let fault: ProxyFault | undefined;
  let truncatedAfter = 0;
  const open = new Set<Socket>();
  const passed = { up: 0, down: 0 };

  function pass(from: Socket, to: Socket, way: 'up' | 'down'): void {
    let since = 0;
    let line: Promise<void> = Promise.resolve();
    const later = (ms: number, act: () => void): void => {
      line = line
        .then(() => (ms === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, ms))))
        .then(() => void (to.destroyed || act()));
    };
    from.on('data', (data: Buffer) => {
      if (fault === 'half-open' || fault === 'cut' || (fault === 'deaf' && way === 'down')) return;
      since += data.length;
      passed[way] += data.length;
      if (fault === 'truncate' && way === 'down' && since > truncatedAfter) {
        to.end(data.subarray(0, Math.max(0, data.length - (since - truncatedAfter))));
        from.destroy();
      } else if (fault === 'slow') {
        for (let at = 0; at < data.length; at += slowPiece) {
          const piece = data.subarray(at, at + slowPiece);
          later(slowEveryMs, () => to.write(piece));
        }
      } else later(fault === 'delay' ? delayMs : 0, () => to.write(data));
    });
    from.on('end', () => later(0, () => to.end()));
    from.on('close', () => later(0, () => to.destroy()));
    from.on('error', () => undefined);
  }

  const server = createServer((near) => {
    near.on('error', () => undefined);
    if (fault === 'cut') return void near.destroy();
    const far = connect(Number(aimed.port), aimed.hostname);
    pass(near, far, 'up');
    pass(far, near, 'down');
    for (const socket of [near, far]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    }
  });
  const drop = (): void => {
    for (const socket of open) socket.destroy();
  };
  await new Promise<void>((resolve) =>
    socketPath === undefined ? server.listen(0, '127.0.0.1', resolve) : server.listen(socketPath, resolve),
  );
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'string' ? 0 : (address as AddressInfo).port}`,
    passed: () => ({ ...passed }),
    aim: (next) => void (aimed = new URL(next)),
    break(next, after = 0) {
      fault = next;
      truncatedAfter = after;
      if (next === 'cut') drop();
    },
    heal() {
      if (fault === undefined) return;
      fault = undefined;
      drop();
    },
    async [Symbol.asyncDispose]() {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
