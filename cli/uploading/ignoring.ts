/** What of a folder is left out: hidden files, what tools make again, and what `.keepsakeignore` files name. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import createIgnore from 'ignore';

export const ignoreFile = '.keepsakeignore';

/** In gitignore's syntax; a `.keepsakeignore` may take one back, such as `!.github`. */
const usual = [
  '.*',
  '.git',
  '.DS_Store',
  'node_modules',
  'Thumbs.db',
  'desktop.ini',
  '~$*',
  '*.part',
  '*.crdownload',
];

/** The rules that hold in one folder: its own `.keepsakeignore` and those of the folders above it. */
export interface IgnoreRules {
  /** Whether a file or folder is left out; `path` is relative to the top, with forward slashes. */
  ignores(path: string, isFolder: boolean): boolean;
  /** The rules of a folder below, once its own file is read. */
  within(folder: string, path: string): Promise<IgnoreRules>;
}

/** The rules at the top of a tree. */
export async function rulesOf(folder: string): Promise<IgnoreRules> {
  return createRules([...usual, ...(await ownPatterns(folder, ''))]);
}

/** Later patterns win, so that the file nearest to a path decides, as in git. */
function createRules(patterns: readonly string[]): IgnoreRules {
  const rules = createIgnore().add(patterns);
  return {
    ignores: (path, isFolder) => rules.ignores(isFolder ? `${path}/` : path),
    async within(folder, path) {
      const own = await ownPatterns(folder, `${path}/`);
      return own.length === 0 ? this : createRules([...patterns, ...own]);
    },
  };
}

/** The patterns of a folder's own file, made to hold below `base` (relative to the top, '' or 'notes/'). */
async function ownPatterns(folder: string, base: string): Promise<string[]> {
  const text = await readFile(join(folder, ignoreFile), 'utf8').catch(() => '');
  const patterns = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return patterns.map((pattern) => below(base, pattern));
}

function below(base: string, pattern: string): string {
  const negation = pattern.startsWith('!') ? '!' : '';
  const rest = pattern.slice(negation.length);
  const isAnchored = /\/(?=.)/.test(rest);
  const literalBase = base.replaceAll(/[\\*?[\]!# ]/g, String.raw`\$&`);
  return `${negation}/${literalBase}${isAnchored ? rest.replace(/^\//, '') : `**/${rest}`}`;
}
