/** The proxy as a process of its own, so that it can run in a network of its own: told what to do by the process that started it. */
import { once } from 'node:events';
import process from 'node:process';
import { startFaultyProxy, type Passed, type ProxyFault } from './proxy.ts';

export interface Begin {
  readonly target: string;
  readonly socketPath?: string | undefined;
}

export type Order =
  | { readonly do: 'aim'; readonly target: string }
  | { readonly do: 'break'; readonly fault: ProxyFault; readonly after: number }
  | { readonly do: 'heal' | 'count' };

export interface Report extends Passed {
  readonly url: string;
}

const [{ target, socketPath }] = (await once(process, 'message')) as [Begin];
const proxy = await startFaultyProxy(target, socketPath);
const report = (): void => void process.send?.({ url: proxy.url, ...proxy.passed() } satisfies Report);

process.on('message', (order: Order) => {
  if (order.do === 'aim') proxy.aim(order.target);
  else if (order.do === 'break') proxy.break(order.fault, order.after);
  else if (order.do === 'heal') proxy.heal();
  report();
});
process.once('disconnect', () => process.exit());
report();
