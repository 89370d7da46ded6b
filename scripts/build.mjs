/**
 * Builds what is stale: one bundle per process entry into dist/, the page into dist/renderer/, and the desktop app's
 * own processes into dist/electron/. Runs on Node 24.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { build as viteBuild } from 'vite';
import { entries, libraries } from '../local/entries.ts';
import { buildDesktop } from './build-desktop.mjs';
import { fingerprintOf, isStale, products, stamp } from './freshness.mjs';
import { pageLicences } from './page-licences.mjs';
import { sizes } from './page-sizes.mjs';
import { pdfDecoders } from './pdf-decoders.mjs';
import { root, say } from './project.mjs';

const dist = path.join(root, 'dist');

/** Packages stay in node_modules: some carry binaries or load their own files by path.
 * @param {string} id */
const isPackage = (id) => !id.startsWith('.') && !path.isAbsolute(id);

async function buildBundles() {
  const folder = path.join(root, '.build', `bundles-${process.pid}`);
  const bundle = await rolldown({
    cwd: root,
    input: { ...entries, ...libraries },
    platform: 'node',
    external: isPackage,
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunk-[name]-[hash].mjs',
  });
  await bundle.close();
  replaceBundles(folder);
}

/** Moves the new files in one by one and then drops old ones, so that a bundle is never half written.
 * @param {string} folder */
function replaceBundles(folder) {
  mkdirSync(dist, { recursive: true });
  const fresh = new Set(readdirSync(folder));
  for (const name of fresh) renameSync(path.join(folder, name), path.join(dist, name));
  for (const name of readdirSync(dist)) {
    if (/\.mjs(\.map)?$/.test(name) && !fresh.has(name)) rmSync(path.join(dist, name));
  }
  rmSync(folder, { recursive: true });
}

/** The declarations of the client library, and of what it refers to. */
async function buildTypes() {
  await promisify(execFile)(
    process.execPath,
    [path.join(root, 'node_modules/typescript/bin/tsc'), '-b', 'client'],
    {
      cwd: root,
    },
  );
  for (const part of ['contract', 'local', 'client']) {
    const target = path.join(root, 'dist/types', part);
    rmSync(target, { recursive: true, force: true });
    cpSync(path.join(root, '.build/types', part), target, { recursive: true });
  }
}

async function buildRenderer() {
  await viteBuild({
    root: path.join(root, 'renderer'),
    logLevel: 'warn',
    plugins: [pdfDecoders(), sizes(), pageLicences()],
  });
}

/** @param {import('./freshness.mjs').Product} product @param {() => Promise<void>} make */
async function buildIfStale(product, make) {
  if (!isStale(product)) return;
  const started = performance.now();
  const fingerprint = fingerprintOf(product);
  await make();
  stamp(product, fingerprint);
  say(`built the ${product.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

await buildIfStale(products.bundles, buildBundles);
await buildIfStale(products.types, buildTypes);
await buildIfStale(products.renderer, buildRenderer);
await buildIfStale(products.desktop, buildDesktop);
