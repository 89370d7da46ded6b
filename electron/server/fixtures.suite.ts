/** A real child process for the tests of supervision: it does what its test tells it, over its standard output. */
import { spawn, type ChildProcess } from 'node:child_process';

/** @param script runs in Node.js; `stay()` keeps it running */
export function startChild(script: string): ChildProcess {
  const stay = 'const stay = () => setInterval(() => {}, 1000);\n';
  return spawn(process.execPath, ['-e', stay + script], { stdio: ['ignore', 'pipe', 'pipe'], env: {} });
}

/** Resolves as soon as a condition holds; the test's own limit ends a wait that never does. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
