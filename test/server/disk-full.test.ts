/** A server on a disk that fills up: a small file system of its own, in a namespace of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test, type TestContext } from 'vitest';

const run = promisify(execFile);

/** What a program of `disk/` prints, run on a disk of its own of this size. */
async function onSmallDisk(
  context: TestContext,
  size: string,
  program: URL,
): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'ks-disk-'));
  const inside = (command: string) =>
    run(
      'unshare',
      [
        '-rm',
        'sh',
        '-c',
        `mount -t tmpfs -o size=${size} none "$0" && ${command}`,
        folder,
        process.execPath,
        fileURLToPath(program),
      ],
      // The small disk holds a data folder: that of a database is not ours to fill.
      { env: { ...process.env, KEEPSAKE_TEST_STORE: '' } },
    );
  try {
    await inside('true').catch(() => context.skip('no namespaces here, which a small disk needs'));
    const { stdout } = await inside('exec "$1" "$2" "$0"');
    return JSON.parse(stdout) as Record<string, unknown>;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test(
  'a full disk refuses what does not fit, says so, and keeps all that was acknowledged',
  { timeout: 120_000 },
  async (context) => {
    const told = await onSmallDisk(context, '32m', new URL('disk/program.ts', import.meta.url));
    const uploads = told['uploads'] as string[];
    expect(told).toMatchObject({ before: 'done', memories: ['done', 'STORAGE_FULL'], broken: [] });
    expect(new Set(uploads)).toEqual(new Set(['done', 'STORAGE_FULL']));
    expect(told['listed']).toBe(uploads.filter((code) => code === 'done').length);
    expect(told['found']).toBe(told['acknowledged']);
  },
);

test(
  'an upload that would not fit is refused at once; one that the disk cuts short is gone with its pieces',
  { timeout: 120_000 },
  async (context) => {
    const told = await onSmallDisk(context, '64m', new URL('disk/uploads.ts', import.meta.url));
    expect(told).toMatchObject({ refused: 507, first: { status: 204 }, gone: 404, visible: 0, left: 0 });
    expect(told).toMatchObject({ second: { status: 507, code: 'STORAGE_FULL' }, broken: [] });
    expect(told['returnedMegabytes']).toBeGreaterThanOrEqual(3);
  },
);
