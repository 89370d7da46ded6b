/** Builds the single executable `dist/binary/keepsake`, which needs no Node.js where it runs. Runs after the build. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  readFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { inject } from 'postject';
import { rolldown } from 'rolldown';
import { pack } from './binary/packing.mjs';
import { fingerprintOf, isStale, products, stamp } from './freshness.mjs';
import { root, say } from './project.mjs';

/** Node.js looks for these (https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html). */
const resource = 'NODE_SEA_BLOB';
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const folder = path.join(root, '.build', `binary-${process.pid}`);
const isMac = process.platform === 'darwin';
const result = path.join(root, products.binary.result);

async function bundleLauncher() {
  const bundle = await rolldown({
    cwd: root,
    input: 'scripts/binary/launcher.mjs',
    platform: 'node',
    resolve: { alias: { '@napi-rs/keyring': path.join(root, 'scripts/binary/keychain.mjs') } },
  });
  const file = path.join(folder, 'launcher.cjs');
  await bundle.write({ file, format: 'cjs', codeSplitting: false, minify: true });
  await bundle.close();
  return file;
}

/** @param {string} launcher */
function makeBlob(launcher) {
  const { contents, bytes } = pack();
  const output = path.join(folder, 'blob');
  const assets = {
    'contents.json': path.join(folder, 'contents.json'),
    'files.zst': path.join(folder, 'files.zst'),
  };
  writeFileSync(assets['contents.json'], JSON.stringify(contents));
  writeFileSync(assets['files.zst'], bytes);
  const settings = {
    main: launcher,
    output,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    // Options for Node.js come from the program alone, not from whatever NODE_OPTIONS says.
    execArgvExtension: 'cli',
    assets,
  };
  const file = path.join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  execFileSync(process.execPath, ['--experimental-sea-config', file], { stdio: 'pipe' });
  return output;
}

/** @param {string} blob */
async function makeExecutable(blob) {
  const made = path.join(folder, path.basename(result));
  copyFileSync(process.execPath, made);
  chmodSync(made, 0o755);
  if (isMac) execFileSync('codesign', ['--remove-signature', made]);
  else if (process.platform === 'linux') dropSymbols(made);
  await inject(made, resource, readFileSync(blob), { sentinelFuse: fuse, machoSegmentName: 'NODE_SEA' });
  if (isMac) execFileSync('codesign', ['--sign', '-', made]);
  mkdirSync(path.dirname(result), { recursive: true });
  renameSync(made, result);
}

/** Smaller by a seventh; where binutils are not installed, it stays as it is.
 * @param {string} file */
function dropSymbols(file) {
  try {
    execFileSync('strip', [file], { stdio: 'pipe' });
  } catch {
    say('strip is not installed: the executable keeps the symbols of Node.js');
  }
}

async function build() {
  mkdirSync(folder, { recursive: true });
  try {
    const started = performance.now();
    const fingerprint = fingerprintOf(products.binary);
    await makeExecutable(makeBlob(await bundleLauncher()));
    stamp(products.binary, fingerprint);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    say(`built ${products.binary.result} (${(statSync(result).size / 1e6).toFixed(0)} MB) in ${seconds} s`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isStale(products.binary)) await build();
