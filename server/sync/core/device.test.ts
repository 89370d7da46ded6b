/** A device's state machine: what it asks, in which order, and what it does when something goes wrong. */
import { expect, test } from 'vitest';
import {
  newDevice,
  partlyKept,
  type Batch,
  type Device,
  type DeviceState,
  type Effect,
  type Event,
} from './device-state.ts';
import { deviceFrom, step } from './device.ts';
import { isStill, takeTurn, type Answer, type Position, type Question } from './exchange.ts';
import { version } from './given.suite.ts';
import type { Outcome } from './version.ts';

const head: Position = { epoch: 'e', seq: 4, mark: 'm4' };
const linked = { ...newDevice, id: 'dev_1', turn: 't1', cursor: head, seen: head };
const batch: Batch = {
  changes: [{ versions: [version({ kind: 'memory', id: 'mem_1', payload: {} })] }],
  upTo: { seq: 9, part: 0 },
  resent: [],
};

type Unsaid<A> = A extends { head: Position } ? Omit<A, 'turn'> : A;
type Said = Unsaid<Answer> & { readonly turn?: string };

/** Runs events; the machine's effects are the last event's. */
function drive(state: DeviceState = linked) {
  let words = 0;
  let device: Device = deviceFrom(state);
  const chance = { random: () => 0, word: () => `word${++words}` };
  return {
    tell(event: Event): Effect | undefined {
      const next = step(device, event, chance);
      device = next.device;
      expect(next.effects.length).toBeLessThan(2);
      return next.effects[0];
    },
    request: () => device.request,
    state: () => device.state,
    read(found?: Batch): Effect | undefined {
      return this.tell({ type: 'read', request: device.request, batch: found });
    },
    /** The server took the word, unless the answer says another. */
    answer(answer: Said): Effect | undefined {
      const { next = '' } = device.state;
      return this.tell({
        type: 'answer',
        request: device.request,
        answer: { turn: next, ...answer } as Answer,
      });
    },
    fail(fault: 'offline' | 'forked' | 'rewound', more: { retryAfter?: number } = {}): Effect | undefined {
      return this.tell({ type: 'failed', request: device.request, fault, ...more });
    },
  };
}

const asked = (effect: Effect | undefined): Question | undefined =>
  effect?.do === 'ask' ? effect.question : undefined;
const pulled = (more: boolean) => ({ type: 'pull', lines: [], erased: [], head, more }) as const;
const pushed = { type: 'push', outcomes: [], lines: [], head } as const;

test('it sends what waits before it asks what is new, and rests when there is neither', () => {
  const device = drive();
  expect(device.tell({ type: 'begin' })).toMatchObject({ do: 'read' });
  expect(asked(device.read(batch))).toEqual({ type: 'push', changes: batch.changes });
  expect(device.answer(pushed)).toMatchObject({ do: 'take' });
  expect(device.state()).toMatchObject({ sent: { seq: 9, part: 0 }, turn: 'word1', seen: head });
  expect(device.tell({ type: 'done', request: device.request() })).toMatchObject({ do: 'read' });
  expect(asked(device.read())).toEqual({ type: 'pull', after: head });
  device.answer(pulled(false));
  device.tell({ type: 'done', request: device.request() });
  expect(device.read()).toEqual({ do: 'wait', ms: 60_000 });
  device.tell({ type: 'metered', metered: true });
  device.tell({ type: 'edited' });
  expect(device.read()).toEqual({ do: 'wait', ms: 900_000 });
});

test('it pulls as long as there is more', () => {
  const device = drive();
  device.tell({ type: 'begin' });
  device.read();
  device.answer(pulled(true));
  device.tell({ type: 'done', request: device.request() });
  expect(asked(device.read())).toMatchObject({ type: 'pull' });
});

test('a new device registers, lists what the server has, and compares', () => {
  const device = drive(newDevice);
  device.tell({ type: 'begin' });
  expect(asked(device.read())).toEqual({ type: 'register' });
  device.answer({ type: 'register', device: 'dev_2', turn: 't' });
  expect(asked(device.read())).toEqual({ type: 'heads', after: '' });
  const page = { type: 'heads', heads: [{ kind: 'memory', id: 'mem_1', revision: 'rev_1' }] } as const;
  expect(asked(device.answer({ ...page, next: 'x', head }))).toEqual({ type: 'heads', after: 'x' });
  const compare = device.answer({ ...page, head: { ...head, seq: 6 } });
  expect(compare).toMatchObject({ do: 'compare', seq: 4, heads: [{}, {}] });
  const fetch = [{ kind: 'memory', id: 'mem_1' }];
  device.tell({ type: 'done', request: device.request(), changes: { fetch } });
  expect(asked(device.read())).toEqual({ type: 'fetch', names: fetch });
  device.answer({ type: 'fetch', lines: [], answered: 1, head });
  expect(device.state().fetch).toEqual([]);
});

test('pulls from where the first page of heads was listed, also when that page is empty', () => {
  const device = drive({ ...newDevice, id: 'dev_1', turn: 't1' });
  device.tell({ type: 'begin' });
  device.read();
  expect(asked(device.answer({ type: 'heads', heads: [], next: 'x', head }))).toEqual({
    type: 'heads',
    after: 'x',
  });
  const later = { ...head, seq: 5, mark: 'm5' };
  expect(device.answer({ type: 'heads', heads: [], head: later })).toMatchObject({ seq: 4 });
  device.tell({ type: 'done', request: device.request(), changes: {} });
  expect(asked(device.read())).toEqual({ type: 'pull', after: head });
});

test('a failure is tried again later, longer each time, with the same word', () => {
  const device = drive();
  device.tell({ type: 'begin' });
  const first = device.read(batch);
  expect(device.fail('offline')).toEqual({ do: 'wait', ms: 1_000 });
  expect(device.tell({ type: 'edited' })).toBeUndefined();
  device.tell({ type: 'timer' });
  const second = device.read(batch);
  expect(second).toMatchObject({ credentials: (first as { credentials: object }).credentials });
  expect(device.fail('offline')).toEqual({ do: 'wait', ms: 2_000 });
  device.tell({ type: 'timer' });
  device.read(batch);
  expect(device.fail('offline', { retryAfter: 70_000 })).toEqual({ do: 'wait', ms: 70_000 });
});

test('a fork registers anew and keeps its place; a server that went back is compared with', () => {
  const device = drive();
  device.tell({ type: 'begin' });
  device.read(batch);
  device.fail('forked');
  expect(asked(device.read(batch))).toEqual({ type: 'register' });
  device.answer({ type: 'register', device: 'dev_2', turn: 't' });
  expect(asked(device.read(batch))).toMatchObject({ type: 'push' });
  device.fail('rewound');
  expect(asked(device.read(batch))).toEqual({ type: 'heads', after: '' });
});

test('what was refused waits until a person says so', () => {
  const device = drive();
  device.tell({ type: 'begin' });
  device.read(batch);
  const refusal = { kind: 'memory', id: 'mem_1', revision: 'r', outcome: 'refused', reason: 'full' } as const;
  device.answer({ ...pushed, outcomes: [refusal] });
  expect(device.state().refused).toEqual([{ kind: 'memory', id: 'mem_1', reason: 'full' }]);
  device.tell({ type: 'done', request: device.request() });
  device.tell({ type: 'retry' });
  expect(device.state()).toMatchObject({ refused: [], resend: [{ kind: 'memory', id: 'mem_1' }] });
});

test('a pause lets what is being written be written, and no answer through', () => {
  const device = drive();
  device.tell({ type: 'begin' });
  device.read(batch);
  device.tell({ type: 'pause' });
  expect(device.answer(pushed)).toBeUndefined();
  expect(device.state().sent).toEqual({ seq: 0, part: 0 });
  expect(device.tell({ type: 'edited' })).toBeUndefined();
  device.tell({ type: 'resume' });
  device.read(batch);
  device.answer(pushed);
  device.tell({ type: 'pause' });
  expect(device.tell({ type: 'done', request: device.request(), changes: { owed: [] } })).toBeUndefined();
  expect(device.state().sent).toEqual({ seq: 9, part: 0 });
  expect(device.tell({ type: 'resume' })).toMatchObject({ do: 'read' });
});

test('a turn is taken once, and its repeat is the same question', () => {
  const turns = { current: 'b', previous: 'a' };
  expect(takeTurn(turns, { turn: 'b', next: 'c' })).toEqual({ current: 'c', previous: 'b' });
  expect(takeTurn(turns, { turn: 'a', next: 'b' })).toBe(turns);
  expect(takeTurn(turns, { turn: 'a', next: 'x' })).toBeUndefined();
  expect(takeTurn(turns, { turn: 'z', next: 'b' })).toBeUndefined();
});

test('a server with another epoch, a smaller head or another commit there went back', () => {
  const server = { epoch: 'e', head: 4, markAt: (seq: number) => `m${seq}` };
  expect(isStill(head, server)).toBe(true);
  expect(isStill(undefined, server)).toBe(true);
  expect(isStill(head, { ...server, epoch: 'f' })).toBe(false);
  expect(isStill(head, { ...server, head: 3 })).toBe(false);
  expect(isStill(head, { ...server, markAt: () => 'other' })).toBe(false);
});

test('what an answer to a push told of is not forgotten when a page of older commits comes', () => {
  const device = drive();
  device.tell({ type: 'begin' });
  device.read(batch);
  const later = { ...head, seq: 9, mark: 'm9' };
  device.answer({ ...pushed, head: later });
  device.tell({ type: 'done', request: device.request() });
  device.read();
  device.answer(pulled(true));
  expect(device.state()).toMatchObject({ seen: later, cursor: head });
});

test('a message that was refused is sent again when the server has news', () => {
  const device = drive({ ...linked, refused: [{ kind: 'message', id: 'msg_1', reason: 'no conversation' }] });
  device.tell({ type: 'begin' });
  device.read();
  const lines = [{ seq: 4, versions: batch.changes[0]?.versions ?? [] }];
  device.answer({ ...pulled(false), lines });
  expect(device.state()).toMatchObject({ refused: [], resend: [{ kind: 'message', id: 'msg_1' }] });
});

test('what is said about an item that was refused is sent again once an item was taken', () => {
  const [item, comment] = [
    { kind: 'item', id: 'itm_1' },
    { kind: 'comment', id: 'cmt_1' },
  ];
  const refused = (name: object) =>
    ({ ...name, revision: 'rev_1', outcome: 'refused', reason: 'full' }) as const;
  const device = drive();
  device.tell({ type: 'begin' });
  device.read(batch);
  device.answer({ ...pushed, outcomes: [item, comment].map(refused) as Outcome[] });
  expect(device.state()).toMatchObject({ resend: [], refused: [item, comment] });
  device.tell({ type: 'done', request: device.request() });
  device.read(batch);
  device.answer({ ...pushed, outcomes: [{ ...item, revision: 'rev_1', outcome: 'taken' }] });
  expect(device.state()).toMatchObject({ resend: [comment], refused: [] });
});

test('what was refused is sent again when the program starts', () => {
  const name = { kind: 'memory', id: 'mem_1' };
  const state = deviceFrom({ ...linked, refused: [{ ...name, reason: 'full' }] }).state;
  expect(state).toMatchObject({ resend: [name], refused: [] });
});

test('a word that the server did not take, because nothing happened, is said again', () => {
  const device = drive();
  device.tell({ type: 'begin' });
  const first = device.read();
  device.answer({ ...pulled(false), turn: 't1' });
  expect(device.state()).toMatchObject({ turn: 't1', next: 'word1' });
  device.tell({ type: 'done', request: device.request() });
  device.read();
  device.tell({ type: 'stirred' });
  expect(device.read()).toMatchObject({ credentials: (first as { credentials: object }).credentials });
});

test('who it is and what waits is kept at every step, the rest only now and then, and all of it before comparing', () => {
  const before = { ...linked, sent: { seq: 1, part: 0 } };
  const later = { ...head, seq: 9 };
  const now = { ...before, turn: 't2', next: 't3', seen: later, cursor: later, sent: { seq: 8, part: 0 } };
  expect(partlyKept(before, now)).toEqual({ ...before, turn: 't2', next: 't3', seen: later });
  const { cursor: _cursor, seen: _seen, ...rewound } = now;
  expect(partlyKept(before, rewound)).toBe(rewound);
});
