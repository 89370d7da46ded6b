/** A short campaign of kills during backups. */
import { expect, test } from 'vitest';
import { runCampaign } from './outcome.ts';

test('after each of two kills there is a valid backup or none', async () => {
  const { results, missed } = await runCampaign('backup.ts', ['--kills', '2']);
  expect(missed).toEqual([]);
  expect(results['kills']).toBe(2);
});
