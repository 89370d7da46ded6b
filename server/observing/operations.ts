/** The address for whoever runs a server: is it alive, does it take requests, what does it measure. */
import { Hono } from 'hono';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

export interface ReadinessDependencies {
  /** Resolves when the store answers. */
  readonly probe: () => Promise<void>;
  readonly isDraining: () => boolean;
  readonly logger: Logger;
}

/** Answers whether requests should be sent here: 200 or 503 with a reason. */
export type Readiness = () => Promise<Response>;

const probeMs = 2_000;

export function createReadiness({ probe, isDraining, logger }: ReadinessDependencies): Readiness {
  return async () => {
    if (isDraining()) return new Response('stopping\n', { status: 503 });
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('the store is slow')), probeMs).unref(),
    );
    try {
      await Promise.race([probe(), late]);
      return new Response('ready\n');
    } catch (error) {
      logger.warn({ err: error }, 'not ready');
      return new Response('the store does not answer\n', { status: 503 });
    }
  };
}

/** Probes and measurements as a `fetch` handler of their own: whoever reaches it learns nothing that is kept here. */
export function createOperations({ readiness, metrics }: { readiness: Readiness; metrics: Metrics }) {
  const app = new Hono();
  app.get('/livez', (context) => context.text('ok\n'));
  app.get('/readyz', readiness);
  app.get('/metrics', async () => {
    const { type, text } = await metrics.read();
    return new Response(text, { headers: { 'content-type': type } });
  });
  return app.fetch;
}
