/** The memory watch, by what the kernel says and by what the process itself says. */
import { spawn } from 'node:child_process';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { watchMemory } from './memory.ts';

const sources = process.platform === 'linux' ? (['kernel', 'report'] as const) : (['report'] as const);

/** A process that fills 200 MB, from a busy main thread, with the report of the real child. */
function greedy() {
  const report = JSON.stringify(new URL('child/report.ts', import.meta.url).href);
  const script = `(await import(${report})).startReport();
    setTimeout(() => { const held = Buffer.alloc(200_000_000, 1); for (;;) held[0] += 1; }, 300);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test.each(sources)('a process that takes too much is noticed by its %s', async (source) => {
  const child = greedy();
  const started = performance.now();
  await new Promise<void>((resolve) => {
    onTestFinished(watchMemory(child, 150_000_000, resolve, source));
  });
  expect(performance.now() - started).toBeGreaterThan(200);
});

test.each(sources)('a process within the limit is left alone, by its %s', async (source) => {
  let exceeded = false;
  onTestFinished(watchMemory(greedy(), 2_000_000_000, () => (exceeded = true), source));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(exceeded).toBe(false);
});
