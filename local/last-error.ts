/** The last error that a bridge told its client, for the doctor to show: clients seldom show it themselves. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Paths } from './paths.ts';
import { readJsonIfThere, writePrivateFile } from './private-file.ts';

export interface LastError {
  readonly time: string;
  readonly connection: string;
  readonly message: string;
}

const longestMessage = 500;

/** Never throws: an error about an error helps nobody. */
export function keepLastError(paths: Paths, connection: string, message: string): void {
  const error: LastError = {
    time: new Date().toISOString(),
    connection,
    message: message.slice(0, longestMessage),
  };
  try {
    writePrivateFile(fileOf(paths), `${JSON.stringify(error)}\n`);
  } catch {
    // The folder is not there yet, or is full.
  }
}

export function readLastError(paths: Paths): LastError | undefined {
  try {
    return readJsonIfThere(fileOf(paths)) as LastError | undefined;
  } catch {
    return undefined;
  }
}

export function forgetLastError(paths: Paths): void {
  rmSync(fileOf(paths), { force: true });
}

function fileOf(paths: Paths): string {
  return join(paths.configFolder, 'last-error.json');
}
