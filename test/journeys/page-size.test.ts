/** What every visit of the page loads stays small, and comes from the page's own files alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firstLoadBytes, pageFolder } from '../harness/first-scripts.ts';

const mostBytes = 600 * 1024;

test('the first scripts are at most 600 KB gzip', () => {
  const total = firstLoadBytes();
  expect(total).toBeGreaterThan(50 * 1024);
  expect(total).toBeLessThanOrEqual(mostBytes);
});

test('the page names no other place to load anything from', () => {
  const html = readFileSync(join(pageFolder, 'index.html'), 'utf8');
  expect(
    [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, at]) => at).filter((at) => !at?.startsWith('/')),
  ).toEqual([]);
});
