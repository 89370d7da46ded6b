/** Files that only this person can read, replaced whole or not at all. */
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { KeepsakeError } from '../contract/errors.ts';

/** Writes a file so that a crash leaves either the old content or the new. */
export function writePrivateFile(path: string, content: string): void {
  place(path, content, renameSync);
}

/** Makes a file, whole, unless another process was first. */
export function createPrivateFile(path: string, content: string): void {
  place(path, content, (temporary) => {
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    rmSync(temporary);
  });
}

/** @param move puts the finished file, which lies beside its place, there */
function place(path: string, content: string, move: (temporary: string, path: string) => void): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
    closeSync(file);
    move(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The content of a file, or undefined when there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The JSON in a file, or undefined when there is none. @throws KeepsakeError DATA_FOLDER_UNREADABLE when it is damaged */
export function readJsonIfThere(path: string): unknown {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Without the parser's own error, which quotes the file.
    const message = `The file ${path} is damaged. Put it back from a backup.`;
    throw new KeepsakeError('DATA_FOLDER_UNREADABLE', message);
  }
}
