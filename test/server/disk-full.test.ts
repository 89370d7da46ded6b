/** A server on a disk that fills up: a small file system of its own, in a namespace of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const program = fileURLToPath(new URL('disk/program.ts', import.meta.url));

test(
  'a full disk refuses what does not fit, says so, and keeps all that was acknowledged',
  { timeout: 120_000 },
  async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'ks-disk-'));
    const onSmallDisk = (command: string) =>
      run('unshare', [
        '-rm',
        'sh',
        '-c',
        `mount -t tmpfs -o size=32m none "$0" && ${command}`,
        folder,
        process.execPath,
        program,
      ]);
    try {
      await onSmallDisk('true').catch(() => context.skip('no namespaces here, which a small disk needs'));
      const { stdout } = await onSmallDisk('exec "$1" "$2" "$0"');
      const told = JSON.parse(stdout) as Record<string, unknown> & { uploads: string[]; left: number };
      expect(told).toMatchObject({ before: 'done', memories: ['done', 'STORAGE_FULL'], broken: [] });
      expect(new Set(told.uploads)).toEqual(new Set(['done', 'STORAGE_FULL']));
      expect(told['listed']).toBe(told.uploads.filter((code) => code === 'done').length);
      expect(told['found']).toBe(told['acknowledged']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
