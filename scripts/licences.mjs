/** The licences of every package that ships, gathered from the packages themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project.mjs';

/** What is bundled into the page and into what Electron runs. */
const bundledSources = ['renderer/src', 'electron'];

/** What bundled packages name for the build alone: it is not in what they become. */
const buildOnly = ['node_modules/@lingui/babel-plugin-lingui-macro'];

/** The packages that bundled sources import; they are packages for development, and what they depend on comes along. */
function bundled() {
  const names = new Set();
  for (const folder of bundledSources)
    for (const file of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/(?<!\.(test|suite))\.tsx?$/.test(file)) continue;
      const text = readFileSync(path.join(root, folder, file), 'utf8');
      for (const [, name] of text.matchAll(/\b(?:from|import) ?\(?'((?:@[\w-]+\/)?[\w-]+)[^':]*'/g))
        names.add(name);
    }
  return [...names];
}

/** @typedef {{ name?: string, version?: string, license?: string, dev?: boolean, optional?: boolean, dependencies?: Record<string, string> }} Locked */

/** @returns {Record<string, Locked>} the lockfile's packages by their folder */
function locked() {
  return JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
}

/** All packages that ship, by their folder. Electron does by itself, without what its package needs to fetch it. */
function shippedFolders() {
  const packages = locked();
  const shipped = new Set(
    Object.keys(packages).filter((folder) => folder !== '' && packages[folder]?.dev !== true),
  );
  shipped.add('node_modules/electron');
  const queue = bundled()
    .map((name) => `node_modules/${name}`)
    .filter((folder) => packages[folder] !== undefined && !shipped.has(folder));
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    shipped.add(folder);
    for (const name of Object.keys(packages[folder]?.dependencies ?? {})) {
      const found = resolved(packages, folder, name);
      if (found !== undefined && !shipped.has(found) && !buildOnly.includes(found)) queue.push(found);
    }
  }
  return [...shipped].sort();
}

/** As Node.js looks: in the package's own node_modules, then in each one above.
 * @param {Record<string, Locked>} packages @param {string} folder @param {string} name */
function resolved(packages, folder, name) {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[candidate] !== undefined) return candidate;
    if (at === '') return undefined;
  }
}

export function shippedPackages() {
  const packages = locked();
  return shippedFolders().map((folder) => {
    const { version = '', license } = packages[folder] ?? {};
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return { folder, name, version, license };
  });
}

/** One text of all licences; packages for other systems are not installed here and are named only. */
export function licencesText() {
  return shippedPackages()
    .map(({ folder, name, version, license }) => {
      const title = `${name} ${version} (${license ?? 'see below'})`;
      return `${'='.repeat(80)}\n${title}\n\n${textsOf(path.join(root, folder))}`;
    })
    .join('\n');
}

/** @param {string} folder */
function textsOf(folder) {
  try {
    return readdirSync(folder)
      .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
      .map((name) => readFileSync(path.join(folder, name), 'utf8'))
      .join('\n');
  } catch {
    return '';
  }
}
