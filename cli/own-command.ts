/** How another process starts this very program: the executable, or this Node and this file, by their full paths. */
import { isSea } from 'node:sea';

export interface OwnCommand {
  readonly command: string;
  readonly args: string[];
}

/** @example ownCommand('bridge', '--connection', 'work') */
export function ownCommand(...args: string[]): OwnCommand {
  return { command: process.execPath, args: isSea() ? args : [process.argv[1] ?? '', ...args] };
}
