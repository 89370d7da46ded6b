/** Installs the packages of package-lock.json when node_modules does not hold exactly them. */
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pinnedPackage } from './pinned-node.mjs';
import { root, run, say, SetupError } from './project.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} Locked */

/** @param {string} file @returns {Record<string, Locked> | undefined} */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules holds what the lockfile says. npm writes `.package-lock.json` there as its last step, so an
 * installation that was cut short does not count. Optional packages may be absent (they are for other systems), except
 * the one that brings this computer's Node.
 * @param {string} folder the project's
 * @param {string} [node] the package that must be there although it is optional
 */
export function isInstalled(folder = root, node = pinnedPackage()) {
  const wanted = packagesOf(path.join(folder, 'package-lock.json'));
  const present = packagesOf(path.join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted)
    throw new SetupError('package-lock.json is missing or broken; restore it from the repository.');
  if (!present) return false;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '') return true;
    const found = present[name];
    if (!found) return Boolean(entry.optional) && name !== `node_modules/${node}`;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** No script of a package runs. Warnings are about the Node that npm runs on, which is not the one Keepsake runs on. */
const options = ['--include=dev', '--include=optional', '--ignore-scripts', '--loglevel=error'];

/** Runs `npm ci` if need be. */
export async function install() {
  if (isInstalled()) return;
  say('installing the packages of package-lock.json with npm ci (once; a minute or so)');
  const { program, args } = npmCommand();
  releaseRunningNode();
  const result = await run(program, [...args, 'ci', ...options]);
  if (result.code !== 0) throw new SetupError('npm ci failed; what it said is above.');
}

/** npm is a JavaScript file; run it with Node itself, since Windows cannot start npm.cmd without a shell. */
export function npmCommand() {
  const program = process.env['npm_node_execpath'] ?? process.execPath;
  const npm = npmFiles(program).find((file) => file.endsWith('npm-cli.js') && existsSync(file));
  if (npm) return { program, args: [npm] };
  throw new SetupError('npm was not found; run this by `npm start` or `npm test`.');
}

/** @param {string} node */
function npmFiles(node) {
  const folder = path.dirname(node);
  const inside = path.join('node_modules', 'npm', 'bin', 'npm-cli.js');
  const usual = [path.join(folder, inside), path.join(folder, '..', 'lib', inside)];
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).map((entry) => path.join(entry, 'npm'));
  const linked = onPath.filter((file) => existsSync(file)).map((file) => realpathSync(file));
  return [process.env['npm_execpath'] ?? '', ...usual, ...linked];
}

/** Windows does not delete a running program but lets it be moved: npm ci could not replace the Node we run on. */
function releaseRunningNode() {
  const inside = process.execPath.startsWith(path.join(root, 'node_modules') + path.sep);
  if (process.platform !== 'win32' || !inside) return;
  const folder = path.join(root, '.build');
  mkdirSync(folder, { recursive: true });
  renameSync(process.execPath, path.join(folder, `node-${process.pid}.exe`));
}
