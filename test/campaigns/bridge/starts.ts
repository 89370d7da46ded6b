/** Starts bridges and takes their clients away in every abrupt way; counts those that are still there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Command } from '../../journeys/official-clients.ts';

export interface Ends {
  /** Processes that were there a second after their client was gone. */
  readonly left: number;
  /** How long the others took, in order. */
  readonly endMs: number[];
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'starts', version: '1' } },
};
const call = {
  jsonrpc: '2.0',
  id: 2,
  method: 'tools/call',
  params: { name: 'list_memories', arguments: {} },
};
const line = (message: object): string => `${JSON.stringify(message)}\n`;
/** A shell between, which prints the bridge's process id and is killed; the bridge's input stays open. */
const between = 'exec 3<&0; "$0" "$@" <&3 3<&- & echo "$!" >&2; wait';

const kill = (child: ChildProcess): void => void child.kill('SIGKILL');
/** Half of them kill the parent, and half close a pipe. */
const ways: ((child: ChildProcess) => void)[] = [
  (child) => child.stdin?.end(),
  kill,
  (child) => {
    child.stdin?.write(line(call));
    child.stdin?.end();
  },
  (child) => {
    child.stdin?.write(line(call));
    kill(child);
  },
  (child) => {
    child.stdout?.destroy();
    child.stdin?.write(line(call));
  },
  kill,
];

export async function startAndEnd(command: Command, count: number): Promise<Ends> {
  const endMs: number[] = [];
  let left = 0;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const took = await startAndEndOne(command, ways[next++ % ways.length] as (child: ChildProcess) => void);
      if (took === undefined) left++;
      else endMs.push(took);
    }
  };
  await Promise.all([lane(), lane(), lane()]);
  return { left, endMs: endMs.toSorted((one, other) => one - other) };
}

/** @returns how long the bridge outlived its client; undefined when it still runs */
async function startAndEndOne(
  { command, args, env }: Command,
  leave: (child: ChildProcess) => void,
): Promise<number | undefined> {
  const child = spawn('sh', ['-c', between, command, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined);
  const [printed] = (await once(child.stderr, 'data')) as [Buffer];
  const pid = Number(printed.toString());
  child.stdin.write(line(initialize));
  await once(child.stdout, 'data');
  const gone = performance.now();
  leave(child);
  while (isRunning(pid)) {
    if (performance.now() - gone > 1_000) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.stdin.destroy();
  return performance.now() - gone;
}

function isRunning(pid: number): boolean {
  try {
    // One that has ended and that nobody has asked about yet still has a number, and the state Z.
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
