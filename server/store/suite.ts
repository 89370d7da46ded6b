/** What every driver of the store must pass; a driver's own test runs it with a way to open one. */
import { describe } from 'vitest';
import { accountSuite } from './suite/accounts.suite.ts';
import { commitSuite } from './suite/commits.suite.ts';
import { historySuite } from './suite/history.suite.ts';
import { erasingSuite } from './suite/erasing.suite.ts';
import { jobSuite } from './suite/jobs.suite.ts';
import { readSuite } from './suite/reads.suite.ts';
import { rowsSuite } from './suite/rows.suite.ts';
import { relaySuite } from './suite/relays.suite.ts';
import { repeatSuite } from './suite/repeats.suite.ts';
import type { OpenDriver } from './suite/stage.suite.ts';

/** Describes the driver `name`; `open` makes an empty store for each test. */
export function storeSuite(name: string, open: OpenDriver): void {
  describe(`the store on ${name}`, () => {
    commitSuite(open);
    repeatSuite(open);
    readSuite(open);
    relaySuite(open);
    accountSuite(open);
    historySuite(open);
    jobSuite(open);
    rowsSuite(open);
    erasingSuite(open);
  });
}
