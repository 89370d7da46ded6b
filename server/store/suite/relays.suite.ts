/** What an account hands to a project is applied once, with the account's commit or not at all. */
import { describe, expect, it } from 'vitest';
import type { Relay } from '../store.ts';
import { memory, stageOf, type OpenDriver } from './stage.suite.ts';

const relay = (id: string, ...operations: Relay['operations']): Relay => ({
  op: 'relay',
  id,
  project: 'prj_1',
  operations,
});

export function relaySuite(open: OpenDriver): void {
  describe('relays', () => {
    it('both scopes hold the work once the commit is acknowledged, bytes included', async () => {
      await using stage = await stageOf(open);
      const { store, account, project } = stage;
      const row = { op: 'row', space: 's', key: 'k', value: new Uint8Array([0, 255]) } as const;
      await stage.commit([memory('att_1'), relay('job_1', memory('doc_1'), row)], { scope: account });
      expect(await store.get(account, 'memory', 'att_1')).toBeDefined();
      expect(await store.get(project, 'memory', 'doc_1')).toBeDefined();
      expect([...((await store.row(project, 's', 'k')) ?? [])]).toEqual([0, 255]);
      expect(await store.head(project)).toBe(1);
    });

    it('a project that refuses its part refuses the whole commit, and its neighbours stand', async () => {
      await using stage = await stageOf(open);
      const { store, account, project } = stage;
      const scope = account;
      const [before, refused, after] = await Promise.allSettled([
        stage.commit([memory('att_1'), relay('job_1', memory('doc_1'))], { scope }),
        stage.commit(
          [memory('att_2'), relay('job_2', memory('doc_2'), memory('doc_1', { expect: 'absent' }))],
          { scope },
        ),
        stage.commit([memory('att_3'), relay('job_3', memory('doc_3'))], { scope }),
      ]);
      expect([before.status, refused.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(refused).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
      expect(await store.get(account, 'memory', 'att_2')).toBeUndefined();
      expect(await store.get(project, 'memory', 'doc_2')).toBeUndefined();
      expect(await store.count(project, { kind: 'memory' })).toBe(2);
    });

    it('a repeat of the commit does not relay again', async () => {
      await using stage = await stageOf(open);
      const repeat = { principal: 'key_1', key: 'k', bodyHash: 'a' };
      for (let i = 0; i < 3; i++)
        await stage.commit([relay('job_1', memory('doc_1'))], { scope: stage.account, repeat });
      expect((await stage.store.get(stage.project, 'memory', 'doc_1'))?.version).toBe(1);
    });

    it('a project can be made and written by one commit', async () => {
      await using stage = await stageOf(open);
      const made = { op: 'create-project', project: 'prj_2' } as const;
      await stage.commit([made, { ...relay('job_1', memory('doc_1')), project: 'prj_2' }], {
        scope: stage.account,
      });
      const project = { account: 'acc_1', project: 'prj_2' };
      expect(await stage.store.get(project, 'memory', 'doc_1')).toBeDefined();
      const again = await stage.driver.reopen();
      expect(await again.head(project)).toBe(1);
    });

    it('a relay to a project that does not exist is refused', async () => {
      await using stage = await stageOf(open);
      const lost = { ...relay('job_1', memory('doc_1')), project: 'prj_none' };
      await expect(stage.commit([memory('att_1'), lost], { scope: stage.account })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      expect(await stage.store.get(stage.account, 'memory', 'att_1')).toBeUndefined();
    });

    it('what belongs to accounts is refused in a project', async () => {
      await using stage = await stageOf(open);
      await expect(stage.commit([relay('job_1', memory('doc_1'))])).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
      });
      await expect(stage.commit([{ op: 'create-project', project: 'prj_3' }])).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
      });
      await expect(stage.commit([memory('mem_1', { locator: 'key:1' })])).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
      });
    });
  });
}
