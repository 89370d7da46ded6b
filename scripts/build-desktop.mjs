/** Bundles the desktop app's own processes into dist/electron/: main, the sandboxed preload and the failure screen. */
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './project.mjs';

const source = path.join(root, 'electron');
const target = path.join(root, 'dist', 'electron');

/** Packages of the server's side stay in node_modules: some carry binaries.
 * @param {string} id */
const isPackage = (id) => !id.startsWith('.') && !path.isAbsolute(id);

/** The rest is bundled whole, so that the archive's integrity check covers all that Electron runs.
 * @param {string} id */
const isElectron = (id) => id === 'electron';

/** @param {string} input @param {string} file @param {{ format: 'esm' | 'cjs', platform: 'node' | 'browser', external?: (id: string) => boolean }} as */
async function bundle(input, file, { format, platform, external = isElectron }) {
  const made = await rolldown({
    cwd: root,
    input: path.join(source, input),
    platform,
    external,
  });
  // One file each: a sandboxed preload can load no other.
  await made.write({ file: path.join(target, file), format, codeSplitting: false });
  await made.close();
}

export async function buildDesktop() {
  mkdirSync(path.join(target, 'failure'), { recursive: true });
  await bundle('preload.ts', 'preload.cjs', { format: 'cjs', platform: 'node' });
  await bundle('failure/failure.ts', 'failure/failure.js', { format: 'esm', platform: 'browser' });
  for (const file of ['index.html', 'failure.css'])
    cpSync(path.join(source, 'failure', file), path.join(target, 'failure', file));
  cpSync(path.join(source, 'icons', 'tray.png'), path.join(target, 'icon.png'));
  await bundle('server/owner-secret.ts', 'owner-secret.mjs', {
    format: 'esm',
    platform: 'node',
    external: isPackage,
  });
  await bundle('main.ts', 'main.mjs', { format: 'esm', platform: 'node' });
}
