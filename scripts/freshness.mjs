/** Tells whether what was built still fits its sources, by a fingerprint of their contents kept beside the result. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from './project.mjs';

/** @typedef {{ name: string, sources: readonly string[], result: string }} Product */

const common = ['package-lock.json', 'scripts/build.mjs', 'contract'];
const program = ['local', 'server', 'bridge', 'cli', 'client'];
const pageScripts = ['scripts/licences.mjs', 'scripts/page-licences.mjs', 'scripts/pdf-decoders.mjs'];
const executable = process.platform === 'win32' ? 'keepsake.exe' : 'keepsake';

/** @type {Readonly<Record<'bundles' | 'types' | 'renderer' | 'desktop' | 'binary', Product>>} */
export const products = {
  bundles: {
    name: 'bundles',
    sources: [...common, ...program],
    result: 'dist/keepsake.mjs',
  },
  types: {
    name: 'types',
    sources: [...common, 'local', 'client', 'tsconfig.base.json'],
    result: 'dist/types/client/index.d.ts',
  },
  desktop: {
    name: 'desktop',
    sources: [...common, 'scripts/build-desktop.mjs', 'local', 'electron'],
    result: 'dist/electron/main.mjs',
  },
  renderer: {
    name: 'renderer',
    sources: [...common, 'renderer', ...pageScripts],
    result: 'dist/renderer/index.html',
  },
  binary: {
    name: 'binary',
    sources: [
      ...common,
      ...program,
      'renderer',
      ...pageScripts,
      'scripts/build-binary.mjs',
      'scripts/binary',
    ],
    result: `dist/binary/${executable}`,
  },
};

/** Whether a product has to be built.
 * @param {Product} product */
export function isStale(product) {
  if (!existsSync(path.join(root, product.result))) return true;
  try {
    return readFileSync(stampFile(product), 'utf8') !== fingerprintOf(product);
  } catch {
    return true;
  }
}

/** SHA-256 over the names and contents of a product's sources.
 * @param {Product} product */
export function fingerprintOf(product) {
  const hash = createHash('sha256');
  for (const file of product.sources.flatMap(filesUnder)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Takes the fingerprint from before the build: a source changed meanwhile makes the product stale again.
 * @param {Product} product @param {string} fingerprint */
export function stamp(product, fingerprint) {
  mkdirSync(path.dirname(stampFile(product)), { recursive: true });
  writeFileSync(stampFile(product), fingerprint);
}

/** @param {Product} product */
function stampFile(product) {
  return path.join(root, 'dist', `.${product.name}.sha256`);
}

/** @param {string} source @returns {string[]} */
function filesUnder(source) {
  if (path.extname(source) !== '') return existsSync(path.join(root, source)) ? [source] : [];
  if (!existsSync(path.join(root, source))) return [];
  return readdirSync(path.join(root, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
