/** Lets one process at a time set the project up, so that two `npm test` do not install or build over each other. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { root, say } from './project.mjs';

const folder = path.join(root, '.build', 'set-up.lock');
const ownerFile = path.join(folder, 'pid');

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
export async function withSetUpLock(work) {
  await acquire();
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function acquire() {
  mkdirSync(path.dirname(folder), { recursive: true });
  let told = false;
  while (!take()) {
    if (isAbandoned()) {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) say('another set-up of this folder is running; waiting for it');
    told = true;
    await pause(200);
  }
}

function take() {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(ownerFile, String(process.pid));
  return true;
}

/** A lock whose process is gone, or that has had no owner for ten seconds. */
function isAbandoned() {
  try {
    process.kill(Number(readFileSync(ownerFile, 'utf8')), 0);
    return false;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EPERM') return false;
    if (code === 'ESRCH') return true;
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return age > 10_000;
  }
}
