/** Where Electron's binary is on this computer, or how to get it. It comes from outside the package registry. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from './project.mjs';

/** @type {Readonly<Record<string, string>>} */
const programs = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

export const howToGet = [
  "Electron's binary is not on this computer; the package `electron` holds none and fetches it from its releases.",
  'Fetch it once:     node node_modules/electron/install.js',
  'Or name a folder:  ELECTRON_OVERRIDE_DIST_PATH=/path/to/the/unpacked/electron-release',
].join('\n');

/** The folder of an unpacked release, and the program in it.
 * @returns {{ folder: string, program: string } | undefined} */
export function findElectron() {
  const folder =
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(root, 'node_modules', 'electron', 'dist');
  const program = path.join(folder, programs[process.platform] ?? 'electron');
  return existsSync(program) ? { folder, program } : undefined;
}
