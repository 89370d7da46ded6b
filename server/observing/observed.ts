/** A store and blobs whose calls an observer sees. */
import type { BlobStore } from '../store/blobs.ts';
import type { Store } from '../store/store.ts';
import type { Observer } from './observer.ts';

/** The same store; every call is a step. */
export function observedStore(store: Store, observer: Observer): Store {
  const calls = Object.entries(store) as [string, (...given: unknown[]) => Promise<unknown>][];
  const watched = calls.map(([name, call]) => [
    name,
    (...given: unknown[]) => observer.step({ part: 'store', name }, () => call(...given)),
  ]);
  return { ...store, ...(Object.fromEntries(watched) as Store) };
}

/** The same blobs; staging, keeping and removing are steps, and the bytes that move are counted. */
export function observedBlobs(blobs: BlobStore, observer: Observer): BlobStore {
  const step = <T>(name: string, work: () => Promise<T>) => observer.step({ part: 'blobs', name }, work);
  return {
    ...blobs,
    async stage(account, source, maxBytes, name) {
      const counted = counting(source, (bytes) => observer.moved('written', bytes));
      const staged = await step('stage', () => blobs.stage(account, counted, maxBytes, name));
      return { ...staged, keep: () => step('keep', () => staged.keep()) };
    },
    read: (blob, range) => counting(blobs.read(blob, range), (bytes) => observer.moved('read', bytes)),
    remove: (name) => step('remove', () => blobs.remove(name)),
  };
}

async function* counting(
  source: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  for await (const piece of source) {
    count(piece.byteLength);
    yield piece;
  }
}
