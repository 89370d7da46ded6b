/** A short version of what `npm run bridge:soak` does at length. */
import { expect, test } from 'vitest';
import { runCampaign } from './outcome.ts';

test('abrupt ends, replaced secrets and killed servers leave no process, failed call or wrong write', async () => {
  const short = ['--starts', '12', '--rotations', '1', '--restarts', '1', '--calls', '200'];
  const { results, missed } = await runCampaign('bridge-soak.ts', short);
  // So few calls end while the runtime still warms up.
  expect(missed.filter((name) => !name.startsWith('RSS growth'))).toEqual([]);
  expect(results).toMatchObject({ starts: { left: 0 }, calls: { calls: 200 } });
});
