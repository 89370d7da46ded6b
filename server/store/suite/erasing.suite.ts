/** Erasing leaves nothing, destroying a project takes its key, and a snapshot is of one moment. */
import { describe, expect, it } from 'vitest';
import type { Operation, Scope } from '../store.ts';
import { commitOf, memory, noon, stageOf, type OpenDriver } from './stage.suite.ts';

export function erasingSuite(open: OpenDriver): void {
  describe('erasing', () => {
    it('a record goes with its revisions and its name, which is free again, and others stay', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      await stage.commit([memory('mem_1', { unique: 'tea' }), memory('mem_2')]);
      await stage.commit([memory('mem_1', { unique: 'tea' })]);
      await stage.commit([{ op: 'erase', kind: 'memory', id: 'mem_1' }]);
      expect(await store.get(project, 'memory', 'mem_1')).toBeUndefined();
      expect(await store.find(project, 'memory', 'tea')).toBeUndefined();
      expect(await store.revisions(project, 'memory', 'mem_1', 10)).toEqual([]);
      await stage.commit([memory('mem_3', { unique: 'tea', expect: 'absent' })]);
      expect(await store.count(project, { kind: 'memory' })).toBe(2);
      await stage.commit([{ op: 'erase', kind: 'memory', id: 'mem_9' }]);
    });

    it('of a history only what is named goes, and never the current revision', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      for (let times = 0; times < 3; times++) await stage.commit([memory('mem_1')]);
      const [current, middle, first] = await store.revisions(project, 'memory', 'mem_1', 10);
      const revisions = [current?.revision ?? '', middle?.revision ?? ''];
      await stage.commit([{ op: 'erase', kind: 'memory', id: 'mem_1', revisions }]);
      expect(await store.revisions(project, 'memory', 'mem_1', 10)).toEqual([current, first]);
      await store.scrub(project);
      expect(await store.get(project, 'memory', 'mem_1')).toMatchObject({ version: 3 });
    });

    it('branches lose it too, or go back to what is left on them', async () => {
      await using stage = await stageOf(open);
      const { store, project, commit } = stage;
      await commit([memory('mem_1', { payload: 'base' })]);
      const on = (id: string) => ({ branch: { id, base: 1 } });
      const side = await commit([memory('mem_1', { payload: 'kept', ...on('brn_1') })]);
      const later = await commit([
        memory('mem_1', { payload: 'gone', ...on('brn_1') }),
        memory('mem_1', { payload: 'gone', ...on('brn_2') }),
        memory('mem_2', { payload: 'gone', unique: 'tea', ...on('brn_1') }),
      ]);
      const heads = async (branch: string) =>
        (await store.branchHeads(project, { branch, limit: 9 })).map(({ id, payload }) => [id, payload]);
      const revisions = later.results.map(({ revision }) => revision);
      await commit([{ op: 'erase', kind: 'memory', id: 'mem_1', revisions }]);
      await commit([{ op: 'erase', kind: 'memory', id: 'mem_2' }]);
      expect(await heads('brn_1')).toEqual([['mem_1', 'kept']]);
      expect(await heads('brn_2')).toEqual([]);
      const left = await store.revision(project, 'memory', 'mem_1', side.results[0]?.revision ?? '');
      expect(left?.payload).toBe('kept');
      await commit([memory('mem_3', { unique: 'tea', expect: 'absent', ...on('brn_1') })]);
      await commit([{ op: 'erase', kind: 'memory', id: 'mem_1' }]);
      expect(await heads('brn_1')).toEqual([['mem_3', { name: 'mem_3' }]]);
    });

    it('after a scrub a repeat of a write of an erased record is unknown, and one of others is known', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      const repeat = (key: string) => ({ repeat: { principal: 'key_1', key, bodyHash: 'a' } });
      await stage.commit([memory('mem_1')], repeat('one'));
      await stage.commit([memory('mem_2')], repeat('two'));
      await stage.commit([{ op: 'erase', kind: 'memory', id: 'mem_1' }]);
      await store.scrub(project);
      expect((await stage.commit([memory('mem_2')], repeat('two'))).replayed).toBe(true);
      expect((await stage.commit([memory('mem_1')], repeat('one'))).replayed).toBe(false);
    });

    it('a destroyed project is gone from every reader, again and again, and others stay', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      await stage.commit([memory('mem_1')]);
      await store.list(project, { kind: 'memory', order: 'created', limit: 1 });
      await store.get(project, 'memory', 'mem_1');
      for (let times = 0; times < 2; times++)
        await store.destroyProject(project.account, project.project ?? '');
      await expect(store.get(project, 'memory', 'mem_1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const listed = store.list(project, { kind: 'memory', order: 'created', limit: 1 });
      await expect(listed).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(stage.commit([memory('mem_2')])).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await store.accounts()).toContain(project.account);
    });

    it('a destroyed account is gone with its projects, names and jobs, again and again, and others stay', async () => {
      await using stage = await stageOf(open);
      const { store, account, project } = stage;
      await store.createAccount('acc_gone');
      const gone = { account: 'acc_gone' };
      const commit = (operations: readonly Operation[], scope: Scope = gone) =>
        store.commit(scope, commitOf(operations));
      await stage.commit([memory('mem_1')]);
      await commit([
        { op: 'create-project', project: 'prj_gone' },
        memory('mem_1', { unique: 'tea', locator: 'gone:1' }),
        { op: 'row', space: 's', key: 'k', value: Buffer.from('v') },
        { op: 'enqueue', id: 'job_gone', kind: 'gone', priority: 1, payload: {} },
      ]);
      await commit([memory('mem_2')], { ...gone, project: 'prj_gone' });
      for (let times = 0; times < 2; times++) await store.destroyAccount('acc_gone');
      expect(await store.accounts()).toEqual([account.account]);
      expect(await store.locate('gone:1')).toBeUndefined();
      expect(await store.claimJob(['gone'], 'me', noon, 1_000)).toBeUndefined();
      await expect(commit([memory('mem_3')])).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const inside = store.get({ ...gone, project: 'prj_gone' }, 'memory', 'mem_2');
      await expect(inside).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await store.get(project, 'memory', 'mem_1')).toMatchObject({ state: 'active' });
      // An account of the same name is an empty one.
      await store.createAccount('acc_gone');
      expect(await store.head(gone)).toBe(0);
      expect(await store.get(gone, 'memory', 'mem_1')).toBeUndefined();
      expect(await store.row(gone, 's', 'k')).toBeUndefined();
      await commit([memory('mem_1', { unique: 'tea', locator: 'gone:1', expect: 'absent' })]);
    });

    it('a snapshot shows what was there when it was asked for, whatever is written after', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      await stage.commit([memory('mem_1')]);
      const opening = store.snapshot({ spaces: [], kinds: ['secret'] });
      const later = stage.commit([memory('mem_2'), { ...memory('mem_3'), kind: 'secret' }]);
      const snapshot = await opening;
      await later;
      const lines = async (): Promise<string> => {
        const pieces: Uint8Array[] = [];
        for await (const piece of snapshot.read(project.project ?? '')) pieces.push(piece);
        return Buffer.concat(pieces).toString();
      };
      const first = await lines();
      expect(first).toContain('"mem_1"');
      expect(first).not.toContain('"mem_2"');
      expect(await lines()).toBe(first);
      await snapshot.close();
      const next = await store.snapshot({ spaces: [], kinds: ['secret'] });
      const pieces: Uint8Array[] = [];
      for await (const piece of next.read(project.project ?? '')) pieces.push(piece);
      await next.close();
      const text = Buffer.concat(pieces).toString();
      expect([text.includes('"mem_2"'), text.includes('["prj_1","secret"')]).toEqual([true, false]);
    });
  });
}
