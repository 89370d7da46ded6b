/** Lists, history, the log of commits, and rows of bytes. */
import { describe, expect, it } from 'vitest';
import { memory, noon, stageOf, type OpenDriver } from './stage.suite.ts';

export function readSuite(open: OpenDriver): void {
  describe('reads', () => {
    it('lists are ordered and cut into pages that meet without gap or overlap', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      const sorts = ['b', 'a', 'c', 'a', 'é', 'B', 'z'];
      for (const [i, sort] of sorts.entries()) await stage.commit([memory(`mem_${i}`, { sort })]);
      await stage.commit([memory('mem_2', { sort: 'c' })]);
      const ids = async (query: object) =>
        (await store.list(project, { kind: 'memory', order: 'created', limit: 100, ...query }))
          .map(({ id }) => id.slice(4))
          .join('');
      expect(await ids({})).toBe('0123456');
      expect(await ids({ descending: true })).toBe('6543210');
      expect(await ids({ order: 'changed' })).toBe('0134562');
      expect(await ids({ order: 'sort' })).toBe('5130264');
      expect(await ids({ order: 'sort', descending: true })).toBe('4620315');
      expect(await ids({ contains: 'é' })).toBe('4');
      expect(await ids({ contains: 'a', order: 'sort', descending: true })).toBe('31');
      expect(await ids({ contains: '%' })).toBe('');
      const pages = await Promise.all([0, 3, 6, 9].map((offset) => ids({ order: 'sort', offset, limit: 3 })));
      expect(pages).toEqual(['513', '026', '4', '']);
      expect(await ids({ order: 'created', after: 'mem_1', limit: 2 })).toBe('23');
      expect(await ids({ order: 'created', after: 'mem_6' })).toBe('');
      expect(await ids({ order: 'sort', after: 'mem_3' })).toBe('564');
    });

    it('names that hold a text are found the same however often they are asked for, and anew after a commit', async () => {
      await using stage = await stageOf(open);
      const named = (id: string, sort: string) => memory(id, { parent: 'top', sort });
      for (const [i, sort] of ['boat', 'Goat', 'coat', 'tree', 'oats'].entries())
        await stage.commit([named(`mem_${i}`, sort)]);
      await stage.commit([
        memory('mem_8', { sort: 'oat without a place' }),
        memory('mem_9', { parent: 'top' }),
      ]);
      const ids = async (query: object) => {
        const asked = { kind: 'memory', order: 'sort', placed: true, limit: 100, ...query } as const;
        const found = await stage.store.list(stage.project, asked);
        return found.map(({ id }) => id.slice(4)).join('');
      };
      const often = async (query: object) => [
        ...new Set([await ids(query), await ids(query), await ids(query), await ids(query)]),
      ];
      expect(await often({ contains: 'oat' })).toEqual(['1024']);
      expect(await often({ contains: 'oat', offset: 1, limit: 2 })).toEqual(['02']);
      expect(await often({ contains: 'oat', limit: 0 })).toEqual(['']);
      expect(await often({ contains: 'Oat' })).toEqual(['']);
      expect(await often({ contains: '' })).toEqual(['10243']);
      await stage.commit([named('mem_3', 'oat tree'), { op: 'erase', kind: 'memory', id: 'mem_2' }]);
      expect(await often({ contains: 'oat' })).toEqual(['1034']);
      expect(await often({ contains: 'oat', states: ['active'], descending: true })).toEqual(['4301']);
    });

    it('lists go by what payloads hold, then by their sort, also by the ending of a name', async () => {
      await using stage = await stageOf(open);
      const payloads = [
        { name: 'b.TXT', content: { size: 9 } },
        { name: 'a.pdf', content: { size: 10 } },
        { name: 'folder' },
        { name: '.hidden', content: { size: 9 } },
        { name: 'x.tar.gz', content: { size: 1 } },
      ];
      for (const [i, payload] of payloads.entries())
        await stage.commit([memory(`mem_${i}`, { payload, sort: payload.name })]);
      const ids = async (query: object) =>
        (await stage.store.list(stage.project, { kind: 'memory', order: 'sort', limit: 100, ...query }))
          .map(({ id }) => id.slice(4))
          .join('');
      const size = { by: { path: ['content', 'size'] } };
      expect(await ids(size)).toBe('24301');
      expect(await ids({ ...size, descending: true })).toBe('10342');
      expect(await ids({ ...size, offset: 1, limit: 2 })).toBe('43');
      expect(await ids({ by: 'ending' })).toBe('32410');
      // What is kept of an order ends with the next commit.
      const changed = { name: 'a.pdf', content: { size: 0 } };
      await stage.commit([memory('mem_1', { payload: changed, sort: 'a.pdf' })]);
      expect(await ids(size)).toBe('21430');
    });

    it('lists and counts go by parent and by states', async () => {
      await using stage = await stageOf(open);
      await stage.commit([
        memory('mem_1', { parent: 'a' }),
        memory('mem_2', { parent: 'a', state: 'deleted' }),
        memory('mem_3', { parent: 'b' }),
        { ...memory('doc_1'), kind: 'document', parent: 'a' },
      ]);
      const found = async (query: object) => {
        const asked = { kind: 'memory', ...query };
        const records = await stage.store.list(stage.project, { ...asked, order: 'created', limit: 10 });
        expect(await stage.store.count(stage.project, asked)).toBe(records.length);
        return records.map(({ id }) => id);
      };
      expect(await found({})).toEqual(['mem_1', 'mem_2', 'mem_3']);
      expect(await found({ parent: 'a' })).toEqual(['mem_1', 'mem_2']);
      expect(await found({ states: ['deleted', 'active'] })).toEqual(['mem_1', 'mem_2', 'mem_3']);
      expect(await found({ parent: 'a', states: ['active'] })).toEqual(['mem_1']);
      await stage.commit([memory('mem_4')]);
      expect(await found({ placed: true })).toEqual(['mem_1', 'mem_2', 'mem_3']);
      expect(await found({ states: [] })).toEqual([]);
    });

    it('revisions come newest first, each with its parents, author and message', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      const first = await stage.commit([memory('mem_1', { message: 'as told' })]);
      const second = await stage.commit([memory('mem_1', { payload: 2 })], { at: noon + 1 });
      const [one, two] = [first.results[0]?.revision, second.results[0]?.revision] as [string, string];
      await stage.commit([memory('mem_1', { payload: 3, parents: [one, two] })]);
      const revisions = await store.revisions(project, 'memory', 'mem_1', 10);
      expect(revisions.map(({ version, parents, payload }) => [version, parents, payload])).toEqual([
        [3, [one, two], 3],
        [2, [one], 2],
        [1, [], { name: 'mem_1' }],
      ]);
      expect(await store.revisions(project, 'memory', 'mem_1', 1)).toEqual(revisions.slice(0, 1));
      expect(await store.revision(project, 'memory', 'mem_1', one)).toMatchObject({
        message: 'as told',
        seq: 1,
        at: noon,
        branch: 'main',
        author: { id: 'key_1' },
      });
      expect(await store.revision(project, 'memory', 'mem_1', 'rev_none')).toBeUndefined();
    });

    it('changes after a sequence number come oldest first, with what each commit wrote', async () => {
      await using stage = await stageOf(open);
      for (let i = 1; i <= 5; i++)
        await stage.commit([memory('mem_1'), memory(`mem_x${i}`, { state: 'draft' })]);
      const changes = await stage.store.changes(stage.project, 2, 2);
      expect(changes.map(({ seq }) => seq)).toEqual([3, 4]);
      expect(changes[0]).toMatchObject({
        at: noon,
        author: { client: 'claude' },
        records: [
          { id: 'mem_1', version: 3, state: 'active' },
          { id: 'mem_x3', version: 1, state: 'draft' },
        ],
      });
      expect(await stage.store.changes(stage.project, 5, 10)).toEqual([]);
    });

    it('rows are written, replaced, read by prefix in pages, removed and cleared', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      const row = (key: string, value: Uint8Array | null) =>
        ({ op: 'row', space: 'index', key, value }) as const;
      const keys = ['a', 'a/1', 'a/2', 'a/\u{10ffff}', 'a/é', 'a0', 'b/1'];
      await stage.commit(keys.map((key, i) => row(key, new Uint8Array([i]))));
      await stage.commit([
        row('a/2', new Uint8Array(300_000).fill(7)),
        { ...row('a/1', new Uint8Array([9])), space: 'other' },
      ]);
      const found = async (range: object) =>
        (await store.rows(project, 'index', { limit: 100, ...range })).map(({ key }) => key);
      expect(await found({})).toEqual(['a', 'a/1', 'a/2', 'a/é', 'a/\u{10ffff}', 'a0', 'b/1']);
      expect(await found({ prefix: 'a/', limit: 2 })).toEqual(['a/1', 'a/2']);
      expect(await found({ prefix: 'a/', after: 'a/2' })).toEqual(['a/é', 'a/\u{10ffff}']);
      expect(await found({ prefix: 'a/', after: 'A' })).toHaveLength(4);
      expect((await store.rows(project, 'index', { prefix: 'a/2', limit: 1 }))[0]?.value).toEqual(
        new Uint8Array(300_000).fill(7),
      );
      expect(new Uint8Array((await store.row(project, 'index', 'a/1')) ?? [])).toEqual(new Uint8Array([1]));
      const [one, none, other] = await store.rowsOf(project, 'index', ['b/1', 'none', 'a']);
      expect([new Uint8Array(one ?? []), none, new Uint8Array(other ?? [])]).toEqual([
        new Uint8Array([6]),
        undefined,
        new Uint8Array([0]),
      ]);
      await stage.commit([row('a', null), row('none', null), { op: 'clear', space: 'index', prefix: 'a/' }]);
      expect(await found({})).toEqual(['a0', 'b/1']);
      expect(await store.row(project, 'other', 'a/1')).toBeDefined();
      await stage.commit([{ op: 'clear', space: 'index', prefix: '' }]);
      expect(await found({})).toEqual([]);
    });

    it('every read that follows an acknowledged commit sees it, on whatever thread it runs', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      for (let i = 1; i <= 100; i++) {
        const id = `mem_${String(i).padStart(3, '0')}`;
        await stage.commit([memory(id, { unique: id })]);
        const [got, found, head, count, list, changes] = await Promise.all([
          store.get(project, 'memory', id),
          store.find(project, 'memory', id),
          store.head(project),
          store.count(project, { kind: 'memory' }),
          store.list(project, { kind: 'memory', order: 'changed', descending: true, limit: 1 }),
          store.changes(project, i - 1, 1),
        ]);
        expect([got?.id, found?.id, head, count, list[0]?.id, changes[0]?.seq]).toEqual([
          id,
          id,
          i,
          i,
          id,
          i,
        ]);
      }
    });

    it('reads of what does not exist answer that, and do not fail', async () => {
      await using stage = await stageOf(open);
      const { store, project } = stage;
      const nothing = [
        await store.get(project, 'memory', 'x'),
        await store.find(project, 'memory', 'x'),
        await store.row(project, 's', 'k'),
        await store.locate('key:x'),
      ];
      expect(nothing).toEqual([undefined, undefined, undefined, undefined]);
      expect(await store.head(project)).toBe(0);
    });
  });
}
