/** Starts the processes that read files, and keeps a few started ahead, so that a small file need not wait for one. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { KeepsakeError } from '../../contract/index.ts';
import { entryUrl, type EntryName } from '../../local/entries.ts';

/** The program that a process runs. */
type Reader = Extract<EntryName, 'extractor' | 'tables'>;

export interface Children {
  /**
   * A process that waits for one file: one that was started ahead, if there is one and `mayBeReady`.
   *
   * @throws KeepsakeError UNAVAILABLE when no process can be started.
   */
  take(mayBeReady: boolean): Promise<ChildProcess>;
  /** Ends those that wait, and waits for that. Those that were taken are their taker's. */
  close(): Promise<void>;
}

const heapMegabytes = 384;
/** A quarter of what V8 takes by itself: a stream of rows leaves nothing but garbage, and needs 90 MB less. */
const youngMegabytes = 4;
/** After this long without a file, nothing is kept ready. */
const idleMs = 60_000;

export interface ChildrenOptions {
  readonly entry?: Reader;
  /** Folders that they may read beside the program's own. */
  readonly readable?: readonly string[];
}

/** Starts nothing before the first file. Each process reads one file only: what one file did to it touches no other. */
export function createChildren(
  ready: number,
  { entry = 'extractor', readable = [] }: ChildrenOptions = {},
): Children {
  const waiting = new Set<ChildProcess>();
  const starting = new Set<Promise<void>>();
  let closed = false;
  let words: Promise<readonly string[]> | undefined;
  let idle: NodeJS.Timeout | undefined;

  async function start(): Promise<ChildProcess> {
    words ??= namespaceWords();
    return startChild(await words, entry, readable);
  }

  async function startAhead(): Promise<void> {
    try {
      const child = await start();
      if (closed) return void child.kill('SIGKILL');
      waiting.add(child);
      child.once('exit', () => waiting.delete(child));
    } catch {
      // The next file that finds none ready starts its own, and tells why it cannot.
    }
  }

  function refill(): void {
    clearTimeout(idle);
    if (closed || ready === 0) return;
    idle = setTimeout(endWaiting, idleMs).unref();
    while (waiting.size + starting.size < ready) {
      const ahead: Promise<void> = startAhead().finally(() => starting.delete(ahead));
      starting.add(ahead);
    }
  }

  function endWaiting(): void {
    for (const child of waiting) child.kill('SIGKILL');
  }

  return {
    async take(mayBeReady) {
      const [first] = waiting;
      const taken = mayBeReady ? first : undefined;
      if (taken !== undefined) waiting.delete(taken);
      const child = taken ?? (await start());
      refill();
      return child;
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      await Promise.all(starting);
      const ended = [...waiting].map((child) => once(child, 'close'));
      endWaiting();
      await Promise.all(ended);
    },
  };
}

const run = promisify(execFile);

/** What puts a command into a network of its own, without any device that is up; nothing where that is not permitted. */
async function namespaceWords(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const words = ['unshare', '--user', '--net', '--map-current-user', '--'];
  try {
    await run(words[0]!, [...words.slice(1), 'true']);
    return words;
  } catch {
    return [];
  }
}

async function startChild(
  before: readonly string[],
  entry: Reader,
  more: readonly string[],
): Promise<ChildProcess> {
  const program = fileURLToPath(entryUrl(entry));
  const [command, ...words] = [...before, process.execPath, ...nodeOptions(more), program];
  const child = spawn(command, words, {
    env: {},
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  try {
    await once(child, 'spawn');
    if (entry === 'extractor') setBelow(child, 'the server');
    return child;
  } catch (cause) {
    const message = 'No process could be started to read a file. Close other programs, then try again.';
    throw new KeepsakeError('UNAVAILABLE', message, undefined, cause);
  }
}

/** What a reader gives way to: on Linux it has a third of a processor that it shares with that, and all of one that is idle. */
const levels = { 'the server': 5, 'small files': 10 } as const;

/** Reading files is not to slow down what people wait for, nor a large file a small one. */
export function setBelow({ pid }: ChildProcess, what: keyof typeof levels): void {
  try {
    if (pid !== undefined) setPriority(pid, levels[what]);
  } catch {
    // It ended, or the system does not permit it: then it competes as before.
  }
}

/** The permission model leaves the child no files but the program's own and models, no processes and no native add-ons. */
function nodeOptions(more: readonly string[]): string[] {
  const readable = [...programFolders(), ...more].map((folder) => `--allow-fs-read=${folder}`);
  // One worker, for the memory report; the child closes that door before it loads anything else.
  return [
    `--max-old-space-size=${heapMegabytes}`,
    `--max-semi-space-size=${youngMegabytes}`,
    '--permission',
    '--allow-worker',
    ...readable,
  ];
}

/** The folder of the running program, and the one of its packages, which npm may have put elsewhere. */
function programFolders(): string[] {
  const entry = realpathSync(fileURLToPath(entryUrl('extractor')));
  const program = path.resolve(path.dirname(entry), entry.endsWith('.ts') ? '../..' : '..');
  const aPackage = createRequire(import.meta.url).resolve('file-type');
  return [program, aPackage.slice(0, aPackage.lastIndexOf('file-type'))];
}
