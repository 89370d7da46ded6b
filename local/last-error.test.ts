/** The last error is kept for this person alone, and never in the way. */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newFolders } from './folders.suite.ts';
import { keepLastError, readLastError } from './last-error.ts';

test('the last one is kept, cut to a length, for this person alone', () => {
  const { paths } = newFolders();
  expect(readLastError(paths)).toBeUndefined();
  keepLastError(paths, 'work', 'first');
  keepLastError(paths, 'default', 'x'.repeat(9_000));
  expect(readLastError(paths)).toMatchObject({ connection: 'default', message: 'x'.repeat(500) });
  const { mode } = statSync(join(paths.configFolder, 'last-error.json'));
  expect(process.platform === 'win32' ? 0 : mode & 0o077).toBe(0);
});

test('a folder that is not there and a damaged file are no errors of their own', () => {
  const { paths } = newFolders();
  expect(() => keepLastError({ ...paths, configFolder: '/nonexistent/folder' }, 'work', 'x')).not.toThrow();
  writeFileSync(join(paths.configFolder, 'last-error.json'), '{"time":');
  expect(readLastError(paths)).toBeUndefined();
});
