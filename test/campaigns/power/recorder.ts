/** Builds the recorder and runs a program under it. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiles recorder.c into `folder` and answers the library's path. */
export function buildRecorder(gcc: string, folder: string): string {
  const library = join(folder, 'recorder.so');
  const source = fileURLToPath(new URL('recorder.c', import.meta.url));
  execFileSync(gcc, [
    '-shared',
    '-fPIC',
    '-O2',
    '-Wall',
    '-Werror',
    '-o',
    library,
    source,
    '-ldl',
    '-lpthread',
  ]);
  return library;
}

export interface Recorded {
  /** The recording, for `readRecording`. */
  readonly path: string;
  /** The folder whose changes were recorded. */
  readonly root: string;
}

/**
 * Runs `node program.ts ROOT MARKS …arguments` and records what it does below ROOT; what it writes to the file MARKS
 * becomes marks.
 *
 * @throws Error with what it wrote to standard error when it fails.
 */
export async function record(
  library: string,
  folder: string,
  program: URL,
  programArguments: readonly string[],
): Promise<Recorded> {
  const root = join(folder, 'recorded');
  const path = join(folder, 'recording');
  const marks = join(folder, 'marks');
  mkdirSync(root, { recursive: true });
  const child = spawn(process.execPath, [fileURLToPath(program), root, marks, ...programArguments], {
    env: {
      ...process.env,
      LD_PRELOAD: library,
      RECORDER_ROOT: root,
      RECORDER_LOG: path,
      RECORDER_ACK: marks,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the recorded program ended with ${code}: ${errors}`);
  return { path, root };
}
