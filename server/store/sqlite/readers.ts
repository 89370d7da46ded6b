/** The threads that read; a call goes to the one with the fewest calls waiting, and a dead one is replaced. */
import type { FolderOptions } from './files.ts';
import { startThread, type Thread } from './threads.ts';
import type { ConnectionSettings, ReaderCalls } from './wire.ts';

export interface Readers {
  call<N extends keyof ReaderCalls>(
    name: N,
    input: ReaderCalls[N]['input'],
  ): Promise<ReaderCalls[N]['output']>;
  /** Closes a project's file in every thread. */
  release(project: string): Promise<void>;
  settings(): Promise<ConnectionSettings[]>;
  close(): Promise<void>;
}

type Reader = Thread<ReaderCalls>;

const readerCount = 2;

/** They start with the first call that needs them, so that a short-lived process pays for none. */
export function createReaders(options: FolderOptions, onError: (error: Error) => void): Readers {
  const slots: { load: number; reader: Promise<Reader> | undefined }[] = Array.from(
    { length: readerCount },
    () => ({
      load: 0,
      reader: undefined,
    }),
  );

  /** The slot's reader at once, before it runs: calls of the same moment would else start a thread each. */
  function readerOf(slot: { reader: Promise<Reader> | undefined }): Promise<Reader> {
    const before = slot.reader;
    slot.reader = (async () => {
      const current = await before?.catch(() => undefined);
      if (current !== undefined && !current.isGone) return current;
      return startThread<ReaderCalls>('store-reader', options, onError);
    })();
    return slot.reader;
  }

  return {
    async call(name, input) {
      const slot = slots.reduce((least, other) => (other.load < least.load ? other : least));
      slot.load += 1;
      try {
        return await (await readerOf(slot)).call(name, input);
      } finally {
        slot.load -= 1;
      }
    },
    async release(project) {
      const started = slots.flatMap(({ reader }) => (reader === undefined ? [] : [reader]));
      await Promise.all(started.map(async (reader) => (await reader).call('release', { project })));
    },
    async settings() {
      const readers = await Promise.all(slots.map(readerOf));
      return (await Promise.all(readers.map((reader) => reader.call('settings', undefined)))).flat();
    },
    async close() {
      await Promise.allSettled(slots.map(async ({ reader }) => (await reader)?.close()));
    },
  };
}
