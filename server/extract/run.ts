/** Runs one extraction in a process of its own, and ends that process whatever happens. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createAnswerReader, type AnswerReader } from './answers.ts';
import type { Extraction, ExtractionRequest } from './extract.ts';
import { watchMemory } from './memory.ts';
import { failed, reasons } from './unreadable.ts';
import type { Header } from './wire.ts';

/** A file, and where models of text recognition are. */
interface FileToRead extends ExtractionRequest {
  readonly recognitionFolder?: string | undefined;
}

export interface Limits {
  timeoutMs: number;
  /** For a file in which text has to be recognised. */
  recognitionTimeoutMs: number;
  /** Longest time without a word of the answer. */
  silenceMs: number;
  /** Resident memory of the process, bytes. */
  memoryBytes: number;
  /** Of the answer, as JSON. */
  maxOutputBytes: number;
  maxInputBytes: number;
}

/**
 * Extracts one file with a process that waits for it.
 *
 * @throws the signal's reason; whatever reading `content` throws.
 */
export async function extractInChild(
  child: ChildProcess,
  request: FileToRead,
  limits: Limits,
  signal: AbortSignal,
): Promise<Extraction> {
  let ending: (() => Extraction) | undefined;
  const end = (how: () => Extraction): void => {
    ending ??= how;
    child.kill('SIGKILL');
  };
  const closed = once(child, 'close');
  const abort = (): void => end(() => rethrow(signal.reason));
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const started = performance.now();
  const endAfter = (ms: number): NodeJS.Timeout =>
    setTimeout(
      () => end(() => failed('too_slow', reasons.tooSlow(ms))),
      Math.max(0, started + ms - performance.now()),
    );
  let timer = endAfter(limits.timeoutMs);
  const allowRecognition = (): void => {
    clearTimeout(timer);
    timer = endAfter(limits.recognitionTimeoutMs);
  };
  const silence = setTimeout(
    () => end(() => failed('too_slow', reasons.tooSlow(limits.silenceMs))),
    limits.silenceMs,
  );
  const unwatch = watchMemory(child, limits.memoryBytes, () => end(tooMuchMemory));
  const answers = createAnswerReader(limits.maxOutputBytes, allowRecognition);
  child.stdout!.on('data', (chunk: Buffer) => {
    silence.refresh();
    const fault = answers.read(chunk);
    if (fault !== undefined) end(() => fault);
  });
  const complaint = keepStart(child.stderr!);
  try {
    const feeding = feed(child, request, limits, end);
    const [code, killedBy] = (await closed) as [number | null, NodeJS.Signals | null];
    await feeding;
    return ending?.() ?? outcome(answers, complaint(), code, killedBy);
  } finally {
    clearTimeout(timer);
    clearTimeout(silence);
    unwatch();
    signal.removeEventListener('abort', abort);
  }
}

/** Writes header and content. A child that stops reading has its reasons, which its answer or its end tells. */
async function feed(
  child: ChildProcess,
  request: FileToRead,
  limits: Limits,
  end: (how: () => Extraction) => void,
): Promise<void> {
  async function* input(): AsyncGenerator<Uint8Array> {
    const { name, recognitionFolder } = request;
    const header: Header = {
      name,
      size: request.size,
      ...(recognitionFolder === undefined ? {} : { recognitionFolder }),
    };
    yield Buffer.from(`${JSON.stringify(header)}\n`);
    let size = 0;
    try {
      for await (const chunk of request.content) {
        size += chunk.byteLength;
        if (size > limits.maxInputBytes) {
          end(() => failed('too_large', reasons.inputTooLarge(limits.maxInputBytes)));
          return;
        }
        yield chunk;
      }
    } catch (error) {
      end(() => rethrow(error));
    }
  }
  await pipeline(Readable.from(input()), child.stdin!).catch(() => undefined);
}

/** The first kilobytes of what V8 says when it gives up. Read for one word, then dropped: it may quote the file. */
function keepStart(stream: Readable): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    if (text.length < 16_384) text += chunk.toString('latin1');
  });
  return () => text;
}

function outcome(
  answers: AnswerReader,
  complaint: string,
  code: number | null,
  killedBy: NodeJS.Signals | null,
): Extraction {
  const answer = code === 0 ? answers.extraction() : undefined;
  if (answer !== undefined) return answer;
  // A SIGKILL that is not ours is the kernel's, out of memory.
  const outOfMemory = /heap out of memory|Allocation failed/.test(complaint) || killedBy === 'SIGKILL';
  return outOfMemory ? tooMuchMemory() : failed('crashed', reasons.crashed);
}

const tooMuchMemory = (): Extraction => failed('too_much_memory', reasons.tooMuchMemory);

function rethrow(error: unknown): never {
  throw error;
}
