/** In whose order exchanges talk, and how changes fill requests. */
import { expect, test } from 'vitest';
import { requestsOf } from './batches.ts';
import { createLanes } from './lanes.ts';

test('what can wait has a place once nobody else waits for one', async () => {
  const inLane = createLanes(1);
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const done = [
    inLane(() => first.promise),
    inLane(async () => void order.push('file'), 'last'),
    inLane(async () => void order.push('memory')),
    inLane(async () => void order.push('memory')),
  ];
  first.resolve();
  await Promise.all(done);
  expect(order).toEqual(['memory', 'memory', 'file']);
});

test('what was deleted for good is sent in its change, and parted from it where a request is full', () => {
  const erased = ['a', 'b', 'c'].map((id) => ({ kind: 'item', id }));
  const requests = requestsOf([{ versions: [], erased }], { versions: 2, bytes: 10_000 });
  expect(requests.map((request) => request.map((change) => change.erased?.map(({ id }) => id)))).toEqual([
    [['a', 'b']],
    [['c']],
  ]);
});
