/** The line between one computer and the remote server: a proxy at the computer and, in networks of their own, the cable behind it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Network } from '../cluster/network.ts';
import type { Begin, Order, Report } from './proxy-program.ts';
import { proxyFaults, type Passed } from './proxy.ts';

/** Beside those of the proxy: `unplugged` loses every packet, `unanswered` those that come back. */
export const faults = [...proxyFaults, 'unplugged', 'unanswered'] as const;
export type Fault = (typeof faults)[number];

export interface Line extends AsyncDisposable {
  /** What the computer takes for the remote server. */
  readonly url: string;
  passed(): Promise<Passed>;
  aim(port: number): Promise<void>;
  /** @param after how many bytes of an answer pass before it is truncated */
  break(fault: Fault, after: number): Promise<void>;
  heal(): Promise<void>;
}

export interface LineOptions {
  readonly network: Network | undefined;
  /** Which cable. */
  readonly computer: number;
  /** Of the remote server. */
  readonly port: number;
}

/** @throws Error when the proxy does not start */
export async function startLine({ network, computer, port }: LineOptions): Promise<Line> {
  const host = network?.address(computer) ?? '127.0.0.1';
  const target = (to: number): string => `http://${host}:${to}`;
  const proxy = await startProxyProcess(network?.within(computer) ?? [], { target: target(port) });
  return {
    url: proxy.url,
    passed: () => proxy.tell({ do: 'count' }),
    aim: async (next) => void (await proxy.tell({ do: 'aim', target: target(next) })),
    async break(fault, after) {
      if (fault === 'unplugged' || fault === 'unanswered') {
        if (network === undefined)
          await proxy.tell({ do: 'break', fault: fault === 'unplugged' ? 'half-open' : 'deaf', after });
        else if (!network.isCut(computer)) network.cut(computer, fault === 'unplugged' ? 'both' : 'answers');
      } else await proxy.tell({ do: 'break', fault, after });
    },
    async heal() {
      if (network?.isCut(computer)) network.mend(computer);
      await proxy.tell({ do: 'heal' });
    },
    [Symbol.asyncDispose]: proxy[Symbol.asyncDispose],
  };
}

/** @param within what goes before its command */
export async function startProxyProcess(within: readonly string[], begin: Begin) {
  const program = fileURLToPath(new URL('proxy-program.ts', import.meta.url));
  const [command, ...args] = [...within, process.execPath, program];
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  const exited = ended.then(() => {
    throw new Error('the proxy ended');
  });
  exited.catch(() => undefined);
  let line: Promise<Report> = send(begin);

  async function send(message: Begin | Order): Promise<Report> {
    const answer = once(child, 'message') as Promise<[Report]>;
    child.send(message);
    const [report] = await Promise.race([answer, exited]);
    return report;
  }

  const { url } = await line;
  return {
    url,
    /** One after the other, since each is answered. */
    tell(order: Order): Promise<Report> {
      line = line.then(() => send(order));
      return line;
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
