/** Reading files: each in a child process of its own, a few at a time, small ones first. */
import type { ChildProcess } from 'node:child_process';
import { KeepsakeError } from '../../contract/index.ts';
import { createChildren, setBelow } from './children.ts';
import {
  extractionPlaces,
  type Extraction,
  type ExtractionRequest,
  type Extractor,
  type ExtractorOptions,
} from './extract.ts';
import { extractInChild, type Limits } from './run.ts';
import { createSlots, hugeBytes } from './slots.ts';
import { timeAllowed } from './time.ts';
import { failed, reasons } from './unreadable.ts';

const mebibyte = 1_048_576;

/** Starts nothing until the first file; then at most one process per core but one, and more only while all are slow. */
export function createReading(options: ExtractorOptions): Extractor {
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

/** Lets the server and small files run before it. */
function giveWay(child: ChildProcess): void {
  if (child.exitCode === null) setBelow(child, 'small files');
}
