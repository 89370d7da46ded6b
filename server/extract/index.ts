/** The extractor as the server has it: files are read by processes that a thread of its own starts, feeds and ends. */
import { once } from 'node:events';
import { isSea } from 'node:sea';
import { Worker } from 'node:worker_threads';
import { KeepsakeError } from '../../contract/index.ts';
import { entryUrl } from '../../local/entries.ts';
import type { Extraction, ExtractionRequest, Extractor, ExtractorOptions } from './extract.ts';
import type { FromReadingThread, ToReadingThread } from './messages.ts';
import { createReading } from './reading.ts';

export { extractionPlaces, type ExtractorOptions } from './extract.ts';

/** A file that is being read. */
interface Reading {
  /** Sends the next of its content. */
  more(): void;
  resolve(extraction: Extraction): void;
  reject(error: Error): void;
}

/**
 * Starts nothing until the first file.
 *
 * @example const extraction = await extractor.extract({ content, size, name: 'report.pdf' });
 */
export function createExtractor(options: ExtractorOptions = {}): Extractor {
  // The single executable starts its own files by a way that only its main thread knows (scripts/binary/as-node.mjs).
  if (isSea()) return createReading(options);
  const files = new Map<number, Reading>();
  let worker: Worker | undefined;
  let isClosed = false;
  let last = 0;

  function start(): Worker {
    // Without the flags that this process was started with: some fit a program and not a thread.
    const started = new Worker(entryUrl('reading-thread'), {
      name: 'reading',
      execArgv: [],
      workerData: options,
    });
    started.on('message', (message: FromReadingThread) => {
      const file = files.get(message.n);
      if (message.kind === 'more') file?.more();
      else if (message.kind === 'read') file?.resolve(message.extraction);
      else file?.reject(new KeepsakeError(message.code, message.message));
    });
    started.on('error', (error: Error) => end(started, error));
    started.on('exit', () => end(started, new Error('the thread that reads files ended')));
    return started;
  }

  function end(ended: Worker, error: Error): void {
    if (worker !== ended) return;
    worker = undefined;
    for (const file of files.values()) file.reject(error);
  }

  /** While it reads nothing, the thread does not keep the process alive. */
  function wake(): Worker {
    worker ??= start();
    worker.ref();
    return worker;
  }

  async function extractThere({ content, name, size, signal }: ExtractionRequest): Promise<Extraction> {
    const used = wake();
    const n = ++last;
    const tell = (message: ToReadingThread, transfer: ArrayBuffer[] = []) =>
      used.postMessage(message, transfer);
    const pieces = content[Symbol.asyncIterator]();
    let broken: { readonly cause: unknown } | undefined;
    let isPulling = false;
    const more = async (): Promise<void> => {
      isPulling = true;
      try {
        const next: IteratorResult<Uint8Array, unknown> = await pieces.next();
        // A copy that can be handed over: pieces may be parts of larger buffers.
        const bytes = next.done === true ? undefined : new Uint8Array(next.value);
        tell({ kind: 'content', n, ...(bytes && { bytes }) }, bytes && [bytes.buffer]);
      } catch (cause) {
        broken = { cause };
        tell({ kind: 'content', n, isBroken: true });
      } finally {
        isPulling = false;
      }
    };
    const abort = (): void => tell({ kind: 'abort', n });
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await new Promise<Extraction>((resolve, reject) => {
        files.set(n, { more: () => void more(), resolve, reject });
        tell({ kind: 'extract', n, name, size });
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw broken === undefined ? error : broken.cause;
    } finally {
      signal?.removeEventListener('abort', abort);
      files.delete(n);
      if (files.size === 0) used.unref();
      const closed = pieces.return?.().catch(() => undefined);
      // A piece that does not come is not waited for.
      if (!isPulling) await closed;
    }
  }

  return {
    async extract(request) {
      request.signal?.throwIfAborted();
      if (isClosed)
        throw new KeepsakeError('UNAVAILABLE', 'The server is stopping. Start it again, then try again.');
      return extractThere(request);
    },
    async close() {
      isClosed = true;
      if (worker === undefined) return;
      const exit = once(worker, 'exit');
      worker.ref();
      worker.postMessage({ kind: 'close' } satisfies ToReadingThread);
      await exit;
    },
  };
}
