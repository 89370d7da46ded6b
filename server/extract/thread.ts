/**
 * The thread in which readers of files are started, fed and listened to, so that requests do not wait for that: starting a process
 * takes a busy computer 100 ms.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { toKeepsakeError } from '../../contract/index.ts';
import type { ExtractorOptions } from './extract.ts';
import type { FromReadingThread, ToReadingThread } from './messages.ts';
import { createReading } from './reading.ts';

const port = parentPort;
if (port === null) throw new Error('a reading thread is started by the extractor');
const send = (message: FromReadingThread): void => port.postMessage(message);
const reading = createReading(workerData as ExtractorOptions);
const files = new Map<number, File>();

type Content = Extract<ToReadingThread, { kind: 'content' }>;

interface File {
  readonly abort: AbortController;
  /** Takes what was asked for. */
  next(content: Content): void;
}

async function extract({ n, name, size }: Extract<ToReadingThread, { kind: 'extract' }>): Promise<void> {
  const abort = new AbortController();
  const file: File = { abort, next: () => undefined };
  files.set(n, file);
  async function* content(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const asked = new Promise<Content>((resolve) => Object.assign(file, { next: resolve }));
      send({ kind: 'more', n });
      const { bytes, isBroken } = await asked;
      if (isBroken === true) throw new Error('the content cannot be read on');
      if (bytes === undefined) return;
      yield bytes;
    }
  }
  try {
    const extraction = await reading.extract({ name, size, content: content(), signal: abort.signal });
    send({ kind: 'read', n, extraction });
  } catch (error) {
    const { code, message } = toKeepsakeError(error);
    send({ kind: 'failed', n, code, message });
  } finally {
    files.delete(n);
  }
}

/** Also where its content does not come. */
function stop(n: number): void {
  files.get(n)?.abort.abort();
  files.get(n)?.next({ kind: 'content', n, isBroken: true });
}

async function close(): Promise<void> {
  const closed = reading.close();
  for (const n of files.keys()) stop(n);
  await closed;
  port?.close();
}

port.on('message', (message: ToReadingThread) => {
  if (message.kind === 'extract') void extract(message);
  else if (message.kind === 'content') files.get(message.n)?.next(message);
  else if (message.kind === 'abort') stop(message.n);
  else void close();
});
