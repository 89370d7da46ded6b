/** What `keepsake migrate` refuses before it opens anything. */
import { expect, it } from 'vitest';
import { openPlaces, type Places } from './places.ts';
import { sizeOf } from './stages.ts';

const database = 'postgres://keepsake@localhost/keepsake';
const opened = (places: Places) => openPlaces(places, () => undefined);

it.each([
  ['folder', 'folder'],
  [database, database],
  ['folder', 'mysql://host/name'],
])('not from %s to %s', async (from, to) => {
  await expect(opened({ from, to, toBlobs: 'file:///elsewhere' })).rejects.toThrow('One of --from and --to');
});

it('one place for the files of both, and says which option is missing', async () => {
  await expect(opened({ from: 'folder', to: database })).rejects.toThrow('--to-blobs');
  await expect(opened({ from: database, to: 'folder' })).rejects.toThrow('--from-blobs');
  const shared = { from: 'folder', to: database, fromBlobs: 's3://memory/a', toBlobs: 's3://memory/a' };
  await expect(opened(shared)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
});

it('sizes are said in the largest unit that fits', () => {
  expect([0, 1_023, 1_024, 1_536, 3 * 1_048_576].map(sizeOf)).toEqual([
    '0 bytes',
    '1023 bytes',
    '1.0 KB',
    '1.5 KB',
    '3.0 MB',
  ]);
});
