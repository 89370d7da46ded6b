/** Who gets a place to work in, and when. */
import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

const never = new AbortController().signal;

test('no more work than places, and the smallest that waits goes first', async () => {
  const slots = createSlots(1);
  const order: number[] = [];
  const release = await slots.take(5, never);
  const waiting = [30, 10, 20].map(async (size) => {
    const done = await slots.take(size, never);
    order.push(size);
    done();
  });
  expect(order).toEqual([]);
  release();
  await Promise.all(waiting);
  expect(order).toEqual([10, 20, 30]);
});

test('a place is given back once, however often it is released', async () => {
  const slots = createSlots(1);
  const release = await slots.take(1, never);
  release();
  release();
  await slots.take(1, never);
  let second = false;
  void slots.take(1, never).then(() => (second = true));
  await new Promise(setImmediate);
  expect(second).toBe(false);
});

test('who gives up waiting leaves the queue', async () => {
  const slots = createSlots(1);
  const release = await slots.take(1, never);
  const controller = new AbortController();
  const impatient = slots.take(1, controller.signal);
  const patient = slots.take(2, never);
  controller.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  release();
  await expect(patient).resolves.toBeTypeOf('function');
});

test('a signal that has aborted already gets no place', async () => {
  await expect(createSlots(1).take(1, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
});
