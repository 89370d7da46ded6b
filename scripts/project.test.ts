/** A child of the scripts ends as it wishes and hears the signals that were meant for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, test } from 'vitest';
import { run } from './project.mjs';

const project = new URL('./project.mjs', import.meta.url).href;
const tidy =
  "process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready')";
const parent = `const m = await import(${JSON.stringify(project)}); m.endAs(await m.run(process.execPath, ['-e', ${JSON.stringify(tidy)}]))`;

test('the exit code of a child is kept', async () => {
  expect(await run(process.execPath, ['-e', 'process.exit(7)'])).toEqual({ code: 7, signal: null });
});

test.runIf(process.platform !== 'win32')('a signal reaches the child, which may tidy up first', async () => {
  const outer = spawn(process.execPath, ['--input-type=module', '-e', parent]);
  await once(outer.stdout, 'data');
  outer.kill('SIGTERM');
  expect(await once(outer, 'exit')).toEqual([9, null]);
});

test.runIf(process.platform !== 'win32')(
  'killing the shell that npm put in between ends the child',
  async () => {
    const env = { ...process.env, npm_lifecycle_event: 'start', RUN_PARENT: parent };
    const script = '"$0" --input-type=module -e "$RUN_PARENT"; true';
    const shell = spawn('sh', ['-c', script, process.execPath], { env });
    await once(shell.stdout, 'data');
    shell.kill('SIGTERM');
    // The pipe closes when the last process that holds it is gone.
    await once(shell.stdout, 'close');
    expect(shell.signalCode).toBe('SIGTERM');
  },
);
