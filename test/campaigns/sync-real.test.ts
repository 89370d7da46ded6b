/** A few partitions and a short absence with real processes. */
import { expect, test } from 'vitest';
import { runCampaign } from './outcome.ts';

/** How long something takes says nothing beside other tests. */
const isOfTime = (goal: string): boolean => /^(longest|p99)/.test(goal);

test('two computers and a server are the same again after faults of the network and kills, with nothing lost or doubled', async () => {
  const options = ['--partitions', '6', '--lanes', '1', '--kill-every', '2'];
  const { results, missed } = await runCampaign('sync-real.ts', options);
  expect(missed.filter(isOfTime)).toEqual(missed);
  expect(results['kills']).toBe(3);
  expect(results['acknowledged']).toBeGreaterThan(20);
}, 120_000);

test('catching up costs hardly more than what is new', async () => {
  const options = ['--catch-up', '--changes', '200', '--megabytes', '2'];
  const { results, missed } = await runCampaign('sync-real.ts', options);
  expect(missed.filter(isOfTime)).toEqual(missed);
  expect(results['files']).toMatchObject({ versions: expect.any(Number) });
}, 120_000);
