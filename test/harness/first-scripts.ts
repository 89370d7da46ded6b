/** What the built page loads before anything is opened: its first script and all that this imports at once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

export const pageFolder = fileURLToPath(new URL('../../dist/renderer/', import.meta.url));

/** The code of each script by its name, without what is loaded later. */
function firstScripts(): Map<string, string> {
  const found = new Map<string, string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    const code = readFileSync(join(pageFolder, 'assets', name), 'utf8');
    found.set(name, code);
    for (const [, next] of code.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) if (next) add(next);
  };
  const html = readFileSync(join(pageFolder, 'index.html'), 'utf8');
  for (const [, name] of html.matchAll(/src="\/assets\/([\w.-]+\.js)"/g)) if (name) add(name);
  return found;
}

/** Bytes of the first scripts, each packed by gzip. */
export function firstLoadBytes(): number {
  return [...firstScripts().values()].reduce((sum, code) => sum + gzipSync(code).length, 0);
}
