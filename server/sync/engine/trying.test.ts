/** What fails is tried again until it succeeds, and not once it is over. */
import { expect, it, vi } from 'vitest';
import { createTrying } from './trying.ts';

it('tries again what failed, says so meanwhile, and stops when it succeeds', async () => {
  const failures: unknown[] = [];
  const said: boolean[] = [];
  let tries = 0;
  const act = () => {
    said.push(trying.isFailing());
    return ++tries < 3 ? Promise.reject(new Error(`try ${tries}`)) : Promise.resolve();
  };
  const trying = createTrying(act, (error) => failures.push(error), 5);
  trying.now();
  await vi.waitUntil(() => tries === 3 && !trying.isFailing());
  expect(said).toEqual([false, true, true]);
  expect(failures).toEqual([new Error('try 1'), new Error('try 2')]);
  await trying.close();
  trying.now();
  expect(tries).toBe(3);
});

it('waits for what is under way when it ends, and does not begin again after it failed', async () => {
  const gate = Promise.withResolvers<void>();
  let tries = 0;
  const trying = createTrying(
    () => (tries++, gate.promise),
    () => undefined,
    1,
  );
  trying.now();
  const closed = trying.close();
  gate.reject(new Error('the line broke'));
  await closed;
  trying.now();
  expect(tries).toBe(1);
});
