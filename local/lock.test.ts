/** One server per data folder, and no lock that outlives its process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { newFolders } from './folders.suite.ts';
import { lockDataFolder } from './lock.ts';

const lockModule = new URL('./lock.ts', import.meta.url).href;

/** Another process that holds the lock. */
async function holder(dataFolder: string) {
  const program = `const { lockDataFolder } = await import(${JSON.stringify(lockModule)});
    lockDataFolder(${JSON.stringify(dataFolder)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

test('a second process is told who holds the folder, and gets it when that one is killed', async () => {
  const { dataFolder } = newFolders().paths;
  const other = await holder(dataFolder);
  expect(() => lockDataFolder(dataFolder)).toThrow(
    expect.objectContaining({ code: 'DATA_FOLDER_IN_USE', details: { pid: String(other.pid) } }),
  );
  other.kill('SIGKILL');
  await once(other, 'exit');
  lockDataFolder(dataFolder).release();
});

test('a released lock can be taken again', () => {
  const { dataFolder } = newFolders().paths;
  lockDataFolder(dataFolder).release();
  const second = lockDataFolder(dataFolder);
  expect(() => lockDataFolder(dataFolder)).toThrow(String(process.pid));
  second.release();
});
