/** A short version of what `npm run bridge:soak` does at length. */
import { expect, test } from 'vitest';
import { runCampaign } from './outcome.ts';

test('abrupt ends, replaced secrets and killed servers leave no process, failed call or wrong write', async () => {
  const short = ['--starts', '50', '--rotations', '3', '--restarts', '2', '--calls', '1000'];
  const { results, missed } = await runCampaign('bridge-soak.ts', short);
  expect(missed).toEqual([]);
  expect(results).toMatchObject({ starts: { left: 0 }, calls: { calls: 1_000 } });
}, 240_000);
