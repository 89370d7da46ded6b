/** Extraction: files read in child processes, a few at a time. */
import { availableParallelism } from 'node:os';
import type { Extraction, ExtractionRequest, Extractor } from './extract.ts';
import { runChild, type Limits } from './run-child.ts';

const usual: Limits = {
  timeoutMs: 60_000,
  heapMb: 384,
  memoryMb: 600,
  outputBytes: 64 * 1024 * 1024,
  inputBytes: 500 * 1024 * 1024,
};

/** An extractor that reads as many files at once as there are cores, less one for the server. */
export function createExtractor(options: Partial<Limits> & { concurrency?: number } = {}): Extractor {
  const { concurrency = Math.max(1, availableParallelism() - 1), ...own } = options;
  const limits: Limits = { ...usual, ...own };
  const closing = new AbortController();
  const queue: (() => void)[] = [];
  const running = new Set<Promise<Extraction>>();

  async function turn(): Promise<void> {
    if (running.size < concurrency) return;
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  return {
    async extract(request: ExtractionRequest) {
      await turn();
      closing.signal.throwIfAborted();
      const signal =
        request.signal === undefined ? closing.signal : AbortSignal.any([request.signal, closing.signal]);
      const run = runChild({ ...request, signal }, limits);
      running.add(run);
      try {
        return await run;
      } finally {
        running.delete(run);
        queue.shift()?.();
      }
    },
    async close() {
      closing.abort();
      for (const next of queue.splice(0)) next();
      await Promise.allSettled(running);
    },
  };
}
