/** Where the project stands and how a child process of its scripts runs: no shell, signals forwarded, exit code kept. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Tells the person what is being done. On stderr, so that a program's own output stays clean.
 * @param {string} line */
export function say(line) {
  process.stderr.write(`keepsake: ${line}\n`);
}

/** An error whose message is all a person needs; no stack is shown. */
export class SetupError extends Error {}

/** Ctrl+C in a terminal reaches the child by itself; a second copy could make it quit before it has tidied up. */
function forwarded() {
  const interrupt = process.stdin.isTTY || process.platform === 'win32' ? [] : ['SIGINT'];
  return /** @type {NodeJS.Signals[]} */ (['SIGTERM', 'SIGHUP', ...interrupt]);
}

/** The environment with a folder put first on the path, whatever case the system spells PATH in.
 * @param {string} folder @param {NodeJS.ProcessEnv} [environment] @returns {NodeJS.ProcessEnv} */
export function withPath(folder, environment = process.env) {
  const name = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...environment, [name]: [folder, environment[name]].filter(Boolean).join(path.delimiter) };
}

/**
 * npm starts us through a shell that dies of a signal without passing it on. Calls back when that has happened, so that
 * `kill` on npm stops the server too. Outside npm a parent may end as it likes.
 * @param {() => void} lost @returns {() => void} stops watching */
function watchShell(lost) {
  const parent = process.ppid;
  if (!process.env['npm_lifecycle_event'] || process.platform === 'win32') return () => {};
  const timer = setInterval(() => process.ppid !== parent && lost(), 500);
  return () => clearInterval(timer);
}

/** Runs a program in the project's folder with our own input and output.
 * @param {string} program @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ code: number, signal: NodeJS.Signals | null }>} */
export function run(program, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env });
    const handlers = forwarded().map((signal) => ({ signal, handler: () => void child.kill(signal) }));
    const ignore = () => {};
    for (const { signal, handler } of handlers) process.on(signal, handler);
    process.on('SIGINT', ignore);
    const unwatch = watchShell(() => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const { signal, handler } of handlers) process.off(signal, handler);
      process.off('SIGINT', ignore);
      unwatch();
      resolve({ code: code ?? 1, signal });
    });
  });
}

/** Ends this process as the child ended.
 * @param {{ code: number, signal: NodeJS.Signals | null }} result */
export function endAs({ code, signal }) {
  if (signal && process.platform !== 'win32') process.kill(process.pid, signal);
  else process.exit(code);
}
