/** A short cluster campaign; its checker is tested by itself. */
import { expect, test } from 'vitest';
import { needs } from '../harness/component.ts';
import { runCampaign } from './outcome.ts';

test('three servers behind a load balancer lose, repeat and mix up nothing while they are killed and their database restarts', async (context) => {
  for (const name of ['postgresql', 'haproxy'] as const) needs(context, name);
  const { results, missed } = await runCampaign('cluster.ts', ['--short']);
  expect(missed).toEqual([]);
  expect(results['database_restarts']).toBe(1);
  expect(results['answers_compared']).toBeGreaterThan(0);
  // Kills wait for servers that start, which takes long on a busy computer.
}, 300_000);
