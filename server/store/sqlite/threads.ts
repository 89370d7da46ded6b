/** Calls to a worker thread: sent in batches, answered in batches, and refused when the thread is gone. */
import type { MessagePort, TransferListItem } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import { KeepsakeError } from '../../../contract/index.ts';
import { entryUrl, type EntryName } from '../../../local/entries.ts';
import { fromWireFailure, toWireFailure, type WireFailure } from './wire.ts';

/** Call name → what goes in and what comes out. */
type Calls<T> = { [N in keyof T]: { input: unknown; output: unknown } };

export type Request<T extends Calls<T>> = {
  [N in keyof T]: { n: number; name: N; input: T[N]['input'] };
}[keyof T];

type Answer =
  | { readonly n: number; readonly value: unknown }
  | { readonly n: number; readonly failure: WireFailure };

/** What a thread sends: `n` 0 tells that it is ready, or why it cannot be; -1 is an error that no call waits for. */
const readyNumber = 0;
const reportNumber = -1;

export interface Thread<T extends Calls<T>> {
  call<N extends keyof T>(name: N, input: T[N]['input']): Promise<T[N]['output']>;
  /** Calls that wait for their answer. */
  readonly waiting: number;
  readonly isGone: boolean;
  /** Lets the thread finish what it was sent, then ends it. */
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A copy makes and forgets lines all the time: without a limit they would be kept for longer than they are read. */
function limitsOf(entry: EntryName) {
  return entry === 'store-copier' ? { resourceLimits: { maxYoungGenerationSizeMb: 8 } } : {};
}

/**
 * Starts a thread and waits until it is ready.
 *
 * @throws KeepsakeError what the thread says of the files it cannot open.
 */
export async function startThread<T extends Calls<T>>(
  entry: EntryName,
  data: unknown,
  onError: (error: Error) => void,
): Promise<Thread<T>> {
  // Without the flags that this process was started with: some fit a program and not a thread.
  const options = { workerData: data, name: entry, execArgv: [] };
  const worker = new Worker(entryUrl(entry), { ...options, ...limitsOf(entry) });
  const waiting = new Map<number, Waiting>();
  let batch: { n: number; name: keyof T; input: unknown }[] = [];
  let last = readyNumber;
  let gone: Error | undefined;
  let closing: Promise<void> | undefined;

  function settle(answer: Answer): void {
    if (answer.n === reportNumber && 'failure' in answer) return onError(fromWireFailure(answer.failure));
    const call = waiting.get(answer.n);
    waiting.delete(answer.n);
    if ('failure' in answer) call?.reject(fromWireFailure(answer.failure));
    else call?.resolve(answer.value);
  }

  function end(cause: Error): void {
    if (gone !== undefined) return;
    gone = stopped(entry, cause);
    for (const call of waiting.values()) call.reject(gone);
    waiting.clear();
    if (closing === undefined) onError(gone);
  }

  function send(): void {
    const requests = batch;
    batch = [];
    if (gone === undefined) worker.postMessage(requests);
  }

  // One message for all calls of a turn of the event loop: a message costs more than most calls.
  function call<N extends keyof T>(name: N, input: T[N]['input']): Promise<T[N]['output']> {
    if (gone !== undefined) return Promise.reject(gone);
    return new Promise((resolve, reject) => {
      const n = ++last;
      waiting.set(n, { resolve, reject });
      if (batch.push({ n, name, input }) === 1) setImmediate(send);
    });
  }

  worker.on('message', (answers: readonly Answer[]) => answers.forEach(settle));
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => end(new Error(`exit code ${code}`)));
  try {
    await new Promise((resolve, reject) => waiting.set(readyNumber, { resolve, reject }));
  } catch (error) {
    closing = worker.terminate().then(() => undefined);
    await closing;
    throw error;
  }
  return {
    call,
    get waiting() {
      return waiting.size;
    },
    get isGone() {
      return gone !== undefined;
    },
    close() {
      closing ??= (async () => {
        try {
          if (gone === undefined) await call('close' as keyof T, undefined as never);
        } finally {
          // Also when closing its files failed, as on a full disk: a thread that lives on keeps the process.
          await worker.terminate();
        }
      })();
      return closing;
    },
  };
}

function stopped(entry: EntryName, cause: Error): KeepsakeError {
  const part = entry === 'store-writer' ? 'writes' : 'reads';
  const message = `The part of the store that ${part} has stopped. What was acknowledged is kept; restart Keepsake.`;
  return new KeepsakeError('UNAVAILABLE', message, undefined, cause);
}

/** Collects a thread's answers and sends them together. */
export interface Answers {
  accept(n: number, value: unknown): void;
  refuse(n: number, error: unknown): void;
  /** Answers with what `run` returns or throws. */
  attempt(n: number, run: () => unknown): void;
  send(transfer?: readonly TransferListItem[]): void;
}

export function createAnswers(port: MessagePort): Answers {
  let batch: Answer[] = [];
  const accept = (n: number, value: unknown) => void batch.push({ n, value });
  const refuse = (n: number, error: unknown) => void batch.push({ n, failure: toWireFailure(error) });
  return {
    accept,
    refuse,
    attempt(n, run) {
      try {
        accept(n, run());
      } catch (error) {
        refuse(n, error);
      }
    },
    send(transfer = []) {
      if (batch.length > 0) port.postMessage(batch, transfer);
      batch = [];
    },
  };
}

/** Inside a thread: tells that it is ready to be called. */
export function reportReady(answers: Answers): void {
  answers.accept(readyNumber, undefined);
  answers.send();
}

/** Inside a thread: tells why it cannot be called. */
export function reportNotReady(answers: Answers, error: unknown): void {
  answers.refuse(readyNumber, error);
  answers.send();
}

/** Inside a thread: tells of an error that concerns no single call. */
export function reportError(answers: Answers, error: unknown): void {
  answers.refuse(reportNumber, error);
  answers.send();
}
