/** The queue of jobs with its leases, and counters. */
import { describe, expect, it } from 'vitest';
import { noon, stageOf, type OpenDriver, type Stage } from './stage.suite.ts';

const lease = 1_000;
const enqueue = (id: string, more: object = {}) =>
  ({ op: 'enqueue', id, kind: 'extract', priority: 5, payload: { id }, ...more }) as const;

export function jobSuite(open: OpenDriver): void {
  describe('jobs', () => {
    const claim = async ({ store }: Stage, owner: string, now = noon) =>
      (await store.claimJob(['extract'], owner, now, lease))?.id;

    it('jobs run by priority, then by age, each held by one server', async () => {
      await using stage = await stageOf(open);
      const scope = stage.account;
      await stage.commit([enqueue('late')], { scope, at: noon + 1 });
      await stage.commit([enqueue('early')], { scope, at: noon });
      await stage.commit(
        [enqueue('urgent', { priority: 1 }), enqueue('other', { kind: 'merge', priority: 0 })],
        { scope, at: noon + 2 },
      );
      const claims = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => claim(stage, owner)));
      expect(claims).toEqual(['urgent', 'early', 'late', undefined]);
    });

    it('a lease that ended is claimed again, and counts its attempts', async () => {
      await using stage = await stageOf(open);
      const { store } = stage;
      await stage.commit([enqueue('job_1')], { scope: stage.account });
      expect(await store.claimJob(['extract'], 'a', noon, lease)).toEqual({
        id: 'job_1',
        account: 'acc_1',
        kind: 'extract',
        payload: { id: 'job_1' },
        attempts: 0,
      });
      expect(await claim(stage, 'b', noon + lease - 1)).toBeUndefined();
      expect(await store.claimJob(['extract'], 'b', noon + lease, lease)).toMatchObject({
        id: 'job_1',
        attempts: 1,
      });
      expect(await store.renewJob('job_1', 'a', noon + lease, lease)).toBe(false);
      expect(await store.renewJob('job_1', 'b', noon + lease, 5 * lease)).toBe(true);
      expect(await claim(stage, 'c', noon + 3 * lease)).toBeUndefined();
    });

    it('a released job waits until it may be tried again, and only its holder can release it', async () => {
      await using stage = await stageOf(open);
      await stage.commit([enqueue('job_1')], { scope: stage.account });
      await claim(stage, 'a');
      await stage.store.releaseJob('job_1', 'b', 0);
      expect(await claim(stage, 'b')).toBeUndefined();
      await stage.store.releaseJob('job_1', 'a', noon + 50);
      expect(await claim(stage, 'b', noon + 49)).toBeUndefined();
      expect(await claim(stage, 'b', noon + 50)).toBe('job_1');
    });

    it('a job enqueued again starts anew; a dequeued one is gone, whoever holds it', async () => {
      await using stage = await stageOf(open);
      const scope = stage.account;
      await stage.commit([enqueue('job_1')], { scope });
      await claim(stage, 'a');
      await stage.commit([enqueue('job_1', { payload: 'new' })], { scope });
      expect(await stage.store.renewJob('job_1', 'a', noon, lease)).toBe(false);
      expect(await stage.store.claimJob(['extract'], 'b', noon, lease)).toMatchObject({
        payload: 'new',
        attempts: 0,
      });
      await stage.commit(
        [
          { op: 'dequeue', id: 'job_1' },
          { op: 'dequeue', id: 'none' },
        ],
        { scope },
      );
      expect(await claim(stage, 'c', noon + 10 * lease)).toBeUndefined();
    });

    it('counters add up and tell when they were last added to, also right away and after a reopening', async () => {
      await using stage = await stageOf(open);
      const mark = (add: number, at: number, name = 'rate') => ({
        account: 'acc_1',
        name,
        window: 60,
        add,
        at,
      });
      expect(await stage.store.mark([mark(1, 10), mark(2, 30), mark(5, 20, 'used')])).toEqual([
        { count: 1, at: 10 },
        { count: 3, at: 30 },
        { count: 5, at: 20 },
      ]);
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(await stage.store.mark([mark(1, 25)])).toEqual([{ count: 4, at: 30 }]);
      expect(await stage.store.marks('acc_1', ['used', 'none', 'rate'], 60)).toEqual([
        { count: 5, at: 20 },
        undefined,
        { count: 4, at: 30 },
      ]);
      expect(await stage.store.marks('acc_2', ['rate'], 60)).toEqual([undefined]);
      const again = await stage.driver.reopen();
      expect(await again.marks('acc_1', ['rate'], 60)).toEqual([{ count: 4, at: 30 }]);
    });
  });
}
