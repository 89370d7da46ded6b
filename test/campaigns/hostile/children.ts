/** Watches the processes that a server starts, as the kernel tells of them. */
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

export interface ChildrenWatch {
  /** Most resident memory that any child held, MiB; 0 where there is no /proc. */
  peakMb(): number;
  stop(): void;
}

const everyMs = 25;

export function watchChildren(parent: number): ChildrenWatch {
  let peak = 0;
  const look = (): void => {
    for (const id of childrenOf(parent)) peak = Math.max(peak, highWaterMark(id));
  };
  const timer = setInterval(look, everyMs);
  return {
    peakMb: () => Math.round(peak / 1_024),
    stop: () => clearInterval(timer),
  };
}

function childrenOf(parent: number): string[] {
  if (process.platform !== 'linux') return [];
  try {
    return readdirSync(`/proc/${parent}/task`).flatMap((thread) =>
      readFileSync(`/proc/${parent}/task/${thread}/children`, 'latin1')
        .split(' ')
        .filter((id) => id !== ''),
    );
  } catch {
    return [];
  }
}

/** `VmHWM` in KiB: the kernel keeps the peak, so that none falls between two looks while the process lives. */
function highWaterMark(id: string): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
