/** The files that the executable carries, put into a private folder of their version and checked before use. */
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { getAsset, getRawAsset } from 'node:sea';
import { zstdDecompressSync } from 'node:zlib';

/** @typedef {import('./packing.mjs').Contents} Contents */
/** @typedef {import('./packing.mjs').PackedFile} PackedFile */

/**
 * The folder, with every wanted file as it was built. What is missing or changed is unpacked anew.
 *
 * @param {(file: string) => boolean} wanted
 */
export function carriedFolder(wanted = () => true) {
  const contents = /** @type {Contents} */ (JSON.parse(getAsset('contents.json', 'utf8')));
  const folder = path.join(cacheFolder(), `${contents.version}-${contents.id}`);
  if (isWhole(folder, contents, wanted)) return folder;
  unpack(folder, contents);
  if (isWhole(folder, contents, wanted)) return folder;
  throw new Error(
    `The files of this program could not be put into ${folder}. Remove that folder, then try again.`,
  );
}

/** @param {string} folder @param {Contents} contents @param {(file: string) => boolean} wanted */
function isWhole(folder, { files }, wanted) {
  try {
    return isOwn(folder) && files.filter((file) => wanted(file.path)).every((file) => isSame(folder, file));
  } catch {
    return false;
  }
}

/** Whether nobody else can put anything there.
 * @param {string} folder */
function isOwn(folder) {
  const about = lstatSync(folder);
  if (process.platform === 'win32') return about.isDirectory();
  return about.isDirectory() && about.uid === userInfo().uid && (about.mode & 0o077) === 0;
}

/** @param {string} folder @param {PackedFile} file */
function isSame(folder, file) {
  const data = readFileSync(path.join(folder, file.path));
  return data.length === file.size && createHash('sha256').update(data).digest('hex') === file.sha256;
}

/** Complete under another name first, so that two first starts at once, or one that breaks off, do no harm.
 * @param {string} folder @param {Contents} contents */
function unpack(folder, contents) {
  const temporary = `${folder}.${randomBytes(6).toString('hex')}`;
  try {
    writeAll(temporary, contents);
    moveIn(temporary, folder, contents);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {Contents} contents */
function writeAll(folder, { files }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const bytes = zstdDecompressSync(new Uint8Array(getRawAsset('files.zst')));
  let offset = 0;
  for (const file of files) {
    const target = path.join(folder, file.path);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    writeFileSync(target, bytes.subarray(offset, offset + file.size), { mode: 0o600 });
    offset += file.size;
  }
}

/** Another start may have made the folder meanwhile, and run from it: only a damaged one is put aside.
 * @param {string} temporary @param {string} folder @param {Contents} contents */
function moveIn(temporary, folder, contents) {
  if (rename(temporary, folder) || isWhole(folder, contents, () => true)) return;
  const old = `${temporary}.old`;
  rename(folder, old);
  rename(temporary, folder);
  rmSync(old, { recursive: true, force: true });
}

/** Whether it was done; not when the target is there already, or the source is gone.
 * @param {string} from @param {string} to */
function rename(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOENT'].includes(String(code))) return false;
    throw error;
  }
}

function cacheFolder() {
  const { env, platform } = process;
  if (env['KEEPSAKE_HOME']) return path.join(path.resolve(env['KEEPSAKE_HOME']), 'cache');
  if (platform === 'win32')
    return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'Keepsake', 'cache');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'Keepsake');
  const named = env['XDG_CACHE_HOME'];
  return path.join(named && path.isAbsolute(named) ? named : path.join(homedir(), '.cache'), 'keepsake');
}
