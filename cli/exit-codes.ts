/** What the exit codes of `keepsake` mean. */
import { toKeepsakeError } from '../contract/index.ts';

export const exitCodes = { ok: 0, failed: 1, usage: 2, unreachable: 3, refused: 4 } as const;

export const exitCodesHelp = `
Exit codes:
  0  done
  1  failed; the message says why
  2  the command line is wrong
  3  the server cannot be reached
  4  the server refused: not found, not allowed, or in conflict`;

/** The exit code for an error. */
export function exitCodeOf(thrown: unknown): number {
  const { code, status } = toKeepsakeError(thrown);
  if (code === 'UNAVAILABLE') return exitCodes.unreachable;
  return status >= 400 && status < 500 ? exitCodes.refused : exitCodes.failed;
}
