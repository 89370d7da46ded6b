/** The extractor: every file is read in a child process of its own, a few at a time, small ones first. */
import { availableParallelism } from 'node:os';
import { KeepsakeError } from '../../contract/index.ts';
import type { Extraction, Extractor } from './extract.ts';
import { extractInChild, type Limits } from './run.ts';
import { createSlots } from './slots.ts';
import { failed, reasons } from './unreadable.ts';

export interface ExtractorOptions {
  /** Longest time for one file, from the start of its process. 60 s unless told. */
  timeoutMs?: number;
  /** The same for a file in which text has to be recognised. 300 s unless told. */
  recognitionTimeoutMs?: number;
  /** Most resident memory of one process, MiB. 600 unless told. */
  memoryMb?: number;
  /** Most bytes of answer for one file. 32 MiB unless told. */
  maxOutputBytes?: number;
  /** Largest file. 128 MiB unless told: the child holds it in memory. */
  maxInputBytes?: number;
}

const mebibyte = 1_048_576;

/**
 * Starts nothing until the first file; then at most one process per core but one.
 *
 * @example const extraction = await extractor.extract({ content, size, name: 'report.pdf' });
 */
export function createExtractor(options: ExtractorOptions = {}): Extractor {
  const limits: Limits = {
    timeoutMs: options.timeoutMs ?? 60_000,
    recognitionTimeoutMs: options.recognitionTimeoutMs ?? 300_000,
    memoryBytes: (options.memoryMb ?? 600) * mebibyte,
    maxOutputBytes: options.maxOutputBytes ?? 32 * mebibyte,
    maxInputBytes: options.maxInputBytes ?? 128 * mebibyte,
  };
  const slots = createSlots(Math.max(1, availableParallelism() - 1));
  const closing = new AbortController();
  const underWay = new Set<Promise<Extraction>>();

  return {
    async extract(request) {
      const { size } = request;
      const signal =
        request.signal === undefined ? closing.signal : AbortSignal.any([request.signal, closing.signal]);
      signal.throwIfAborted();
      if (size === 0) return failed('empty', reasons.empty);
      if (size > limits.maxInputBytes)
        return failed('too_large', reasons.inputTooLarge(limits.maxInputBytes));
      const release = await slots.take(size, signal);
      const extraction = extractInChild(request, limits, signal).finally(release);
      underWay.add(extraction);
      return extraction.finally(() => underWay.delete(extraction));
    },
    async close() {
      closing.abort(
        new KeepsakeError('UNAVAILABLE', 'The server is stopping. Start it again, then try again.'),
      );
      await Promise.allSettled(underWay);
    },
  };
}
