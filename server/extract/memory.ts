/** Watches how much memory an extractor process holds, because V8's own limit does not count buffers. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { Readable } from 'node:stream';

/** Where the child writes its resident bytes, a line every 100 ms; it ends itself when nobody reads there any more. */
export const reportDescriptor = 3;

/** Memory fills at a gigabyte a second, so that a look this often lets 20 MB more through. */
const everyMs = 20;

/**
 * Calls `exceeded` once the child's resident memory passes `limit` bytes. On Linux the kernel is asked; elsewhere the
 * child's own report is taken. The answer stops watching.
 */
export function watchMemory(
  child: ChildProcess,
  limit: number,
  exceeded: () => void,
  source: 'kernel' | 'report' = process.platform === 'linux' ? 'kernel' : 'report',
): () => void {
  const report = child.stdio[reportDescriptor] as Readable;
  // The pipe is read in either case: a full one would look to the child like a server that is gone.
  report.on('error', () => undefined);
  report.on('data', (lines: Buffer) => {
    if (source === 'report' && lastNumber(lines.toString('latin1')) > limit) exceeded();
  });
  if (source === 'report' || child.pid === undefined) return () => undefined;
  const { pid } = child;
  const timer = setInterval(() => {
    if (residentBytes(pid) > limit) exceeded();
  }, everyMs);
  return () => clearInterval(timer);
}

function lastNumber(lines: string): number {
  return Number(lines.trimEnd().split('\n').at(-1) ?? 0);
}

/** `VmRSS` of /proc/PID/status, in bytes; 0 when the process is gone. statm would need the page size. */
function residentBytes(pid: number): number {
  try {
    const [, kilobytes = '0'] =
      /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}
