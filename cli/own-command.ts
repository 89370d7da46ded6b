/** How another process starts this very program: the executable, or this Node and this file, by their full paths. */
import { resolve } from 'node:path';
import { isSea } from 'node:sea';

export interface OwnCommand {
  readonly command: string;
  readonly args: string[];
}

/** @example ownCommand('bridge', '--connection', 'work') */
export function ownCommand(...args: string[]): OwnCommand {
  return { command: process.execPath, args: isSea() ? args : [resolve(process.argv[1] ?? ''), ...args] };
}
