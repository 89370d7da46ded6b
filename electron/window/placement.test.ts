/** The window on the screens of today. */
import { expect, test } from 'vitest';
import { placeWindow, type Rectangle } from './placement.ts';

const main: Rectangle = { x: 0, y: 25, width: 1920, height: 1055 };
const left: Rectangle = { x: -1600, y: 0, width: 1600, height: 900 };
const at = (x: number, y: number, width = 1000, height = 700) => ({
  bounds: { x, y, width, height },
  maximized: false,
});

test('the first start is in the middle of the main screen', () => {
  expect(placeWindow(undefined, [main, left])).toEqual({
    bounds: { x: 320, y: 153, width: 1280, height: 800 },
    maximized: false,
  });
});

test('a window that can be seen stays where it was, on any screen', () => {
  for (const saved of [at(100, 100), at(-1500, 50), { ...at(10, 30), maximized: true }])
    expect(placeWindow(saved, [main, left])).toEqual(saved);
});

test('a window partly outside moves in', () => {
  expect(placeWindow(at(1800, 900), [main]).bounds).toEqual({ x: 920, y: 380, width: 1000, height: 700 });
  expect(placeWindow(at(-500, -100), [main]).bounds).toEqual({ x: 0, y: 25, width: 1000, height: 700 });
});

test('a window of a screen that is gone comes back to the main one', () => {
  expect(placeWindow(at(-1500, 50), [main]).bounds).toEqual({ x: 460, y: 203, width: 1000, height: 700 });
});

test('a window larger than the screen shrinks, and a tiny one grows', () => {
  expect(placeWindow(at(0, 25, 4000, 3000), [main]).bounds).toEqual(main);
  expect(placeWindow(at(10, 30, 10, 10), [main]).bounds).toEqual({ x: 10, y: 30, width: 800, height: 600 });
});

test('a screen smaller than the smallest window wins', () => {
  const small: Rectangle = { x: 0, y: 0, width: 640, height: 480 };
  expect(placeWindow(at(50, 50), [small]).bounds).toEqual(small);
});

test('a damaged setting counts as none', () => {
  expect(placeWindow(at(Number.NaN, 0), [main])).toEqual(placeWindow(undefined, [main]));
});
