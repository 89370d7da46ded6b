/** Starts the server of this computer when a call finds it not running; the lock on the data folder keeps it single. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';
import { entryUrl } from '../local/entries.ts';
import { keysFile } from '../local/master-key.ts';
import type { Paths } from '../local/paths.ts';

const longestStartMs = 20_000;
const pollMs = 40;
const usualIdleMinutes = '30';
let starting: Promise<void> | undefined;

/** Resolves when something listens, or the server that was started has ended. Nothing is started before Keepsake was set up. */
export function startLocalServer(paths: Paths): Promise<void> {
  if (process.env['KEEPSAKE_NO_START'] === '1' || !existsSync(keysFile(paths.dataFolder)))
    return Promise.resolve();
  starting ??= startAndWait(paths.socketPath).finally(() => (starting = undefined));
  return starting;
}

/** What nobody uses any more goes, and comes back with the next call. `KEEPSAKE_IDLE_MINUTES` says when; 0 is never. */
function idleMinutes(): string {
  const stated = process.env['KEEPSAKE_IDLE_MINUTES'];
  return stated !== undefined && /^\d{1,6}(\.\d+)?$/.test(stated) ? stated : usualIdleMinutes;
}

async function startAndWait(socketPath: string): Promise<void> {
  if (await listens(socketPath)) return;
  // On its own, so that it outlives this bridge and serves the others.
  const program = isSea() ? [] : [fileURLToPath(entryUrl('keepsake'))];
  const child = spawn(process.execPath, [...program, 'serve', '--exit-when-idle', idleMinutes()], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  child.unref();
  const until = Date.now() + longestStartMs;
  // One that ended found another that is starting: that one is waited for a little too.
  let patience = 25;
  while (Date.now() < until && patience > 0 && !(await listens(socketPath))) {
    if (ended) patience--;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function listens(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath, () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
