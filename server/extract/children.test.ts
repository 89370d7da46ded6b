/** Processes that wait for files: how many, for how long, and in which network. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { createChildren, type Children } from './children.ts';

function testChildren(ready: number): Children {
  const children = createChildren(ready);
  onTestFinished(() => children.close());
  return children;
}

test('the second file finds a process ready, and closing ends the one that waits', async () => {
  const children = testChildren(1);
  const first = await children.take(true);
  onTestFinished(() => void first.kill('SIGKILL'));
  await expect.poll(async () => (await children.take(true)).pid).toBeGreaterThan(first.pid!);
  await children.close();
  expect(first.exitCode).toBeNull();
});

test('a process that died while it waited is not handed out', async () => {
  const children = testChildren(1);
  const first = await children.take(true);
  first.kill('SIGKILL');
  await once(first, 'exit');
  const second = await children.take(true);
  onTestFinished(() => void second.kill('SIGKILL'));
  expect(second.exitCode).toBeNull();
  expect(second.signalCode).toBeNull();
});

test('a reader makes way for all else', async () => {
  const child = await testChildren(0).take(true);
  onTestFinished(() => void child.kill('SIGKILL'));
  expect(getPriority(child.pid)).toBeGreaterThan(getPriority());
});

test.runIf(process.platform === 'linux')('on Linux a reader has a network of its own', async () => {
  const child = await testChildren(0).take(true);
  onTestFinished(() => void child.kill('SIGKILL'));
  // The kernel lists the devices of the process's own network: loopback alone, which is down.
  await expect
    .poll(() => readFileSync(`/proc/${child.pid}/net/dev`, 'latin1').match(/^\s*\w+:/gm))
    .toEqual(['    lo:']);
});
