/** Calls through one bridge, one after another or at a pace, and what came of each. */
import { readFileSync } from 'node:fs';
import { startLines, type Lines, type Reply } from '../../journeys/bridge/lines.ts';
import type { Command } from '../../journeys/official-clients.ts';

export interface Load extends AsyncDisposable {
  readonly failures: string[];
  calls: number;
  /** Writes a memory that nobody else writes, or lists memories, in turn. */
  call(): Promise<void>;
  /** What was acknowledged as written. */
  readonly written: string[];
  rssMiB(): number;
}

export function startLoad(command: Command, { writes }: { writes: boolean }): Load {
  const lines: Lines = startLines(command);
  const failures: string[] = [];
  const written: string[] = [];
  let number = 0;
  const judge = ({ result, error }: Reply, expected: string): boolean => {
    const text = JSON.stringify(result ?? error);
    const good = error === undefined && result?.['isError'] !== true && text.includes(expected);
    if (!good) failures.push(text.slice(0, 300));
    return good;
  };
  const load: Load = {
    failures,
    written,
    calls: 0,
    async call() {
      load.calls++;
      if (!writes || number++ % 2 === 0) {
        judge(
          await lines.ask('tools/call', { name: 'list_memories', arguments: { limit: 3 } }),
          'structuredContent',
        );
        return;
      }
      const content = `Buoy ${number} was painted.`;
      if (judge(await lines.ask('tools/call', { name: 'add_memory', arguments: { content } }), '"id"'))
        written.push(content);
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
