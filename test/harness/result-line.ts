/** A vitest reporter that lists skipped tests with their reasons and ends a run with one line: N passed, N failed, N skipped. */
import { writeSync } from 'node:fs';
import process from 'node:process';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/** What a run came to. A file that could not be loaded and an error outside any test count as failed. */
export interface Tally {
  passed: number;
  failed: number;
  /** One line per skipped test: where it stands and why. */
  skipped: string[];
}

type Counted = Pick<TestModule, 'children' | 'errors'>;

export function tallyOf(modules: readonly Counted[], strayErrors: number): Tally {
  const tally: Tally = { passed: 0, failed: strayErrors, skipped: [] };
  for (const module of modules) {
    if (module.errors().length > 0) tally.failed += 1;
    for (const test of module.children.allTests()) count(tally, test);
  }
  return tally;
}

function count(tally: Tally, test: TestCase): void {
  const result = test.result();
  if (result.state === 'passed') tally.passed += 1;
  else if (result.state === 'failed') tally.failed += 1;
  else tally.skipped.push(`${test.module.relativeModuleId}: ${test.fullName}: ${reasonOf(result)}`);
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
  #tally: Tally = { passed: 0, failed: 0, skipped: [] };

  // Written at exit, so that it stays the last line whatever other reporters print.
  onInit(): void {
    process.once('exit', () => {
      if (isFailure(this.#tally)) process.exitCode ||= 1;
      const skipped = this.#tally.skipped.map((line) => `skipped: ${line}\n`).join('');
      writeSync(1, `\n${skipped}${resultLine(this.#tally)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    this.#tally = tallyOf(modules, errors.length);
  }
}
