/** Kept results: sealed, private, over after a day, never more than a few. */
import { mkdtempSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Credentials } from './credentials.ts';
import { createKeptResults } from './kept-results.ts';

const hourMs = 3_600_000;
const parts = [{ mimeType: 'text/plain', text: 'canary-4711' }];
const credentialsOf = (secret: string): Credentials => ({
  secret: () => Promise.resolve(secret),
  forget: () => undefined,
});

test('are read again under the same secret alone, and lie sealed', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'ks-')), 'results');
  const id = await createKeptResults({ folder, credentials: credentialsOf('one') }).keep(parts);
  const later = createKeptResults({ folder, credentials: credentialsOf('one') });
  expect(await later.read(id)).toEqual(parts);
  expect(await createKeptResults({ folder, credentials: credentialsOf('two') }).read(id)).toBeUndefined();
  expect(await later.read('../connections.json')).toBeUndefined();
  const [file = ''] = readdirSync(folder);
  expect(readFileSync(join(folder, file), 'utf8')).not.toContain('canary');
});

test.skipIf(process.platform === 'win32')('are for this person alone', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'ks-')), 'results');
  const id = await createKeptResults({ folder, credentials: credentialsOf('one') }).keep(parts);
  expect([statSync(folder).mode & 0o777, statSync(join(folder, id)).mode & 0o777]).toEqual([0o700, 0o600]);
});

test('are over after a day, whatever the file says of its time, and gone with the next one', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'ks-')), 'results');
  const credentials = credentialsOf('one');
  const yesterday = Date.now() - 25 * hourMs;
  const id = await createKeptResults({ folder, credentials, now: () => yesterday }).keep(parts);
  const kept = createKeptResults({ folder, credentials });
  expect(await kept.read(id)).toBeUndefined();
  utimesSync(join(folder, id), new Date(yesterday), new Date(yesterday));
  const next = await kept.keep(parts);
  expect(readdirSync(folder)).toEqual([next]);
});

test('are a hundred at most', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'ks-')), 'results');
  const kept = createKeptResults({ folder, credentials: credentialsOf('one') });
  const first = await kept.keep(parts);
  utimesSync(join(folder, first), new Date(Date.now() - hourMs), new Date(Date.now() - hourMs));
  for (let count = 0; count < 100; count++) await kept.keep(parts);
  expect(readdirSync(folder)).toHaveLength(100);
  expect(await kept.read(first)).toBeUndefined();
});
