/** What a device takes once a part of a record's history, or an item of which something is said, was deleted permanently. */
import { expect, test } from 'vitest';
import { version, type Given } from './given.suite.ts';
import { tipOf, type Line } from './lines.ts';
import { take, type Incoming, type LocalView } from './taking.ts';
import type { Version } from './version.ts';

const memory = (content: string): Given => ({ kind: 'memory', id: 'mem_1', payload: { content } });
const comment = version({ kind: 'comment', id: 'cmt_1', payload: { text: 'One.', itemId: 'itm_1' } });
const item = { kind: 'item', id: 'itm_1', payload: { type: 'file', name: 'a', parent: 'root' } };
const mark = version({ kind: 'favourite', id: 'itm_1', payload: {} });

/** A device that has these, of which all but `pending` is known to the server. */
function viewOf(records: readonly Version[], pending: readonly string[] = []): LocalView {
  const current = (kind: string, id: string) => records.find((one) => one.kind === kind && one.id === id);
  return {
    current,
    holder: () => undefined,
    base(kind, id) {
      const one = pending.includes(id) ? undefined : current(kind, id);
      return one === undefined ? undefined : { revision: one.revision, seq: 1 };
    },
    isErased: () => false,
    messages: () => [],
    notes: () => [],
  };
}

const line = (...versions: Version[]): Line => ({ seq: 5, versions });
const told = (lines: Line[], erased: Incoming['erased']): Incoming => {
  return { lines, erased, replaced: [], answered: [] };
};

test('a record of which a part was erased stays, and so do its unsent edits', () => {
  const [old, next] = [version(memory('A.')), version(memory('B.'))];
  const part = { kind: 'memory', id: 'mem_1', revisions: ['rev_gone'] };
  expect(take(told([line(next)], [part]), [], viewOf([old]))).toMatchObject({
    puts: [line(next)],
    erase: [part],
  });
  expect(take(told([line(next)], [part]), [], viewOf([old], ['mem_1']))).toMatchObject({
    puts: [],
    erase: [part],
  });
});

test('what waits is not taken with versions that were erased since, and not at all where its newest was', () => {
  const [first, second] = [version(memory('A.')), version(memory('B.'))];
  const without = ({ revision }: Version) =>
    take(
      told([], [{ kind: 'memory', id: 'mem_1', revisions: [revision] }]),
      [line(first, second)],
      viewOf([]),
    );
  expect(without(first).puts).toEqual([line(second)]);
  expect(without(second)).toMatchObject({ puts: [], owed: [] });
});

test('what is said about an item that was deleted for good is not taken', () => {
  const gone = [{ kind: 'item', id: 'itm_1' }];
  expect(take(told([line(comment), line(mark)], gone), [], viewOf([])).puts).toEqual([]);
  const waiting = take(told([line(comment), line(mark)], []), [], viewOf([]));
  expect(waiting).toMatchObject({ puts: [], owed: [line(comment), line(mark)] });
  const there = take(told([line(version(item)), line(comment), line(mark)], []), [], viewOf([]));
  expect(there.puts.map((one) => tipOf(one).kind)).toEqual(['item', 'comment', 'favourite']);
});
