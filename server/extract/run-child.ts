/** Runs one child process within limits of time, memory and output, and reads its answer. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { entryUrl } from '../../local/entries.ts';
import type { Extraction, ExtractionFailure, ExtractionRequest } from './extract.ts';
import { failed } from './failure.ts';

export interface Limits {
  readonly timeoutMs: number;
  /** Of the V8 heap, and of the whole process's resident memory. */
  readonly heapMb: number;
  readonly memoryMb: number;
  readonly outputBytes: number;
  readonly inputBytes: number;
}

const watchMs = 100;
const pageBytes = 4_096;

/** Reads a file in a process of its own. Rejects only when `signal` aborts. */
export async function runChild(request: ExtractionRequest, limits: Limits): Promise<Extraction> {
  if (request.size > limits.inputBytes) return failed('too_large');
  const child = startChild(limits);
  let ended: ExtractionFailure | undefined;
  const end = (why: ExtractionFailure): void => {
    ended ??= why;
    child.kill('SIGKILL');
  };
  const abort = (): void => end('crashed');
  request.signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => end('too_slow'), limits.timeoutMs);
  const watch = setInterval(
    () => void overMemory(child.pid, limits.memoryMb).then((over) => over && end('too_much_memory')),
    watchMs,
  );
  try {
    const output = readOutput(child, limits.outputBytes, end);
    await sendFile(child, request);
    const { text, code } = await output;
    request.signal?.throwIfAborted();
    if (ended !== undefined) return failed(ended);
    return code === 0
      ? (JSON.parse(text) as Extraction)
      : failed(code === null || code === 134 ? 'too_much_memory' : 'crashed');
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    request.signal?.removeEventListener('abort', abort);
    child.kill('SIGKILL');
  }
}

function startChild({ heapMb }: Limits): ChildProcessWithoutNullStreams {
  const file = fileURLToPath(entryUrl('extractor'));
  // An empty environment: nothing of ours, secrets included, reaches a process that reads strangers' files.
  return spawn(process.execPath, [`--max-old-space-size=${heapMb}`, file], {
    env: {},
    stdio: 'pipe',
    windowsHide: true,
  });
}

/** A child that ends before it has read everything closes the pipe; its exit says why. */
async function sendFile(
  child: ChildProcessWithoutNullStreams,
  { content, name }: ExtractionRequest,
): Promise<void> {
  async function* input(): AsyncIterable<Uint8Array> {
    yield Buffer.from(`${JSON.stringify({ name })}\n`);
    yield* content;
  }
  try {
    await pipeline(input, child.stdin);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EPIPE' && code !== 'ECONNRESET' && code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'EOF')
      throw error;
  }
}

function readOutput(
  child: ChildProcessWithoutNullStreams,
  most: number,
  end: (why: ExtractionFailure) => void,
): Promise<{ text: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > most) end('too_large');
      else chunks.push(chunk);
    });
    // What a library says of a file may quote it: it is read away and never logged.
    child.stderr.resume();
    child.once('error', reject);
    child.once('close', (code) => resolve({ text: Buffer.concat(chunks).toString(), code }));
  });
}

/** Linux alone tells another process's memory cheaply; elsewhere the heap limit has to do. */
async function overMemory(pid: number | undefined, memoryMb: number): Promise<boolean> {
  if (process.platform !== 'linux' || pid === undefined) return false;
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(statm.split(' ')[1] ?? 0) * pageBytes > memoryMb * 1024 * 1024;
}
