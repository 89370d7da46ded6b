/** A server that is away is looked for until it is back, and then everybody listens anew. */
import { expect, it, vi } from 'vitest';
import { createProbe } from './probe.ts';

function probed(answers: readonly boolean[], failing: readonly boolean[]) {
  const ended = new AbortController();
  const renewed: number[] = [];
  let asked = 0;
  const offline = createProbe({
    client: {
      getServer: () =>
        (answers[asked++] ?? true) ? Promise.resolve({} as never) : Promise.reject(new Error('away')),
    },
    settings: () => ({ metered: false }),
    runs: () => failing.map((isFailing, n) => ({ isFailing: () => isFailing, renew: () => renewed.push(n) })),
    signal: ended.signal,
    everyMs: 4,
  });
  return { offline, renewed, asked: () => asked, ended };
}

it('asks until the server answers, however often it is told, and then has all listen anew, also those that did not fail', async () => {
  const { offline, renewed, asked } = probed([false, false, true], [true, false]);
  for (let n = 0; n < 3; n++) offline();
  await vi.waitUntil(() => renewed.length > 0);
  expect(asked()).toBe(3);
  expect(renewed).toEqual([0, 1]);
});

it('asks no more once nobody misses the server, or the link has ended', async () => {
  const calm = probed([false], [false]);
  calm.offline();
  await vi.waitUntil(() => calm.asked() === 1);
  const ended = probed([false], [true]);
  ended.ended.abort();
  ended.offline();
  const other = probed([true], [true]);
  other.offline();
  await vi.waitUntil(() => other.renewed.length === 1);
  expect([calm.asked(), ended.asked()]).toEqual([1, 0]);
});
