/** Rows that are no commit, and how much a scope holds. */
import { describe, expect, it } from 'vitest';
import { memory, stageOf, type OpenDriver } from './stage.suite.ts';

export function rowsSuite(open: OpenDriver): void {
  describe('rows without a commit, counts and sizes', () => {
    it('are written and removed without a sequence number', async () => {
      await using stage = await stageOf(open);
      const { store, project, account } = stage;
      for (const scope of [project, account]) {
        const head = await store.head(scope);
        const value = new Uint8Array([1, 2, 3]);
        await store.putRows(scope, [
          { space: 'log', key: 'a', value },
          { space: 'log', key: 'b', value },
        ]);
        await store.putRows(scope, [{ space: 'log', key: 'a', value: null }]);
        expect((await store.rows(scope, 'log', { limit: 9 })).map(({ key }) => key)).toEqual(['b']);
        expect(await store.head(scope)).toBe(head);
        expect((await store.size(scope)).spaces).toContainEqual({ space: 'log', rows: 1, bytes: 3 });
      }
    });

    it('of another account are refused', async () => {
      await using stage = await stageOf(open);
      const rows = [{ space: 'log', key: 'a', value: new Uint8Array(1) }];
      await expect(stage.store.putRows({ account: 'acc_none' }, rows)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      await stage.store.createAccount('acc_2');
      const foreign = { account: 'acc_2', project: 'prj_1' };
      await expect(stage.store.putRows(foreign, rows)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('counts tell kinds, states and the last commit', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      await stage.commit([memory('mem_1'), memory('mem_2')]);
      await stage.commit([memory('mem_3', { state: 'deleted' })]);
      const { seq, records } = await store.tally(project);
      expect(seq).toBe(await store.head(project));
      expect(records.filter(({ kind }) => kind === 'memory')).toEqual(
        expect.arrayContaining([
          { kind: 'memory', state: 'active', count: 2 },
          { kind: 'memory', state: 'deleted', count: 1 },
        ]),
      );
      const { file, free } = await store.size(project);
      expect(file).toBeGreaterThan(free);
    });
  });
}
