/** The threads that read; a call goes to the one with the fewest calls waiting, and a dead one is replaced. */
import type { FolderOptions } from './files.ts';
import { startThread, type Thread } from './threads.ts';
import type { ConnectionSettings, ReaderCalls } from './wire.ts';

export interface Readers {
  call<N extends keyof ReaderCalls>(
    name: N,
    input: ReaderCalls[N]['input'],
  ): Promise<ReaderCalls[N]['output']>;
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

  async function readerOf(slot: { reader: Promise<Reader> | undefined }): Promise<Reader> {
    const current = await slot.reader?.catch(() => undefined);
    if (current !== undefined && !current.isGone) return current;
    slot.reader = startThread<ReaderCalls>('store-reader', options, onError);
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
    async settings() {
      const readers = await Promise.all(slots.map(readerOf));
      return (await Promise.all(readers.map((reader) => reader.call('settings', undefined)))).flat();
    },
    async close() {
      await Promise.allSettled(slots.map(async ({ reader }) => (await reader)?.close()));
    },
  };
}
