/** The review campaign in short. */
import { expect, it } from 'vitest';
import { runCampaign } from './outcome.ts';

it('nothing that waits is recalled by any face, and a rollback restores exactly', async () => {
  const { missed } = await runCampaign('review.ts', ['--writes', '20']);
  expect(missed).toEqual([]);
});
