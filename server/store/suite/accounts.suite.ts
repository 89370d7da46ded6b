/** Accounts, their projects, and records found from any account. */
import { describe, expect, it } from 'vitest';
import { commitOf, memory, stageOf, type OpenDriver } from './stage.suite.ts';

export function accountSuite(open: OpenDriver): void {
  describe('accounts', () => {
    it('accounts are made once and listed oldest first', async () => {
      await using stage = await stageOf(open);
      for (const account of ['acc_z', 'acc_a', 'acc_z', 'acc_1']) await stage.store.createAccount(account);
      expect(await stage.store.accounts()).toEqual(['acc_1', 'acc_z', 'acc_a']);
    });

    it('an account that does not exist cannot be written', async () => {
      await using stage = await stageOf(open);
      await expect(stage.commit([memory('mem_1')], { scope: { account: 'acc_none' } })).rejects.toMatchObject(
        { code: 'NOT_FOUND' },
      );
      await expect(
        stage.commit([memory('mem_1')], { scope: { account: 'acc_none', project: 'prj_1' } }),
      ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('a project of another account cannot be read, written or relayed to', async () => {
      await using stage = await stageOf(open);
      const { store } = stage;
      await stage.commit([memory('mem_1')]);
      await store.createAccount('acc_2');
      const foreign = { account: 'acc_2', project: 'prj_1' };
      await expect(store.get(foreign, 'memory', 'mem_1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(store.list(foreign, { kind: 'memory', order: 'created', limit: 1 })).rejects.toMatchObject(
        { code: 'NOT_FOUND' },
      );
      const [own, other] = await Promise.allSettled([
        stage.commit([memory('mem_2')]),
        store.commit(foreign, commitOf([memory('mem_3')])),
      ]);
      expect(own.status).toBe('fulfilled');
      expect(other).toMatchObject({ reason: { code: 'NOT_FOUND' } });
      const relay = { op: 'relay', id: 'job_1', project: 'prj_1', operations: [memory('mem_3')] } as const;
      await expect(store.commit({ account: 'acc_2' }, commitOf([relay]))).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    });

    it('scopes keep their records and sequences apart', async () => {
      await using stage = await stageOf(open);
      const { store, account, project } = stage;
      await store.createAccount('acc_2');
      await stage.commit([memory('mem_1', { payload: 'project' })]);
      await stage.commit([memory('mem_1', { payload: 'account' })], { scope: account });
      await stage.commit([memory('mem_1', { payload: 'other' })], { scope: { account: 'acc_2' } });
      const payloads = await Promise.all(
        [project, account, { account: 'acc_2' }].map((scope) => store.get(scope, 'memory', 'mem_1')),
      );
      expect(payloads.map((record) => record?.payload)).toEqual(['project', 'account', 'other']);
      expect(await Promise.all([project, account, { account: 'acc_2' }].map(store.head))).toEqual([1, 2, 1]);
    });

    it('a project is made once, and a refused commit makes none', async () => {
      await using stage = await stageOf(open);
      const make = (project: string) => ({ op: 'create-project', project }) as const;
      const scope = stage.account;
      await stage.commit([memory('mem_1')]);
      await expect(stage.commit([make('prj_1')], { scope })).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
      await expect(
        stage.commit([make('prj_2'), memory('x', { expect: 'present' })], { scope }),
      ).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
      await expect(
        stage.commit([memory('mem_1')], { scope: { account: 'acc_1', project: 'prj_2' } }),
      ).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await stage.commit([make('prj_2')], { scope });
      await stage.commit([memory('mem_1')], { scope: { account: 'acc_1', project: 'prj_2' } });
      expect(await stage.store.head(stage.project)).toBe(1);
    });

    it('a project id that is no plain word is refused', async () => {
      await using stage = await stageOf(open);
      for (const project of ['../prj', 'a/b', '', 'A', 'x'.repeat(200)]) {
        await expect(
          stage.commit([{ op: 'create-project', project }], { scope: stage.account }),
        ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
      }
    });

    it('a locator finds its record from any account, and only the newest put of it counts', async () => {
      await using stage = await stageOf(open);
      const { store, account: scope } = stage;
      await stage.commit([memory('key_1', { locator: 'key:1' })], { scope });
      expect(await store.locate('key:1')).toMatchObject({
        account: 'acc_1',
        record: { id: 'key_1', version: 1 },
      });
      await store.createAccount('acc_2');
      await expect(
        store.commit({ account: 'acc_2' }, commitOf([memory('key_2', { locator: 'key:1' })])),
      ).rejects.toMatchObject({ code: 'DRIVE_ITEM_CONFLICT' });
      await stage.commit([memory('key_1', { locator: 'key:2' })], { scope });
      expect(await store.locate('key:1')).toBeUndefined();
      expect((await store.locate('key:2'))?.record.version).toBe(2);
    });

    it('everything acknowledged is there after the store was closed and opened again', async () => {
      await using stage = await stageOf(open);
      await Promise.all(Array.from({ length: 40 }, (_, i) => stage.commit([memory(`mem_${i}`)])));
      const again = await stage.driver.reopen();
      expect(await again.count(stage.project, { kind: 'memory' })).toBe(40);
      await again.probe();
      expect((await again.commit(stage.project, commitOf([memory('mem_x')]))).seq).toBe(41);
    });
  });
}
