/** Names of exports are names that every file system takes. */
import { expect, test } from 'vitest';
import { fileNameOf } from '../data/save-file.ts';
import { exportName } from './exporting.ts';

const day = new Date(2026, 2, 5);

test('an export is named by its project and day', () => {
  expect(exportName('Our house', day)).toBe('keepsake-Our-house-2026-03-05.zip');
  expect(exportName(undefined, day)).toBe('keepsake-everything-2026-03-05.zip');
});

test('what no file system takes is left out of names', () => {
  expect(exportName('a/b: "c"?', day)).toBe('keepsake-a-b-c-2026-03-05.zip');
  expect(fileNameOf('../..', 'fallback')).toBe('fallback');
  expect(fileNameOf(' . ', 'fallback')).toBe('fallback');
  expect(fileNameOf('日記', 'fallback')).toBe('日記');
});
