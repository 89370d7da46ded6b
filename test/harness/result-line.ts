/**
 * A vitest reporter that lists skipped tests with their reasons and those that passed only when they were tried again, and ends a
 * run with one line: N passed, N failed, N skipped.
 */
import { writeSync } from 'node:fs';
import process from 'node:process';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/** What a run came to. A file that could not be loaded and an error outside any test count as failed. */
export interface Tally {
  passed: number;
  failed: number;
  /** One line per skipped test: where it stands and why. */
  skipped: string[];
  /** One line per test that failed before it passed: where it stands and what failed. */
  unsteady: string[];
}

type Counted = Pick<TestModule, 'children' | 'errors'>;

export function tallyOf(modules: readonly Counted[], strayErrors: number): Tally {
  const tally: Tally = { passed: 0, failed: strayErrors, skipped: [], unsteady: [] };
  for (const module of modules) {
    if (module.errors().length > 0) tally.failed += 1;
    for (const test of module.children.allTests()) count(tally, test);
  }
  return tally;
}

function count(tally: Tally, test: TestCase): void {
  const result = test.result();
  const name = `${test.module.relativeModuleId}: ${test.fullName}`;
  if (result.state === 'passed') tally.passed += 1;
  if (result.state === 'passed' && test.diagnostic()?.flaky === true)
    tally.unsteady.push(`${name}: ${result.errors?.[0]?.message.split('\n')[0] ?? 'no error given'}`);
  if (result.state === 'failed') tally.failed += 1;
  if (result.state === 'skipped') tally.skipped.push(`${name}: ${reasonOf(result)}`);
}

function reasonOf(result: ReturnType<TestCase['result']>): string {
  return (result.state === 'skipped' && result.note) || 'no reason given';
}

/** Whether the run failed: a failed test, or no test run at all. */
export function isFailure(tally: Tally): boolean {
  return tally.failed > 0 || tally.passed === 0;
}

export function resultLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`;
}

export default class ResultLine implements Reporter {
  #tally: Tally = { passed: 0, failed: 0, skipped: [], unsteady: [] };

  // Written at exit, so that it stays the last line whatever other reporters print.
  onInit(): void {
    process.once('exit', () => {
      if (isFailure(this.#tally)) process.exitCode ||= 1;
      const skipped = this.#tally.skipped.map((line) => `skipped: ${line}\n`).join('');
      const unsteady = this.#tally.unsteady.map((line) => `passed when tried again: ${line}\n`).join('');
      writeSync(1, `\n${skipped}${unsteady}${resultLine(this.#tally)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    this.#tally = tallyOf(modules, errors.length);
  }
}
