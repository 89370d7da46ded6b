/**
 * Where a run of the tests keeps what it makes: its temporary files in memory where there is room, since the store waits for the
 * disk at each commit, and the sources that Node.js has compiled, which the hundreds of processes of a run would compile anew.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const memory = '/dev/shm';
const wantedBytes = 4 * 1024 ** 3;

/** Sets them for the workers of vitest and whatever these start; call it before there are any. A TMPDIR that is set stays. */
export function prepareRunFolders(): void {
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../../.build/compiled', import.meta.url));
  if (process.env['TMPDIR'] !== undefined) return;
  const folder = inMemory();
  console.log(`Temporary files of the tests are ${folder === undefined ? 'on the disk' : 'in memory'}.`);
  if (folder === undefined) return;
  process.env['TMPDIR'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}

/** A new folder in memory, if there is room in it for a whole run and it starts programs. */
function inMemory(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize < wantedBytes || freemem() < wantedBytes) return undefined;
    removeThoseOfEndedRuns();
    const folder = mkdtempSync(join(memory, `kt-${process.pid}-`));
    writeFileSync(join(folder, 'program'), '#!/bin/sh\n', { mode: 0o700 });
    execFileSync(join(folder, 'program'));
    // PostgreSQL runs as somebody else than root, and has to get to its own folder in it.
    chmodSync(folder, 0o711);
    return folder;
  } catch {
    return undefined;
  }
}

/** A run that was killed leaves its folder, which would take memory until the computer is started anew. */
function removeThoseOfEndedRuns(): void {
  for (const name of readdirSync(memory)) {
    const pid = Number(/^kt-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid)) rmSync(join(memory, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
