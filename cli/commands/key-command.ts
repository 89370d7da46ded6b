/** The master key from a program, such as the command line of a key-management service: its answer is the key. */
import { spawn } from 'node:child_process';
import { KeepsakeError } from '../../contract/index.ts';

const usualLimitMs = 30_000;
const mostBytes = 4_096;

/**
 * Runs a program without a shell and answers what it printed. Nothing of that, of what it says of errors, or of its
 * arguments is repeated anywhere.
 *
 * @param command a JSON array: the program and its arguments
 * @throws KeepsakeError VALIDATION_ERROR when it is none; SECRETS_UNAVAILABLE when the program cannot be started, ends
 * with an error, prints more than a few keys, or does not end in time
 */
export async function readKeyCommand(command: string, limitMs: number = usualLimitMs): Promise<string> {
  const [program, ...args] = parse(command);
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
    // A group of its own, so that what a script started ends with it.
    detached: process.platform !== 'win32',
  });
  let printed = '';
  return new Promise<string>((resolve, reject) => {
    const settle = (why: string | undefined, cause?: unknown) => {
      clearTimeout(limit);
      if (why === undefined) resolve(printed);
      else reject(unavailable(program, why, cause));
    };
    const cutOff = (why: string) => {
      settle(why);
      endGroup(child.pid);
      child.stdout.destroy();
    };
    const limit = setTimeout(() => cutOff(`did not end within ${limitMs / 1_000} s`), limitMs);
    child.stdout.on('data', (bytes: Buffer) => {
      printed += bytes.toString('latin1');
      if (printed.length > mostBytes) cutOff('printed more than a key');
    });
    child.once('error', (error: NodeJS.ErrnoException) =>
      settle(`cannot be started (${error.code ?? 'unknown'})`, error),
    );
    child.once('close', (code, signal) =>
      settle(code === 0 ? undefined : `ended with ${signal === null ? `exit code ${code}` : signal}`),
    );
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function parse(command: string): [program: string, ...args: string[]] {
  try {
    const words: unknown = JSON.parse(command);
    if (
      Array.isArray(words) &&
      words.length > 0 &&
      words.every((word) => typeof word === 'string' && word !== '')
    )
      return words as [string, ...string[]];
  } catch {
    // Said below.
  }
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    'KEEPSAKE_MASTER_KEY_COMMAND is a JSON array of a program and its arguments, such as ["vault", "kv", "get", "-field=key", "secret/keepsake"]. No shell reads it.',
  );
}

function unavailable(program: string, why: string, cause: unknown): KeepsakeError {
  return new KeepsakeError(
    'SECRETS_UNAVAILABLE',
    `The program ${program}, which KEEPSAKE_MASTER_KEY_COMMAND names for the master key, ${why}. Run it by hand as this user to see what is wrong.`,
    undefined,
    cause,
  );
}
