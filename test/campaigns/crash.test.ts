/** A short crash campaign, and that its ledger notices a write that was done twice. */
import { expect, test } from 'vitest';
import { createLedger, type Write } from './crash/ledger.ts';
import { runCampaign } from './outcome.ts';

test('what a server acknowledged is there, once, after each of two kills under load', async () => {
  const { results, missed } = await runCampaign('crash.ts', ['--kills', '2', '--lanes', '1']);
  expect(missed).toEqual([]);
  expect(results['kills']).toBe(2);
  expect(results['acknowledged']).toBeGreaterThan(0);
});

test('the ledger refuses a repeat that made something else', () => {
  const ledger = createLedger();
  const write: Write = { kind: 'memory', key: 'a', content: 'text' };
  ledger.begin(write);
  expect(ledger.pending()).toEqual([write]);
  ledger.acknowledge(write, 'mem_1');
  ledger.acknowledge(write, 'mem_1');
  expect(ledger.pending()).toEqual([]);
  expect(() => ledger.acknowledge(write, 'mem_2')).toThrow('done twice');
});
