/** Calls through one bridge, one after another or at a pace, and what came of each. */
import { readFileSync } from 'node:fs';
import { startLines, type Lines, type Reply } from '../../journeys/bridge/lines.ts';
import type { Command } from '../../journeys/official-clients.ts';

export interface Load extends AsyncDisposable {
  readonly failures: string[];
  calls: number;
  /** How many calls are over. */
  answered: number;
  /** Writes a memory that nobody else writes, or fetches the one written last and looks whether it is that one. */
  call(): Promise<void>;
  /** What was acknowledged as written. */
  readonly written: string[];
  rssMiB(): number;
}

export interface LoadOptions {
  /** Stands in what is written, so that no two loads write the same. */
  readonly name: string;
  /** Each so many-th call writes; 0 for none. */
  readonly writeEvery: number;
}

export function startLoad(command: Command, { name, writeEvery }: LoadOptions): Load {
  const lines: Lines = startLines(command);
  const failures: string[] = [];
  const written: string[] = [];
  let last: { id: string; content: string } | undefined;
  const call = async (tool: string, args: object, expected: string): Promise<Reply | undefined> => {
    const reply = await lines.ask('tools/call', { name: tool, arguments: args });
    const text = JSON.stringify(reply.result ?? reply.error);
    const good = reply.error === undefined && reply.result?.['isError'] !== true && text.includes(expected);
    if (!good) failures.push(`${tool}: ${text.slice(0, 300)}`);
    return good ? reply : undefined;
  };
  const write = async (content: string): Promise<void> => {
    const reply = await call('add_memory', { content }, '"id"');
    if (reply === undefined) return;
    written.push(content);
    const { id } = { id: '', ...(reply.result?.['structuredContent'] as { id?: string } | undefined) };
    last = { id, content };
  };
  const load: Load = {
    failures,
    written,
    calls: 0,
    answered: 0,
    async call() {
      const number = load.calls++;
      const content = `Buoy ${number} of ${name} was painted.`;
      if (writeEvery > 0 && number % writeEvery === 0) await write(content);
      else if (last !== undefined) await call('fetch', { id: last.id }, last.content);
      else await call('list_memories', { limit: 3 }, 'structuredContent');
      load.answered++;
    },
    rssMiB: () =>
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${lines.child.pid}/status`, 'utf8'))?.[1]) / 1024,
    [Symbol.asyncDispose]: () => lines[Symbol.asyncDispose](),
  };
  return load;
}

/** Calls at a pace, whether or not earlier ones are answered, until `during` is done and all are answered. */
export async function callAtPace(load: Load, perSecond: number, during: () => Promise<void>): Promise<void> {
  const under = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const task: Promise<void> = load
      .call()
      .catch((error: unknown) => void load.failures.push(String(error)))
      .finally(() => under.delete(task));
    under.add(task);
  }, 1_000 / perSecond);
  await during();
  clearInterval(timer);
  await Promise.all(under);
}
