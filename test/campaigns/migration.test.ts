/** A short campaign of migrations that are killed. */
import { expect, test } from 'vitest';
import { needs } from '../harness/component.ts';
import { runCampaign } from './outcome.ts';

test('two migrations, each killed once, end with everything', async (context) => {
  needs(context, 'postgresql');
  const { results, missed } = await runCampaign('migration.ts', ['--passages', '60', '--kills', '2']);
  expect(missed).toEqual([]);
  expect(results['kills']).toBe(2);
});
