/** A short campaign of history, and that its model would notice what it is there to notice. */
import { expect, test } from 'vitest';
import { differences, emptyState, merge, withMemory, withValue } from './history/model.ts';
import { runCampaign } from './outcome.ts';

test('eighty random writes, restores, branches and merges agree with the model', async () => {
  const { missed } = await runCampaign('history.ts', ['--operations', '80', '--restores', '2']);
  expect(missed).toEqual([]);
});

test('the model tells states apart, merges what does not meet, and knows what clashes', () => {
  const base = withMemory(emptyState, 'mem_1', { lines: ['a', 'b'], tags: [] });
  const main = withMemory(base, 'mem_1', { lines: ['a', 'c'], tags: ['x'] });
  const side = withMemory(base, 'mem_1', { lines: ['d', 'b'], tags: [] });
  expect([...differences(base, main)]).toEqual([['mem_1', 'changed']]);
  const merged = merge({ base, state: side }, main, () => 'main');
  expect([...merged.state.memories.values()]).toEqual([{ lines: ['d', 'c'], tags: ['x'] }]);
  const other = withMemory(base, 'mem_1', { lines: ['a', 'e'], tags: [] });
  const clash = merge({ base, state: other }, main, () => 'branch');
  expect([...clash.clashes]).toEqual(['mem_1']);
  expect(clash.state.memories.get('mem_1')?.lines).toEqual(['a', 'e']);
  const one = withValue(emptyState, 'k', { a: 1 });
  const two = withValue(emptyState, 'k', { a: 2 });
  expect([...merge({ base: emptyState, state: two }, one, () => 'main').clashes]).toEqual(['k']);
});
