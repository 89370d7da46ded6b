/** What was done is taken back once, the latest first. */
import { expect, test } from 'vitest';
import { inLanes } from './lanes.ts';
import { remember, undoLast } from './undo.ts';

test('the latest comes first, and nothing is taken back twice', async () => {
  const undone: string[] = [];
  const add = (name: string) => remember(async () => undone.push(name));
  add('one');
  const two = add('two');
  add('three');
  await two();
  await two();
  expect([await undoLast(), await undoLast(), await undoLast()]).toEqual([true, true, false]);
  expect(undone).toEqual(['two', 'three', 'one']);
});

test('work in lanes keeps its order, never exceeds its lanes, and ends with the first error', async () => {
  let running = 0;
  let most = 0;
  const run = async (input: number) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, input % 3));
    running--;
    if (input === 13) throw new Error('thirteen');
    return input * 2;
  };
  expect(await inLanes([5, 4, 3, 2, 1, 0], 3, run)).toEqual([10, 8, 6, 4, 2, 0]);
  expect(most).toBe(3);
  await expect(inLanes([1, 13, 2], 2, run)).rejects.toThrow('thirteen');
  expect(running).toBe(0);
});
