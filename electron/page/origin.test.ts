/** What counts as our own page: the parts of the address, not how it begins. */
import { expect, test } from 'vitest';
import { isAppUrl } from './origin.ts';

test.each(['app://keepsake/', 'app://keepsake/assets/x.js', 'app://keepsake/#/home', 'app://keepsake'])(
  '%s is ours',
  (address) => expect(isAppUrl(address)).toBe(true),
);

test.each([
  'app://keepsake.evil/',
  'app://keepsake@evil/',
  'app://evil@keepsake/',
  'app://keepsake:8080/',
  'app://evil/app://keepsake/',
  'apps://keepsake/',
  'https://keepsake/',
  'file:///app://keepsake/',
  'about:blank',
  '',
])('%s is not', (address) => expect(isAppUrl(address)).toBe(false));
