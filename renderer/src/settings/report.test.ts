/** A report says versions and counts, and nothing that tells who wrote it. */
import { expect, test } from 'vitest';
import { reportOf } from './report.ts';

const details = {
  version: '1.2.3',
  node: '24.1.0',
  platform: 'linux x64',
  started_at: '2026-11-21T10:00:00.000Z',
  data_folder: '/home/ada/keepsake',
  recognition_folder: '/home/ada/keepsake/models',
  search_languages: ['en'],
  recognition_languages: ['eng', 'deu'],
  max_file_bytes: 1,
  quota_bytes: null,
};

test('folders, which hold names, are left out', () => {
  const text = reportOf({
    page: 'browser',
    browser: 'Chrome',
    server: { version: '1.2.3', contract: '9' },
    isAway: false,
    details,
    storage: { total_bytes: 12, items: 3, projects: [{}, {}] },
    embedding: 'off',
  });
  expect(text).not.toContain('ada');
  expect(text.split('\n')).toEqual([
    'keepsake: 1.2.3',
    'contract: 9',
    'page: browser',
    'browser: Chrome',
    'server: running',
    'platform: linux x64',
    'node: 24.1.0',
    'started: 2026-11-21T10:00:00.000Z',
    'recognition: eng deu',
    'embedding: off',
    'projects: 2',
    'items: 3',
    'bytes: 12',
  ]);
});

test('it is a report too when the server is away', () => {
  expect(reportOf({ page: 'app', browser: 'Chrome', isAway: true, own: 'paused' })).toBe(
    'page: app\nbrowser: Chrome\nserver: away\napp server: paused',
  );
});
