/** `keepsake migrate` as a process, ended by itself or killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** As people have it; `npm run` builds it first. From source, every thread would read types away and take more memory. */
const program = fileURLToPath(new URL('../../../dist/keepsake.mjs', import.meta.url));

/** What `keepsake migrate --json` prints, as far as the campaign looks at it. */
export interface Printed {
  readonly equal: boolean;
  readonly scopes: readonly { readonly scope: string; readonly target: { readonly digest: string } }[];
  readonly stages: readonly { readonly stage: string; readonly done: number; readonly seconds: number }[];
  readonly peak_memory_bytes: number;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface Ended {
  readonly killed: boolean;
  readonly printed: Printed | undefined;
  readonly seconds: number;
  readonly errors: string;
}

/** @param killAfterMs ends it with SIGKILL unless it ended before */
export async function migrate(
  env: Record<string, string>,
  args: readonly string[],
  killAfterMs?: number,
): Promise<Ended> {
  const begun = performance.now();
  const child = spawn(process.execPath, [program, 'migrate', '--json', ...args], { env, stdio: 'pipe' });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const closed = once(child, 'close');
  const stop = new AbortController();
  if (killAfterMs !== undefined)
    void setTimeout(killAfterMs, undefined, { signal: stop.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
  await closed;
  stop.abort();
  const seconds = (performance.now() - begun) / 1_000;
  const killed = child.signalCode === 'SIGKILL';
  return { killed, printed: out === '' ? undefined : (JSON.parse(out) as Printed), seconds, errors };
}
