/** What a search in a thread fails with when the store could not be read for it. */
import type { FailureNumber } from './messages.ts';

export class Unread extends Error {
  readonly failure: FailureNumber;
  constructor(failure: FailureNumber) {
    super('the store could not be read');
    this.failure = failure;
  }
}
