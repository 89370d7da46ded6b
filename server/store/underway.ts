/** What is said of a store that is being filled, by a migration or from a backup. */
import { KeepsakeError } from '../../contract/index.ts';

/** The note of a store that a backup is being restored into. */
export const restoringMark = 'restoring a backup';

/** @param what such as `The data folder /home/…` */
export function beingFilled(what: string): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    `${what} is being filled by \`keepsake migrate\` or \`keepsake restore\` and is not complete. Run the same command again.`,
  );
}

/** Nothing is ever written over something. */
export function notEmpty(what: string): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    `${what} holds data, and nothing is ever migrated or restored over it. Name an empty one, or move what is there away first.`,
  );
}

/** Two that fill one store. */
export function filledByAnother(): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    'Another migration or restoring fills the same store. Wait for it, or end it; then run this again.',
  );
}
