/** A commit with an idempotency key is applied once, however often it is sent. */
import { describe, expect, it } from 'vitest';
import { memory, noon, stageOf, type OpenDriver } from './stage.suite.ts';

const repeat = { principal: 'key_1', key: 'k1', bodyHash: 'a'.repeat(64) };
const day = 24 * 3_600_000;

export function repeatSuite(open: OpenDriver): void {
  describe('repeats', () => {
    it('a repeat gets the first answer, also after the record changed and the store was opened again', async () => {
      await using stage = await stageOf(open);
      const first = await stage.commit([memory('mem_1')], { repeat });
      await stage.commit([memory('mem_1')]);
      expect(await stage.commit([memory('mem_1')], { repeat })).toEqual({ ...first, replayed: true });
      const again = await stage.driver.reopen();
      const commit = {
        author: { type: 'owner', id: 'acc_1' },
        at: noon,
        operations: [memory('mem_1')],
        repeat,
      } as const;
      expect(await again.commit(stage.project, commit)).toEqual({ ...first, replayed: true });
      expect((await again.get(stage.project, 'memory', 'mem_1'))?.version).toBe(2);
    });

    it('of 50 equal commits at once one is applied and all get its answer', async () => {
      await using stage = await stageOf(open);
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => stage.commit([memory('mem_1')], { repeat })),
      );
      expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
      expect(new Set(answers.map(({ results }) => results[0]?.revision)).size).toBe(1);
      expect(await stage.store.head(stage.project)).toBe(1);
    });

    it('the same key with another body is refused', async () => {
      await using stage = await stageOf(open);
      const other = { ...repeat, bodyHash: 'b'.repeat(64) };
      const [first, second] = await Promise.allSettled([
        stage.commit([memory('mem_1')], { repeat }),
        stage.commit([memory('mem_2')], { repeat: other }),
      ]);
      expect(first.status).toBe('fulfilled');
      expect(second).toMatchObject({ status: 'rejected', reason: { code: 'IDEMPOTENCY_KEY_REUSED' } });
      await expect(stage.commit([memory('mem_2')], { repeat: other })).rejects.toMatchObject({
        code: 'IDEMPOTENCY_KEY_REUSED',
      });
    });

    it('keys of another principal or scope are other keys', async () => {
      await using stage = await stageOf(open);
      await stage.commit([memory('mem_1')], { repeat });
      const elsewhere = await stage.commit([memory('mem_1')], { repeat, scope: stage.account });
      const another = await stage.commit([memory('mem_1')], { repeat: { ...repeat, principal: 'key_2' } });
      expect([elsewhere.replayed, another.replayed]).toEqual([false, false]);
    });

    it('a refused commit does not use its key up', async () => {
      await using stage = await stageOf(open);
      await expect(stage.commit([memory('mem_1', { expect: 'present' })], { repeat })).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
      expect((await stage.commit([memory('mem_1')], { repeat })).replayed).toBe(false);
    });

    it('a key is kept for a day and no longer', async () => {
      await using stage = await stageOf(open);
      await stage.commit([memory('mem_1')], { repeat });
      expect((await stage.commit([memory('mem_1')], { repeat, at: noon + day })).replayed).toBe(true);
      expect((await stage.commit([memory('mem_1')], { repeat, at: noon + day + 1 })).replayed).toBe(false);
    });
  });
}
