/** Folders that executables unpacked and the bridge's cache go; what runs and what is somebody else's stays. */
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeLeftovers } from './leftovers.ts';

test('every version goes but the one that runs, and nothing else', () => {
  const home = mkdtempSync(join(tmpdir(), 'ks-'));
  const cache = join(home, 'cache');
  const old = [
    '0.1.0-0123456789abcdef',
    '0.2.0-rc.1-0123456789abcdef',
    '0.1.0-0123456789abcdef.0123456789ab',
  ];
  const running = '0.3.0-fedcba9876543210';
  for (const name of [...old, running, 'bridge/results', 'notes', '1.2.3']) {
    mkdirSync(join(cache, name), { recursive: true });
    writeFileSync(join(cache, name, 'file'), 'x');
  }
  const { removed, left } = removeLeftovers({ KEEPSAKE_HOME: home }, join(cache, running));
  expect(removed.toSorted()).toEqual([...old, 'bridge'].map((name) => join(cache, name)).toSorted());
  expect(left).toEqual([join(cache, running)]);
  expect(readdirSync(cache).toSorted()).toEqual(['0.3.0-fedcba9876543210', '1.2.3', 'notes']);
  expect(removeLeftovers({ KEEPSAKE_HOME: join(home, 'none') })).toEqual({ removed: [], left: [] });
});
