/** A missing program is a visible skip on a person's machine and a failure in CI. */
import process from 'node:process';
import { expect, test } from 'vitest';
import { findComponent, needs } from './component.ts';

class Skipped extends Error {}
const context = {
  skip(note?: string): never {
    throw new Skipped(note);
  },
};
const nowhere = { PATH: '' };

test('a program that is not on the path is not found', () => {
  expect(findComponent('gcc', nowhere)).toBeUndefined();
});

test('a missing program skips the test with a reason', () => {
  expect(() => needs(context, 'gcc', nowhere)).toThrow(new Skipped('gcc is not installed'));
});

test.runIf(process.platform === 'linux')('a missing program fails the test in CI', () => {
  expect(() => needs(context, 'gcc', { ...nowhere, CI: 'true' })).toThrow('CI skips nothing');
});
