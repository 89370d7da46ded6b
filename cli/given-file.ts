/** Files that a person named on the command line. */
import { readFile } from 'node:fs/promises';
import { KeepsakeError } from '../contract/index.ts';

/** Its text. @throws KeepsakeError VALIDATION_ERROR */
export async function readGivenFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unusable(path, 'cannot be read', error);
  }
}

export function unusable(path: string, why: string, cause: unknown): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    `The file ${path} ${why}. Name another one.`,
    undefined,
    cause,
  );
}
