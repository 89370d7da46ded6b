/** Which texts count as one. */
import { expect, test } from 'vitest';
import { Shape } from './near-duplicates.ts';

const text =
  'The server stops taking requests, lets those under way end, closes the store, and then, when all of that is done, ends the process with code zero, so that whoever started it can tell.';

const long = `${text} A supervisor then starts it again after 5 seconds, unless it was told not to; whatever was acknowledged before is there again, and whatever was not may be sent once more, because every write carries a key by which a repeat is known.`;

test.for([
  [text, text.toUpperCase().replaceAll(',', ' –'), true],
  [long, long.replace('code zero', 'status zero'), true],
  [long, long.replace('after 5 seconds', 'after 7 seconds'), false],
  [
    long,
    `${long} This page says how to set one up under systemd, launchd and Windows, and what each of them needs.`,
    false,
  ],
  [text, text.replace('code zero', 'status zero'), false],
  [text, text.split(' ').toReversed().join(' '), false],
  ['Deploy on Friday.', 'deploy on friday', true],
  ['Deploy on Friday.', 'Deploy on Monday.', false],
  ['', '', true],
] as const)('%s / %s', ([one, other, same]) => {
  expect(new Shape(one).resembles(new Shape(other))).toBe(same);
  expect(new Shape(other).resembles(new Shape(one))).toBe(same);
});
