/** The checker finds each fault that a store of many servers could have, and none where there is none. */
import { describe, expect, it } from 'vitest';
import { checkHistory } from './checker.ts';
import type { Action, Answer, ChangesEvent, HistoryEvent, ListEvent, LogReadEvent } from './history.ts';

/** A call on one value from `start` to `end`; without an answer when that is left out. */
const call = (start: number, end: number, action: Action, answer?: Answer): HistoryEvent => ({
  about: 'register',
  key: 'k',
  start,
  end,
  action,
  answer,
});
const set = (value: unknown, version?: number): Action => ({ op: 'set', value, version });
const get: Action = { op: 'get' };
const add: Action = { op: 'increment', by: 1 };

describe('values', () => {
  it.each<[string, HistoryEvent[]]>([
    [
      'calls one after the other',
      [call(0, 1, set('a'), { version: 1 }), call(2, 3, get, { value: 'a', version: 1 })],
    ],
    [
      'a read beside a write sees either',
      [
        call(0, 5, set('a'), { version: 1 }),
        call(1, 2, get, { missing: true }),
        call(3, 4, get, { value: 'a' }),
      ],
    ],
    ['a write without an answer that happened', [call(0, 1, set('a')), call(5, 6, get, { value: 'a' })]],
    [
      'a write without an answer that never happened',
      [call(0, 1, set('a')), call(5, 6, get, { missing: true })],
    ],
    [
      'two counters at once',
      [call(0, 9, add, { value: 2 }), call(0, 9, add, { value: 1 }), call(10, 11, get, { value: 2 })],
    ],
    [
      'one of two wins a version',
      [call(0, 9, set('a', 0), { version: 1 }), call(0, 9, set('b', 0), { refused: true })],
    ],
    [
      'versions count on over a deletion',
      [
        call(0, 1, set('a'), { version: 1 }),
        call(2, 3, { op: 'delete' }, { deleted: true }),
        call(4, 5, set('b', 0), { version: 3 }),
      ],
    ],
    [
      'lists in the order of their versions',
      [
        call(0, 9, { op: 'append', value: 1 }, { version: 2 }),
        call(0, 9, { op: 'append', value: 2 }, { version: 1 }),
        call(10, 11, get, { value: [2, 1] }),
      ],
    ],
  ])('takes %s', (_what, events) => {
    expect(checkHistory(events)).toEqual([]);
  });

  it.each<[string, HistoryEvent[]]>([
    ['a lost write', [call(0, 1, set('a'), { version: 1 }), call(2, 3, get, { missing: true })]],
    ['a stale read', [call(0, 1, set('a'), {}), call(2, 3, set('b'), {}), call(4, 5, get, { value: 'a' })]],
    [
      'a read that goes back',
      [call(0, 9, set('a'), {}), call(1, 2, get, { value: 'a' }), call(3, 4, get, { missing: true })],
    ],
    ['a read of what nobody wrote', [call(0, 1, get, { value: 'x' })]],
    ['a write that was done twice', [call(0, 1, add, { value: 1 }), call(2, 3, get, { value: 2 })]],
    ['two counts that gave one sum', [call(0, 9, add, { value: 1 }), call(0, 9, add, { value: 1 })]],
    [
      'two winners of one version',
      [call(0, 9, set('a', 0), { version: 1 }), call(0, 9, set('b', 0), { version: 1 })],
    ],
    ['a refusal without a reason', [call(0, 1, set('a', 0), { refused: true })]],
    [
      'a version that was given twice',
      [call(0, 1, set('a'), { version: 1 }), call(2, 3, set('b'), { version: 1 })],
    ],
    [
      'a removal that says it removed nothing',
      [
        call(0, 1, set('a'), {}),
        call(2, 3, { op: 'delete' }, { deleted: false }),
        call(4, 5, get, { missing: true }),
      ],
    ],
    [
      'a removal that came back',
      [
        call(0, 1, set('a'), {}),
        call(2, 3, { op: 'delete' }, { deleted: true }),
        call(4, 5, get, { value: 'a' }),
      ],
    ],
  ])('finds %s', (_what, events) => {
    expect(checkHistory(events)).toHaveLength(1);
  });

  it('is quick where many calls overlap', () => {
    const sums = Array.from({ length: 400 }, (_, i) =>
      call(i, i + 12, add, { value: i + 1, version: i + 1 }),
    );
    expect(checkHistory(sums)).toEqual([]);
    expect(checkHistory([...sums, call(500, 501, get, { value: 399 })])).toHaveLength(1);
  });
});

const member = (about: 'added' | 'removed', token: string, start: number, end: number): HistoryEvent => ({
  about,
  set: 's',
  token,
  start,
  end,
});
const list = (start: number, end: number, ...tokens: string[]): ListEvent => ({
  about: 'list',
  set: 's',
  tokens,
  start,
  end,
});

describe('sets', () => {
  it('takes lists beside writes, and writes that were not answered', () => {
    const beside = [member('added', 'a', 0, 5), member('removed', 'a', 8, 12)];
    expect(
      checkHistory([...beside, list(1, 2), list(3, 4, 'a'), list(6, 7, 'a'), list(9, 10), list(9, 11, 'a')]),
    ).toEqual([]);
    expect(checkHistory([member('added', 'a', 0, Infinity), list(5, 6), list(7, 8, 'a')])).toEqual([]);
  });

  it.each<[string, HistoryEvent[], string]>([
    ['what a list lacks', [member('added', 'a', 0, 1), list(2, 3)], 'lacks'],
    ['what a search lacks', [member('added', 'a', 0, 1), { ...list(2, 3), only: 'a' }], 'lacks'],
    [
      'what was removed',
      [member('added', 'a', 0, 1), member('removed', 'a', 2, 3), list(4, 5, 'a')],
      'removed',
    ],
    ['what was written twice', [member('added', 'a', 0, 1), list(2, 3, 'a', 'a')], 'twice'],
    ['what nobody wrote', [list(2, 3, 'a')], 'nobody'],
    ['what was shown too early', [list(2, 3, 'a'), member('added', 'a', 4, 5)], 'before'],
  ])('finds %s', (_what, events, words) => {
    expect(checkHistory(events)).toEqual([expect.stringContaining(words)]);
  });
});

const append = (token: string, position: number | undefined, start: number, end: number): HistoryEvent => ({
  about: 'appended',
  log: 'c',
  token,
  start,
  end,
  ...(position === undefined ? {} : { position }),
});
const read = (start: number, end: number, ...tokens: string[]): LogReadEvent => ({
  about: 'log',
  log: 'c',
  items: tokens.map((token, position) => ({ token, position })),
  total: tokens.length,
  start,
  end,
});

describe('conversations', () => {
  it('takes messages in one order', () => {
    const both = [append('a', 1, 0, 5), append('b', 0, 0, 5)];
    expect(checkHistory([...both, read(1, 2, 'b'), read(6, 7, 'b', 'a')])).toEqual([]);
  });

  it.each<[string, HistoryEvent[], string]>([
    ['a message that is lost', [append('a', 0, 0, 1), read(2, 3)], 'counts 0'],
    [
      'one that was kept twice',
      [append('a', 0, 0, 1), append('b', undefined, 0, Infinity), read(2, 3, 'a', 'a')],
      'two positions',
    ],
    ['two at one place', [append('a', 0, 0, 1), append('b', 0, 0, 1)], 'two messages'],
    ['one that nobody sent', [append('a', undefined, 0, Infinity), read(2, 3, 'x')], 'nobody'],
    [
      'a gap',
      [
        append('a', 0, 0, 1),
        append('b', 2, 0, 1),
        append('c', undefined, 0, Infinity),
        {
          ...read(2, 3),
          total: 3,
          items: [
            { position: 0, token: 'a' },
            { position: 2, token: 'b' },
          ],
        },
      ],
      'gaps',
    ],
    [
      'a read that ends early',
      [append('a', 0, 0, 1), append('b', 1, 0, 1), { ...read(2, 3, 'a'), total: 2 }],
      'ends before',
    ],
  ])('finds %s', (_what, events, words) => {
    expect(checkHistory(events)).toEqual([expect.stringContaining(words)]);
  });
});

const changes = (start: number, revisions: string[], more: Partial<ChangesEvent> = {}): ChangesEvent => ({
  about: 'changes',
  project: 'p',
  after: 0,
  head: revisions.length,
  commits: revisions.map((revision, at) => ({ seq: at + 1, revisions: [revision] })),
  start,
  end: start + 1,
  ...more,
});
const written = (revision: string, start: number, end: number): HistoryEvent => ({
  about: 'written',
  project: 'p',
  revision,
  start,
  end,
});

describe('commits', () => {
  it('takes one order without gaps, however it is read', () => {
    const writes = [written('a', 0, 1), written('b', 2, 9), written('c', 3, 8)];
    const later = changes(6, ['c'], { after: 1, head: 2, commits: [{ seq: 2, revisions: ['c'] }] });
    expect(
      checkHistory([...writes, changes(5, ['a']), later, changes(20, ['a', 'c', 'b'], { isWhole: true })]),
    ).toEqual([]);
  });

  it.each<[string, HistoryEvent[], string]>([
    [
      'a gap',
      [
        changes(0, ['a'], {
          head: 3,
          commits: [
            { seq: 1, revisions: ['a'] },
            { seq: 3, revisions: ['c'] },
          ],
        }),
      ],
      'belongs',
    ],
    ['a number that means two things', [changes(0, ['a']), changes(5, ['b'])], 'another'],
    ['a head that goes back', [changes(0, ['a', 'b']), changes(5, ['a'])], 'later'],
    ['commits beyond the head', [changes(0, ['a', 'b'], { head: 1 })], 'the head is 1'],
    ['an end that is missing', [changes(0, ['a'], { head: 2, isWhole: true })], 'the head is 2'],
    [
      'a write that overtook another',
      [written('a', 0, 1), written('b', 2, 3), changes(5, ['b', 'a'])],
      'began when',
    ],
    ['a write that is in no commit', [written('a', 0, 1), changes(5, ['b'], { isWhole: true })], 'no commit'],
  ])('finds %s', (_what, events, words) => {
    expect(checkHistory(events)).toEqual([expect.stringContaining(words)]);
  });
});
