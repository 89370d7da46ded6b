/** Puts together what watches a server: measurements for its second address, traces where the environment asks for them. */
import type { Logger } from 'pino';
import type { BlobStore } from '../store/blobs.ts';
import type { Store } from '../store/store.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { observedBlobs, observedStore } from './observed.ts';
import { both, type Observer } from './observer.ts';
import { createTracing, isTracingWanted } from './tracing.ts';

export interface Observing {
  readonly observer: Observer | undefined;
  readonly metrics: Metrics | undefined;
  store(store: Store): Store;
  blobs(blobs: BlobStore): BlobStore;
  close(): Promise<void>;
}

/** @param wanted whether there is an address to read measurements at */
export async function startObserving(wanted: { metrics: boolean }, logger: Logger): Promise<Observing> {
  const metrics = wanted.metrics ? await createMetrics() : undefined;
  // The variables may be meant for other programs: whoever runs the app must not be kept from it by them.
  const tracing = isTracingWanted(process.env)
    ? await createTracing(process.env).catch((error: unknown) => {
        logger.warn({ err: error }, 'no traces are made');
        return undefined;
      })
    : undefined;
  const observer =
    tracing === undefined || metrics === undefined ? (tracing ?? metrics) : both(tracing, metrics);
  return {
    observer,
    metrics,
    store: (store) => (observer === undefined ? store : observedStore(store, observer)),
    blobs: (blobs) => (observer === undefined ? blobs : observedBlobs(blobs, observer)),
    close: async () => tracing?.close(),
  };
}
