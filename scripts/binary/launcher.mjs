/** What the single executable starts with: the bridge, which it holds itself, or the program from the carried files. */
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { runBridge } from '../../bridge/index.ts';
import { startChildrenAsNode } from './as-node.mjs';
import { carriedFolder } from './carried.mjs';

const [command = '', ...rest] = process.argv.slice(2);
const isHelp = rest.includes('--help') || rest.includes('-h');

/** @param {string} folder @param {string} file */
function load(folder, file) {
  const load = /** @type {(url: string) => Promise<unknown>} */ (
    createRequire(path.join(folder, 'start.cjs'))('./start.cjs')
  );
  return load(pathToFileURL(file).href);
}

async function main() {
  if (command === 'bridge' && !isHelp) return runBridge(rest);
  if (/[/\\]dist[/\\][\w-]+\.mjs$/.test(command)) {
    // A process of the program, which has checked the files itself. It may read nothing else.
    process.argv.splice(1, 2, command);
    return load(path.resolve(command, '../..'), command);
  }
  // The executable itself heeds none, but its worker threads would.
  delete process.env['NODE_OPTIONS'];
  const folder = carriedFolder();
  startChildrenAsNode();
  return load(folder, path.join(folder, 'dist', 'keepsake.mjs'));
}

main().catch((/** @type {unknown} */ error) => {
  process.stderr.write(`keepsake: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
