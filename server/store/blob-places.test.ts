/** The address of a place for blobs: what it may say, and that no secret in it is repeated. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { openBlobPlace, parseBlobPlace } from './blob-places.ts';

describe('an address', () => {
  it.each([
    ['s3://memory', { bucket: 'memory', prefix: '', pathStyle: false }],
    ['s3://memory/team/a/', { bucket: 'memory', prefix: 'team/a/', pathStyle: false }],
    [
      's3://memory/a?region=eu-west-1',
      { bucket: 'memory', prefix: 'a/', region: 'eu-west-1', pathStyle: false },
    ],
    [
      's3://memory/a?endpoint=https://s3.example.org',
      { endpoint: 'https://s3.example.org', region: 'us-east-1', pathStyle: true },
    ],
    [
      's3://memory?endpoint=http://10.0.0.5:9000&path_style=false&region=garage',
      { region: 'garage', pathStyle: false },
    ],
  ])('%s is a bucket', (location, place) => {
    expect(parseBlobPlace(location)).toMatchObject({ kind: 's3', ...place });
  });

  it.skipIf(process.platform === 'win32')('of a file is a folder', () => {
    expect(parseBlobPlace('file:///mnt/shared%20blobs')).toEqual({
      kind: 'folder',
      folder: '/mnt/shared blobs',
    });
  });

  it.each([
    '/mnt/shared',
    'https://bucket.s3.amazonaws.com/',
    's3://',
    's3://UPPER/x',
    's3://a',
    'file://server/share',
    's3://bucket/x?endpoint=ftp://host',
    's3://bucket/x?endpoint=nowhere',
  ])('%s is none', (location) => {
    expect(() => parseBlobPlace(location)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });

  it.each([
    's3://AKIAEXAMPLE:hush-4711@bucket/x',
    's3://bucket/x?secret_access_key=hush-4711',
    's3://bucket/x?endpoint=https://AKIAEXAMPLE:hush-4711@host',
  ])('with credentials is refused without repeating them', (location) => {
    const refused = () => parseBlobPlace(location);
    expect(refused).toThrow(/--blobs/);
    expect(refused).not.toThrow(/hush|AKIA/);
  });
});

test('a shared folder that is not mounted is not made; one that is belongs to one master key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ks-place-'));
  const missing = join(folder, 'not-mounted');
  const at = (path: string, key = 1) =>
    openBlobPlace(parseBlobPlace(pathToFileURL(path).href), { masterKey: Buffer.alloc(32, key) });
  await expect(at(missing)).rejects.toMatchObject({ message: expect.stringContaining('mount') as string });
  expect(existsSync(missing)).toBe(false);
  await at(folder);
  await at(folder);
  await expect(at(folder, 2)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  rmSync(folder, { recursive: true });
});
