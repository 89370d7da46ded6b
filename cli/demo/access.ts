/** What filling a demo needs of its server. */
import type { Response } from 'undici';
import type { Client } from '../../contract/index.ts';

export interface DemoAccess {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly owner: Client<Response>;
  /** A client with a key's secret that calls itself by a name. */
  readonly clientOf: (secret: string, client: string) => Client<Response>;
}

/** Does `work` for each number below `count`, some at a time, until the signal says stop. */
export async function inLanes(
  count: number,
  lanes: number,
  signal: AbortSignal,
  work: (at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < count; at = next++) {
      signal.throwIfAborted();
      await work(at);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
