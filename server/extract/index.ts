/** The extractor: every file is read in a child process of its own, a few at a time, small ones first. */
import type { ChildProcess } from 'node:child_process';
import { availableParallelism, setPriority } from 'node:os';
import { KeepsakeError } from '../../contract/index.ts';
import { createChildren } from './children.ts';
import type { Extraction, ExtractionRequest, Extractor } from './extract.ts';
import { extractInChild, type Limits } from './run.ts';
import { createSlots, hugeBytes } from './slots.ts';
import { timeAllowed } from './time.ts';
import { failed, reasons } from './unreadable.ts';

export interface ExtractorOptions {
  /** Longest time for one file. By its size unless told: 15 s for a small one, 60 s for a huge one, 15 s without a word. */
  timeoutMs?: number;
  /** The same for a file in which text has to be recognised: 20 s to 300 s. */
  recognitionTimeoutMs?: number;
  /** Most resident memory of one process, MiB. 560 unless told: it is looked at now and then, and what is taken in between comes on top. */
  memoryMb?: number;
  /** Most bytes of answer for one file. 32 MiB unless told. */
  maxOutputBytes?: number;
  /** Largest file. 128 MiB unless told: the child holds it in memory. */
  maxInputBytes?: number;
  /** A folder that may hold models of text recognition beside that of English: `deu.traineddata`, or with `.gz`. */
  recognitionFolder?: string;
  /** Processes that are kept started, ahead of the next small files, until a minute without any. 2 unless told. */
  ready?: number;
}

const mebibyte = 1_048_576;

/** Files that may be read at the same time. */
export function extractionPlaces(): number {
  return Math.max(1, availableParallelism() - 1);
}

/**
 * Starts nothing until the first file; then at most one process per core but one, and more only while all are slow.
 *
 * @example const extraction = await extractor.extract({ content, size, name: 'report.pdf' });
 */
export function createExtractor(options: ExtractorOptions = {}): Extractor {
  const { recognitionFolder } = options;
  const maxInputBytes = options.maxInputBytes ?? 128 * mebibyte;
  const slots = createSlots({ count: extractionPlaces() });
  const children = createChildren(options.ready ?? 2, {
    readable: recognitionFolder === undefined ? [] : [recognitionFolder],
  });
  const closing = new AbortController();
  const underWay = new Set<Promise<Extraction>>();

  function limitsOf(size: number): Limits {
    const allowed = timeAllowed(size);
    return {
      timeoutMs: options.timeoutMs ?? allowed.reading,
      recognitionTimeoutMs: options.recognitionTimeoutMs ?? allowed.recognizing,
      silenceMs: options.timeoutMs ?? allowed.silence,
      memoryBytes: (options.memoryMb ?? 560) * mebibyte,
      maxOutputBytes: options.maxOutputBytes ?? 32 * mebibyte,
      maxInputBytes,
    };
  }

  async function extractIn(
    release: () => void,
    request: ExtractionRequest,
    signal: AbortSignal,
  ): Promise<Extraction> {
    let patience: NodeJS.Timeout | undefined;
    try {
      const child = await children.take(request.size <= hugeBytes);
      patience = setTimeout(() => giveWay(child), request.size > hugeBytes ? 0 : patienceMs);
      return await extractInChild(child, { ...request, recognitionFolder }, limitsOf(request.size), signal);
    } finally {
      clearTimeout(patience);
      release();
    }
  }

  return {
    async extract(request) {
      const { size } = request;
      const signal =
        request.signal === undefined ? closing.signal : AbortSignal.any([request.signal, closing.signal]);
      signal.throwIfAborted();
      if (size === 0) return failed('empty', reasons.empty);
      if (size > maxInputBytes) return failed('too_large', reasons.inputTooLarge(maxInputBytes));
      const extraction = extractIn(await slots.take(size, signal), request, signal);
      underWay.add(extraction);
      return extraction.finally(() => underWay.delete(extraction));
    },
    async close() {
      closing.abort(
        new KeepsakeError('UNAVAILABLE', 'The server is stopping. Start it again, then try again.'),
      );
      await Promise.allSettled(underWay);
      await children.close();
    },
  };
}

/** A small file is read in less, so that a longer one can give way. */
const patienceMs = 300;
/** Gets a third of a processor that it shares with the server or with small files (Linux), and all of one that is idle. */
const lowerPriority = 5;

/** Lets the server and small files run before it. */
function giveWay(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && child.exitCode === null) setPriority(child.pid, lowerPriority);
  } catch {
    // It ended, or the system does not permit it: then it competes as before.
  }
}
