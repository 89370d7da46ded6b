/** What the app was started with: links to show and files to add, told apart from options and from the program itself. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { linkScheme } from '../page/links.ts';

export interface Opened {
  readonly links: readonly string[];
  readonly files: readonly string[];
}

/**
 * @param argv of this process or of a second one
 * @param skip the program, and in a clone its folder
 * @param folder where a second process was started, for relative names
 */
export function readArguments(argv: readonly string[], skip: number, folder: string): Opened {
  const given = argv.slice(skip).filter((text) => !text.startsWith('-'));
  const isLink = (text: string): boolean => text.toLowerCase().startsWith(`${linkScheme}:`);
  return {
    links: given.filter(isLink),
    files: given
      .filter((text) => !isLink(text))
      .map((text) => resolve(folder, text))
      .filter((path) => existsSync(path)),
  };
}
