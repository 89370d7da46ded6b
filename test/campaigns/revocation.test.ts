/** A short version of what `npm run revocation` does at length. */
import { expect, test } from 'vitest';
import { needs } from '../harness/component.ts';
import { runCampaign } from './outcome.ts';

test('what one of three servers has ended is refused by all, and a replaced secret fails nobody', async (context) => {
  needs(context, 'postgresql');
  // Of seven there is one of each kind.
  const short = ['--revocations', '7', '--requests', '12', '--rotations', '2'];
  const { results, missed } = await runCampaign('revocation.ts', short);
  // How soon streams end is measured, not asserted: that they do is waited for.
  expect(missed.filter((name) => !name.startsWith('ms until'))).toEqual([]);
  expect(results).toMatchObject({
    revocations: { key: 4, token: 1, member: 1, account: 1 },
    rotations: { rotations: 2 },
  });
});
