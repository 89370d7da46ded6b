/** Runs what is measured as processes of their own, and reads from the kernel how much memory each took. */
import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { readFileSync } from 'node:fs';
import type { Extraction } from '../../server/extract/extract.ts';
import { createExtractor } from '../../server/extract/index.ts';
import { watchChildren } from '../../test/campaigns/hostile/children.ts';

export interface Measured<T> {
  readonly result: T;
  readonly seconds: number;
  /** Of all processors, which says more than the clock where other programs run; 0 where there is no /proc. */
  readonly cpuSeconds: number;
  /** Most resident memory of the process, MiB. */
  readonly peakMb: number;
}

/** What the server does with a file, in a child process within its limits. */
export async function extractMeasured(file: string): Promise<Measured<Extraction>> {
  const extractor = createExtractor({ ready: 0, timeoutMs: 300_000 });
  const bytes = readFileSync(file);
  async function* content(): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    yield bytes;
  }
  try {
    return await measured(() => extractor.extract({ content: content(), size: bytes.length, name: file }));
  } finally {
    await extractor.close();
  }
}

/** A program's output; undefined when it is not there or fails. */
export async function runMeasured(
  program: string,
  words: readonly string[],
): Promise<Measured<string> | undefined> {
  const run = (): Promise<string> =>
    new Promise((resolve, reject) => {
      execFile(program, words, { maxBuffer: 1 << 30 }, (error, output) =>
        error === null ? resolve(output) : reject(new Error(`${program} failed`, { cause: error })),
      );
    });
  return measured(run).catch(() => undefined);
}

async function measured<T>(run: () => Promise<T>): Promise<Measured<T>> {
  const watch = watchChildren(process.pid);
  const started = performance.now();
  const cpuBefore = cpuOfChildren();
  try {
    const result = await run();
    return {
      result,
      seconds: (performance.now() - started) / 1_000,
      cpuSeconds: cpuOfChildren() - cpuBefore,
      peakMb: watch.peakMb(),
    };
  } finally {
    watch.stop();
  }
}

/** What the children that ended took, user and system (proc(5), fields 16 and 17 of stat, in hundredths). */
function cpuOfChildren(): number {
  if (process.platform !== 'linux') return 0;
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
