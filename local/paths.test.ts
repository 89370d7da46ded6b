/** Where Keepsake keeps things, whatever environment a process was started with. */
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolders } from './folders.suite.ts';
import { keepsakePaths, preparePaths } from './paths.ts';

test('KEEPSAKE_HOME holds data and settings', () => {
  const { dataFolder, configFolder } = keepsakePaths({ KEEPSAKE_HOME: '/srv/memory' });
  expect({ dataFolder, configFolder }).toEqual({
    dataFolder: join('/srv/memory', 'data'),
    configFolder: join('/srv/memory', 'config'),
  });
});

test.runIf(process.platform === 'linux')('without it the XDG folders count, unless empty or relative', () => {
  const at = (env: NodeJS.ProcessEnv) => keepsakePaths(env).dataFolder;
  expect(at({ KEEPSAKE_HOME: '', XDG_DATA_HOME: '/x/share' })).toBe('/x/share/keepsake');
  const usual = join(homedir(), '.local', 'share', 'keepsake');
  expect(at({})).toBe(usual);
  expect(at({ XDG_DATA_HOME: '' })).toBe(usual);
  expect(at({ XDG_DATA_HOME: 'share' })).toBe(usual);
});

describe.skipIf(process.platform === 'win32')('the socket', () => {
  test('is found without XDG_RUNTIME_DIR, which AI clients do not pass on', () => {
    const { paths, env } = newFolders();
    expect(keepsakePaths({ ...env, XDG_RUNTIME_DIR: '/run/user/1' }).socketPath).toBe(paths.socketPath);
  });

  test('differs from one data folder to another', () => {
    const of = (home: string) => keepsakePaths({ XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: home }).socketPath;
    expect(of('/a')).not.toBe(of('/b'));
  });

  test('has a path that the system takes, however deep the folders', () => {
    const deep = keepsakePaths({ KEEPSAKE_HOME: `/${'deep/'.repeat(40)}`, XDG_RUNTIME_DIR: '/run/user/1' });
    expect(dirname(deep.socketPath)).toBe('/run/user/1');
    expect(Buffer.byteLength(deep.socketPath)).toBeLessThanOrEqual(100);
  });

  test('is not put where others can write', () => {
    const { home } = newFolders();
    const shared = join(home, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o777);
    const paths = keepsakePaths({ KEEPSAKE_HOME: join(home, 'deep/'.repeat(40)), XDG_RUNTIME_DIR: shared });
    expect(() => preparePaths(paths)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });
});

test.skipIf(process.platform === 'win32')('folders are made for this person alone', () => {
  const { paths } = newFolders();
  for (const folder of [paths.dataFolder, paths.configFolder])
    expect(statSync(folder).mode & 0o777).toBe(0o700);
});
