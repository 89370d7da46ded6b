/** Who gets a place to work in, and when. */
import { expect, test } from 'vitest';
import { createSlots, hugeBytes } from './slots.ts';

const never = new AbortController().signal;
const huge = hugeBytes + 1;

/** Whether a place was given by the time that all pending promises had their turn. */
async function isGiven(place: Promise<unknown>): Promise<boolean> {
  let given = false;
  void place.then(() => (given = true));
  await new Promise(setImmediate);
  return given;
}

test('no more work than places, and the smallest that waits goes first', async () => {
  const slots = createSlots({ count: 1 });
  const order: number[] = [];
  const place = await slots.take(5, never);
  const waiting = [30, 10, 20].map(async (size) => {
    const own = await slots.take(size, never);
    order.push(size);
    own();
  });
  expect(order).toEqual([]);
  place();
  await Promise.all(waiting);
  expect(order).toEqual([10, 20, 30]);
});

test('a place is given back once, however often it is released', async () => {
  const slots = createSlots({ count: 1 });
  const place = await slots.take(1, never);
  place();
  place();
  await slots.take(1, never);
  expect(await isGiven(slots.take(1, never))).toBe(false);
});

test('huge jobs leave a place for small ones', async () => {
  const slots = createSlots({ count: 3 });
  await slots.take(huge, never);
  await slots.take(huge, never);
  expect(await isGiven(slots.take(huge, never))).toBe(false);
  expect(await isGiven(slots.take(1, never))).toBe(true);
});

test('where there is only one place, a huge job gets it', async () => {
  expect(await isGiven(createSlots({ count: 1 }).take(huge, never))).toBe(true);
});

test('a small job gets a place beyond the count once all that run are slow, and only up to twice as many', async () => {
  const slots = createSlots({ count: 1, slowAfterMs: 20 });
  const first = await slots.take(1, never);
  const second = slots.take(2, never);
  expect(await isGiven(second)).toBe(false);
  await second;
  const third = slots.take(3, never);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await isGiven(third)).toBe(false);
  first();
  expect(await isGiven(third)).toBe(true);
});

test('a huge job does not get a place beyond the count', async () => {
  const slots = createSlots({ count: 1, slowAfterMs: 1 });
  const first = await slots.take(1, never);
  const second = slots.take(huge, never);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(await isGiven(second)).toBe(false);
  first();
  expect(await isGiven(second)).toBe(true);
});

test('who gives up waiting leaves the queue', async () => {
  const slots = createSlots({ count: 1 });
  const place = await slots.take(1, never);
  const controller = new AbortController();
  const impatient = slots.take(1, controller.signal);
  const patient = slots.take(2, never);
  controller.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  place();
  expect(await isGiven(patient)).toBe(true);
});

test('a signal that has aborted already gets no place', async () => {
  const late = AbortSignal.abort(new Error('too late'));
  await expect(createSlots({ count: 1 }).take(1, late)).rejects.toThrow('too late');
});
