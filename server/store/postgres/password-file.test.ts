/** Password files are read as libpq reads them. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { passwordFromFile, passwordIn } from './password-file.ts';

const wanted = { host: 'db.example', port: 5432, database: 'memory', user: 'keepsake' };

it.each([
  ['the first line that fits', 'db.example:5432:memory:keepsake:one\n*:*:*:*:two', 'one'],
  ['anything for a star', '*:*:*:keepsake:star', 'star'],
  [
    'no other host, port, database or user',
    'db2:*:*:*:a\n*:5433:*:*:b\n*:*:other:*:c\n*:*:*:root:d',
    undefined,
  ],
  ['colons and backslashes behind a backslash', '*:*:*:*:a\\:b\\\\c', 'a:b\\c'],
  ['no comment, and no line without a password', '#*:*:*:*:x\nnonsense\n\n*:*:*:*:y\r\n', 'y'],
])('finds %s', (_what, text, password) => {
  expect(passwordIn(text, wanted)).toBe(password);
});

it('takes the folder of a socket for this computer', () => {
  expect(passwordIn('localhost:*:*:*:here', { ...wanted, host: '/run/postgresql' })).toBe('here');
  expect(passwordIn('/run/postgresql:*:*:*:here', { ...wanted, host: '/run/postgresql' })).toBe('here');
});

it('is read again each time, and not used while others can read it', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'ks-pgpass-'));
  const file = join(folder, 'pgpass');
  const env = { PGPASSFILE: file };
  expect(await passwordFromFile(wanted, env)).toBeUndefined();
  await writeFile(file, '*:*:*:*:one\n', { mode: 0o600 });
  expect(await passwordFromFile(wanted, env)).toBe('one');
  await writeFile(file, '*:*:*:*:two\n');
  expect(await passwordFromFile(wanted, env)).toBe('two');
  if (process.platform === 'win32') context.skip('files have no modes here');
  await chmod(file, 0o640);
  await expect(passwordFromFile(wanted, env)).rejects.toThrow(/chmod 600/);
  await rm(folder, { recursive: true });
});
