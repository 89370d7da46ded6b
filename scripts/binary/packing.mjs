/** Chooses and packs the files that the single executable carries: bundles, page, packages with their native add-ons. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { constants, zstdCompressSync } from 'node:zlib';
import { root } from '../project.mjs';

/** @typedef {{ path: string, size: number, sha256: string }} PackedFile */
/** @typedef {{ version: string, id: string, files: PackedFile[] }} Contents */

const libc = process.platform === 'linux' && !isGlibc() ? 'linuxmusl' : process.platform;

/** What no running program reads. The rest is left out since it is for other systems or another way of loading.
 * @type {readonly RegExp[]} */
const leftOut = [
  /\.(?:[cm]?ts|map|md|markdown|flow|gyp)$/i,
  /^better-sqlite3-multiple-ciphers\/(?:deps|src)\//,
  /^tesseract\.js-core\/(?!tesseract-core-simd-lstm\.(?:js|wasm)$|package\.json$|LICENSE$)/,
  /^pdfjs-dist\/(?:build|web|image_decoders|types)\//,
  /(?:^|\/)(?:test|tests|__tests__|docs|examples|benchmarks?)\//,
  // Of the SDK of S3, Node.js loads `dist-cjs`.
  /^@(?:aws-sdk|smithy)\/[^/]+\/dist-(?:es|types)\//,
  // Traces are for servers from npm or the container image; `api` is what the measurements need.
  /^@opentelemetry\/(?!api\/)/,
  // The extractor may load no add-ons, so it draws nothing.
  /(?:^|\/)@napi-rs\/canvas/,
];

/** Everything that goes in, and one compressed run of bytes.
 * @returns {{ contents: Contents, bytes: Buffer }} */
export function pack() {
  const sources = [...programFiles(), ...packageFiles()].sort((a, b) => (a.to < b.to ? -1 : 1));
  const start = Buffer.from(
    '// Gives a program of the executable the loader of files.\nmodule.exports = (url) => import(url);\n',
  );
  const loaded = [
    { to: 'start.cjs', data: start },
    ...sources.map(({ from, to }) => ({ to, data: readFileSync(from) })),
  ];
  const files = loaded.map(({ to, data }) => ({ path: to, size: data.length, sha256: sha256(data) }));
  const { version } = /** @type {{ version: string }} */ (readJson('package.json'));
  const id = sha256(JSON.stringify(files)).slice(0, 16);
  const bytes = zstdCompressSync(Buffer.concat(loaded.map(({ data }) => data)), {
    params: { [constants.ZSTD_c_compressionLevel]: 15, [constants.ZSTD_c_nbWorkers]: 2 },
  });
  return { contents: { version, id, files }, bytes };
}

/** @param {string | Buffer} data */
function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}

function programFiles() {
  return filesOf(
    'dist',
    (name) => !name.startsWith('.') && !name.startsWith('binary/') && !name.endsWith('.map'),
  ).map((name) => ({ from: path.join(root, 'dist', name), to: `dist/${name}` }));
}

function packageFiles() {
  return packages().flatMap((folder) => {
    const inside = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return filesOf(folder, (name) => isCarried(`${inside}/${name}`)).map((name) => ({
      from: path.join(root, folder, name),
      to: `${folder}/${name}`,
    }));
  });
}

/** @param {string} name from the package's name on */
function isCarried(name) {
  const prebuilt = /\/prebuilds\/(.+)\.node$/.exec(name)?.[1];
  if (prebuilt !== undefined) return prebuilt === `${libc}-${process.arch}`;
  return !leftOut.some((pattern) => pattern.test(name));
}

/** The folders of the packages that a running Keepsake needs here; not the Node.js that npm pins for development. */
function packages() {
  const lock = /** @type {{ packages: Record<string, { dev?: boolean, devOptional?: boolean }> }} */ (
    readJson('package-lock.json')
  );
  const { optionalDependencies } = /** @type {{ optionalDependencies: Record<string, string> }} */ (
    readJson('package.json')
  );
  const runtimes = new Set(Object.keys(optionalDependencies).map((name) => `node_modules/${name}`));
  return Object.entries(lock.packages)
    .filter(([folder, about]) => folder !== '' && !about.dev && !about.devOptional && !runtimes.has(folder))
    .map(([folder]) => folder)
    .filter((folder) => existsSync(path.join(root, folder)));
}

/** Names below a folder, with forward slashes; packages inside packages are packages of their own.
 * @param {string} folder @param {(name: string) => boolean} wanted */
function filesOf(folder, wanted) {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(root, folder), path.join(entry.parentPath, entry.name)))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !/(?:^|\/)node_modules\//.test(name) && wanted(name));
}

/** @param {string} name @returns {unknown} */
function readJson(name) {
  return JSON.parse(readFileSync(path.join(root, name), 'utf8'));
}

function isGlibc() {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header.glibcVersionRuntime !== undefined;
}
