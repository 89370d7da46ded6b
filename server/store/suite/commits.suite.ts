/** Commits are atomic, ordered, and refused one by one. */
import { describe, expect, it } from 'vitest';
import { memory, noon, stageOf, type OpenDriver } from './stage.suite.ts';

export function commitSuite(open: OpenDriver): void {
  describe('commits', () => {
    it('a put is read back whole, with who wrote it first and last', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      await stage.commit([
        memory('mem_1', { parent: 'folder', payload: { text: 'tea', list: [1, null, true] } }),
      ]);
      const later = {
        author: { type: 'owner', id: 'acc_1' },
        at: noon + 5,
        operations: [memory('mem_1', { state: 'deleted' })],
      } as const;
      const { results, seq } = await store.commit(project, later);
      const record = await store.get(project, 'memory', 'mem_1');
      expect(record).toEqual({
        kind: 'memory',
        id: 'mem_1',
        state: 'deleted',
        version: 2,
        revision: results[0]?.revision,
        seq,
        createdAt: noon,
        updatedAt: noon + 5,
        createdBy: { type: 'key', id: 'key_1', name: 'laptop', client: 'claude' },
        updatedBy: { type: 'owner', id: 'acc_1' },
        payload: { name: 'mem_1' },
      });
    });

    it('500 commits at once get the sequence numbers 1 to 500 and all of them are kept', async () => {
      await using stage = await stageOf(open);
      const commits = Array.from({ length: 500 }, (_, i) => stage.commit([memory(`mem_${i}`)]));
      const seqs = (await Promise.all(commits)).map(({ seq }) => seq);
      expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
      expect(await stage.store.count(stage.project, { kind: 'memory' })).toBe(500);
      expect(await stage.store.head(stage.project)).toBe(500);
    });

    it('of 50 writers who saw the same version one wins, and the others learn the current version', async () => {
      await using stage = await stageOf(open);
      await stage.commit([memory('mem_1')]);
      const writes = Array.from({ length: 50 }, () =>
        stage.commit([memory('mem_1', { expect: { version: 1 } })]),
      );
      const outcomes = await Promise.allSettled(writes);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(49);
      for (const { reason } of refused) {
        expect(reason).toMatchObject({ code: 'VERSION_CONFLICT', details: { current_version: 2 } });
      }
      expect(await stage.store.head(stage.project)).toBe(2);
    });

    it('a refused commit leaves nothing and takes no sequence number, while its neighbours stand', async () => {
      await using stage = await stageOf(open);
      const bad = [
        memory('mem_bad'),
        { op: 'row', space: 's', key: 'k', value: new Uint8Array([1]) } as const,
        memory('mem_0', { expect: 'absent' }),
      ];
      const outcomes = await Promise.allSettled([
        stage.commit([memory('mem_0')]),
        stage.commit(bad),
        stage.commit([memory('mem_1')]),
        stage.commit(bad),
        stage.commit([memory('mem_2')]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(await stage.store.get(stage.project, 'memory', 'mem_bad')).toBeUndefined();
      expect(await stage.store.row(stage.project, 's', 'k')).toBeUndefined();
      expect((await stage.store.changes(stage.project, 0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    });

    it('a commit that nobody else could apply is refused alone, not with its group', async () => {
      await using stage = await stageOf(open);
      const wrong = memory('mem_1', { state: undefined as unknown as string });
      const [before, refused, after] = await Promise.allSettled([
        stage.commit([memory('mem_0')]),
        stage.commit([wrong]),
        stage.commit([memory('mem_2')]),
      ]);
      expect([before.status, refused.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    });

    it('expectations of absence and presence are kept', async () => {
      await using stage = await stageOf(open);
      await expect(stage.commit([memory('mem_1', { expect: 'present' })])).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
      await expect(stage.commit([memory('mem_1', { expect: { version: 1 } })])).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
      await stage.commit([memory('mem_1', { expect: 'absent' })]);
      await expect(stage.commit([memory('mem_1', { expect: 'absent' })])).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
        details: {
          current_version: 1,
        },
      });
      await stage.commit([memory('mem_1', { expect: 'present' })]);
    });

    it('a unique word is held by one record of the kind, until it lets go', async () => {
      await using stage = await stageOf(open);
      await stage.commit([memory('mem_1', { unique: 'folder/tea' })]);
      await expect(stage.commit([memory('mem_2', { unique: 'folder/tea' })])).rejects.toMatchObject({
        code: 'DRIVE_ITEM_CONFLICT',
        details: {
          id: 'mem_1',
          kind: 'memory',
        },
      });
      await stage.commit([
        memory('mem_1', { unique: 'folder/tea' }),
        { ...memory('doc_1'), kind: 'document', unique: 'folder/tea' },
      ]);
      expect((await stage.store.find(stage.project, 'memory', 'folder/tea'))?.id).toBe('mem_1');
      await stage.commit([memory('mem_1'), memory('mem_2', { unique: 'folder/tea' })]);
      expect((await stage.store.find(stage.project, 'memory', 'folder/tea'))?.id).toBe('mem_2');
    });

    it('a check refuses the whole commit unless the record is as it has to be', async () => {
      await using stage = await stageOf(open);
      await stage.commit([memory('mem_1')]);
      const guarded = (check: object) =>
        stage.commit([memory('mem_2'), { op: 'check', kind: 'memory', id: 'mem_1', ...check }]);
      await expect(guarded({ states: ['deleted', 'superseded'] })).rejects.toMatchObject({
        code: 'STATE_NOT_READY',
      });
      await expect(guarded({ version: 2 })).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
        details: { current_version: 1 },
      });
      await expect(guarded({ id: 'mem_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await stage.store.get(stage.project, 'memory', 'mem_2')).toBeUndefined();
      await guarded({ states: ['active'], version: 1 });
      expect(await stage.store.get(stage.project, 'memory', 'mem_2')).toBeDefined();
    });

    it('an expected revision is that one and no other of the same version', async () => {
      await using stage = await stageOf(open);
      const revision = 'rev_1';
      await stage.commit([memory('mem_1', { revision })]);
      expect((await stage.store.get(stage.project, 'memory', 'mem_1'))?.revision).toBe(revision);
      const over = (expect: object) => stage.commit([memory('mem_1', { expect: { version: 1, ...expect } })]);
      await expect(over({ revision: 'rev_2' })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
      await over({ revision });
      expect((await stage.store.get(stage.project, 'memory', 'mem_1'))?.version).toBe(2);
    });

    it('a record without history keeps its newest revision only', async () => {
      await using stage = await stageOf(open);
      for (const id of ['mem_1', 'mem_2', 'mem_1']) await stage.commit([memory(id, { history: false })]);
      const revisions = await stage.store.revisions(stage.project, 'memory', 'mem_1', 10);
      expect(revisions.map(({ version }) => version)).toEqual([2]);
      expect(await stage.store.revisions(stage.project, 'memory', 'mem_2', 10)).toHaveLength(1);
    });
  });
}
