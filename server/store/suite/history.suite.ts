/** The history: the log backwards, states at a commit, guards, and what a branch holds. */
import { describe, expect, it } from 'vitest';
import { author as ours, memory, noon, stageOf, type OpenDriver } from './stage.suite.ts';

export function historySuite(open: OpenDriver): void {
  describe('states at a commit', () => {
    it('are the last version of each record until then, one by one and all of a kind', async () => {
      await using stage = await stageOf(open);
      const { store, project, commit } = stage;
      await commit([memory('mem_1', { payload: 'a' }), memory('mem_1', { payload: 'b' })]);
      await commit([memory('mem_2', { payload: 'c' })]);
      await commit([memory('mem_1', { payload: 'd' })]);
      const names = ['mem_2', 'mem_1', 'mem_3'].map((id) => ({ kind: 'memory', id }));
      const at = async (seq: number) =>
        (await store.revisionsAt(project, seq, names)).map((revision) => revision?.payload);
      expect(await at(0)).toEqual([undefined, undefined, undefined]);
      expect(await at(1)).toEqual([undefined, 'b', undefined]);
      expect(await at(2)).toEqual(['c', 'b', undefined]);
      expect(await at(9)).toEqual(['c', 'd', undefined]);
      const state = await store.stateAt(project, 2, { kind: 'memory', limit: 10 });
      expect(state.map(({ id, payload }) => [id, payload])).toEqual([
        ['mem_1', 'b'],
        ['mem_2', 'c'],
      ]);
      expect(await store.stateAt(project, 1, { kind: 'memory', after: 'mem_1', limit: 10 })).toEqual([]);
    });

    it('the log is read backwards, and a time is the last commit until then', async () => {
      await using stage = await stageOf(open);
      const { store, project, commit } = stage;
      for (const [index, at] of [noon, noon + 10, noon + 10, noon + 20].entries())
        await commit([memory(`mem_${index}`)], { at });
      const seqs = async (before: number, limit: number) =>
        (await store.commitsBefore(project, before, limit)).map(({ seq }) => seq);
      expect(await seqs(99, 2)).toEqual([4, 3]);
      expect(await seqs(3, 9)).toEqual([2, 1]);
      const times = [noon - 1, noon, noon + 15, noon + 99].map((at) => store.seqAt(project, at));
      expect(await Promise.all(times)).toEqual([0, 1, 3, 4]);
    });

    it('a guard refuses a commit when one of its kinds was written meanwhile', async () => {
      await using stage = await stageOf(open);
      const { commit } = stage;
      await commit([memory('mem_1')]);
      const guard = (since: number, kind = 'memory') => ({ op: 'unchanged', kinds: [kind], since }) as const;
      await expect(commit([guard(0), memory('mem_2')])).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
      await commit([guard(0, 'other'), guard(1), memory('mem_2')]);
    });
  });

  takenSuite(open);

  describe('a branch', () => {
    const branch = { id: 'brn_1', base: 1 };

    it('has versions of its own, that no read of the main line shows', async () => {
      await using stage = await stageOf(open);
      const { store, project, commit } = stage;
      const first = await commit([memory('mem_1', { payload: 'base' })]);
      await commit([memory('mem_1', { payload: 'main' })]);
      await commit([memory('mem_1', { payload: 'side', branch, expect: { version: 1 } })]);
      const second = await commit([memory('mem_2', { payload: 'new', branch, expect: 'absent' })]);
      expect((await store.get(project, 'memory', 'mem_1'))?.payload).toBe('main');
      expect(await store.get(project, 'memory', 'mem_2')).toBeUndefined();
      expect(await store.count(project, { kind: 'memory' })).toBe(1);
      const versions = await store.revisions(project, 'memory', 'mem_1', 9);
      expect(versions.map(({ payload }) => payload)).toEqual(['main', 'base']);
      expect(
        (await store.stateAt(project, 9, { kind: 'memory', limit: 9 })).map(({ payload }) => payload),
      ).toEqual(['main']);
      const heads = await store.branchHeads(project, { branch: branch.id, limit: 9 });
      expect(heads.map(({ id, payload, version, parents }) => [id, payload, version, parents])).toEqual([
        ['mem_1', 'side', 2, [first.results[0]?.revision]],
        ['mem_2', 'new', 1, []],
      ]);
      const [commitOfBranch] = await store.changes(project, second.seq - 1, 1);
      expect(commitOfBranch?.records[0]).toMatchObject({ id: 'mem_2', branch: 'brn_1' });
      const rest = { branch: branch.id, after: { kind: 'memory', id: 'mem_1' }, limit: 9 };
      expect((await store.branchHeads(project, rest)).map(({ id }) => id)).toEqual(['mem_2']);
    });

    it('refuses what was made for another version of it, and names that it has twice', async () => {
      await using stage = await stageOf(open);
      const { store, project, commit } = stage;
      await commit([memory('mem_1', { unique: 'one' })]);
      await commit([memory('mem_1')]);
      const late = commit([memory('mem_1', { branch, expect: { version: 2 } })]);
      await expect(late).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
      await commit([memory('mem_2', { branch, unique: 'two' })]);
      const taken = commit([memory('mem_3', { branch, unique: 'two' })]);
      await expect(taken).rejects.toMatchObject({ code: 'DRIVE_ITEM_CONFLICT' });
      const [found] = await store.branchHeads(project, { branch: 'brn_1', unique: 'two', limit: 1 });
      expect(found?.id).toBe('mem_2');
      const guard = { op: 'unchanged', kinds: ['memory'], since: 2, branch: 'brn_1' } as const;
      await expect(commit([guard])).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
      await commit([{ ...guard, branch: 'brn_2' }]);
    });

    it('stands only in projects', async () => {
      await using stage = await stageOf(open);
      await expect(
        stage.commit([memory('mem_1', { branch })], { scope: stage.account }),
      ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    });
  });
}

/** Versions that were made elsewhere. */
function takenSuite(open: OpenDriver): void {
  describe('a version that was made elsewhere', () => {
    const member = { type: 'owner', id: 'mbr_1', name: 'Ada' } as const;
    const made = (revision: string, version: number, payload: string, parents: string[]) =>
      memory('mem_1', {
        payload,
        revision,
        parents,
        expect: version === 1 ? 'absent' : { version: version - 1 },
        author: member,
        at: noon - version,
      });

    it('keeps its id, its author and its time; several of one record stand in one commit, in order', async () => {
      await using stage = await stageOf(open);
      const { store, project, commit } = stage;
      const puts = [
        made('rev_a', 1, 'a', []),
        made('rev_b', 2, 'b', ['rev_a']),
        memory('mem_1', { payload: 'c' }),
      ];
      const { seq, results } = await commit(puts);
      expect(results.map(({ version }) => version)).toEqual([1, 2, 3]);
      expect(results.slice(0, 2).map(({ revision }) => revision)).toEqual(['rev_a', 'rev_b']);
      const versions = await store.revisions(project, 'memory', 'mem_1', 9);
      expect(versions.map(({ payload, author, at, parents }) => [payload, author, at, parents])).toEqual([
        ['c', ours, noon, ['rev_b']],
        ['b', member, noon - 2, ['rev_a']],
        ['a', member, noon - 1, []],
      ]);
      expect(await store.get(project, 'memory', 'mem_1')).toMatchObject({
        version: 3,
        createdBy: member,
        createdAt: noon - 1,
        updatedBy: ours,
      });
      const [logged] = await store.changes(project, seq - 1, 1);
      expect(logged).toMatchObject({ at: noon, author: ours });
      expect(logged?.records.map(({ revision }) => revision)).toEqual(
        results.map(({ revision }) => revision),
      );
    });

    it('is refused as every other one when the record has another version by then', async () => {
      await using stage = await stageOf(open);
      const { store, project, commit } = stage;
      await commit([memory('mem_1')]);
      const late = commit([made('rev_a', 1, 'a', [])]);
      await expect(late).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
      expect(await store.revision(project, 'memory', 'mem_1', 'rev_a')).toBeUndefined();
    });

    it('is read by its name, among others that are and are not there', async () => {
      await using stage = await stageOf(open);
      const { store, project, commit } = stage;
      await commit([made('rev_a', 1, 'a', []), made('rev_b', 2, 'b', ['rev_a']), memory('mem_2')]);
      const named = (id: string, revision: string) => ({ kind: 'memory', id, revision });
      const found = await store.revisionsNamed(project, [
        named('mem_1', 'rev_b'),
        named('mem_2', 'rev_a'),
        named('mem_1', 'rev_a'),
        named('mem_1', 'rev_b'),
      ]);
      expect(found.map((one) => one?.payload)).toEqual(['b', undefined, 'a', 'b']);
      expect(await store.revisionsNamed(project, [])).toEqual([]);
    });
  });
}
