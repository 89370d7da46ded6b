/** The keychain, against the real secret service of a session of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { needs } from '../test/harness/component.ts';
import { newFolders } from './folders.suite.ts';

const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

const program = `
  const { openSecrets } = await import(${module('./secrets.ts')});
  const { keepsakePaths } = await import(${module('./paths.ts')});
  const paths = keepsakePaths();
  const first = await openSecrets({ paths });
  const before = await first.get('owner');
  await first.set('owner', 'ünï-canary');
  const second = await openSecrets({ paths });
  const other = await openSecrets({ paths: { ...paths, dataFolder: paths.dataFolder + '2' } });
  const kept = await second.get('owner');
  const ofAnother = await other.get('owner');
  await first.delete('owner');
  await first.delete('owner');
  const after = await second.get('owner');
  console.log(JSON.stringify({ kind: first.kind, before, kept, ofAnother, after }));
`;

/** Runs the program in a session whose keychain is unlocked, or missing. */
async function runInSession(
  dbus: string,
  home: string,
  unlock: string,
): Promise<{ out: string; err: string }> {
  const script = `${unlock} exec "$0" --input-type=module -e "$1"`;
  const child = spawn(dbus, ['--', 'sh', '-c', script, process.execPath, program], {
    env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home, KEEPSAKE_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err };
}

test('the keychain keeps secrets by data folder, and forgets them', async (context) => {
  const keyring = needs(context, 'gnome-keyring');
  const unlock = `printf test-pw | ${keyring} --unlock --components=secrets --daemonize >/dev/null 2>&1;`;
  const { out } = await runInSession(needs(context, 'dbus'), newFolders().home, unlock);
  expect(out).toBe(`${JSON.stringify({ kind: 'keychain', kept: 'ünï-canary' })}\n`);
}, 30_000);

test('without a secret service nothing is kept, and the error says what to do', async (context) => {
  const { out, err } = await runInSession(needs(context, 'dbus'), newFolders().home, '');
  expect(out).toBe('');
  expect(err).toContain('no keychain that works');
}, 30_000);
