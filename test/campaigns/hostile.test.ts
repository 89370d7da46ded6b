/** A short campaign of hostile files, and that another seed makes another corpus. */
import { expect, test } from 'vitest';
import { corpus } from './hostile/corpus.ts';
import { runCampaign } from './outcome.ts';

test('eight hostile files end with okay or a typed reason; the server lives, and small files are indexed meanwhile', async () => {
  const { results, missed } = await runCampaign('hostile.ts', [
    '--files',
    '8',
    '--seed',
    '3',
    '--quiet',
    '2',
  ]);
  expect(results['files']).toBe(8);
  // Times are no matter of a test: other tests run beside it.
  expect(missed.filter((name) => !/time|seconds/.test(name))).toEqual([]);
});

test('a seed always makes the same files, and another seed other ones', () => {
  const [first, again, other] = [3, 3, 4].map((seed) =>
    Array.from(corpus(seed, 30), ({ bytes }) => bytes.toString('base64')),
  );
  expect(again).toEqual(first);
  expect(other!.filter((bytes) => first!.includes(bytes)).length).toBeLessThan(5);
});
