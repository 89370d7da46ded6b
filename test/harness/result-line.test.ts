/** The last line of `npm test` and when a run counts as failed. */
import { expect, test } from 'vitest';
import type { TestCase, TestModule } from 'vitest/node';
import { isFailure, resultLine, tallyOf } from './result-line.ts';

type Result = Partial<ReturnType<TestCase['result']>>;

/** Stands in for what vitest reports of one file: its own errors and its tests' results. */
function moduleOf(results: readonly (Result & { flaky?: boolean })[], errors: readonly object[] = []) {
  const tests = results.map((result, index) => ({
    fullName: `test ${index}`,
    module: { relativeModuleId: 'some.test.ts' },
    result: () => result,
    diagnostic: () => ({ flaky: result.flaky === true }),
  }));
  return { errors: () => errors, children: { allTests: () => tests } } as unknown as TestModule;
}

test('passed, failed and skipped tests are counted over all files', () => {
  const tally = tallyOf(
    [
      moduleOf([{ state: 'passed' }, { state: 'failed' }]),
      moduleOf([{ state: 'passed' }, { state: 'skipped' }]),
    ],
    0,
  );
  expect(resultLine(tally)).toBe('2 passed, 1 failed, 1 skipped');
});

test('a skipped test is listed with its file, name and reason', () => {
  const tally = tallyOf([moduleOf([{ state: 'skipped', note: 'gcc is not installed' }])], 0);
  expect(tally.skipped).toEqual(['some.test.ts: test 0: gcc is not installed']);
});

test('a test that failed before it passed has passed, and is listed with what failed', () => {
  const error = { message: 'the line broke', name: 'Error', stacks: [] };
  const tally = tallyOf([moduleOf([{ state: 'passed', flaky: true, errors: [error] }])], 0);
  expect(tally.unsteady).toEqual(['some.test.ts: test 0: the line broke']);
  expect(resultLine(tally)).toBe('1 passed, 0 failed, 0 skipped');
});

test('a file that could not be loaded and a stray error count as failed', () => {
  const tally = tallyOf([moduleOf([{ state: 'passed' }]), moduleOf([], [{}])], 1);
  expect(resultLine(tally)).toBe('1 passed, 2 failed, 0 skipped');
  expect(isFailure(tally)).toBe(true);
});

test('a run in which no test ran is a failure', () => {
  expect(isFailure(tallyOf([], 0))).toBe(true);
  expect(isFailure(tallyOf([moduleOf([{ state: 'skipped' }])], 0))).toBe(true);
  expect(isFailure(tallyOf([moduleOf([{ state: 'passed' }])], 0))).toBe(false);
});
