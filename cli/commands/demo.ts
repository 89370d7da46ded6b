/** `keepsake demo`: a server with a sample in it, to try Keepsake without putting anything of one's own into it. */
import { fillFull } from '../demo/fill-full.ts';
import { fillDemo } from '../demo/fill.ts';
import { startDemo } from '../demo/start.ts';
import type { Output } from '../output.ts';

export interface DemoCommandOptions {
  folder?: string;
  port?: number;
  full?: boolean;
}

/** Runs until it is interrupted; a temporary folder is gone then. */
export async function demo(options: DemoCommandOptions, output: Output): Promise<void> {
  const stop = new AbortController();
  const interrupted = new Promise<void>((resolve) =>
    stop.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  const end = () => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  const started = await startDemo(options);
  try {
    if (started.isNew) {
      output.say('Making the sample…');
      await fillDemo(started, { signal: stop.signal });
      if (options.full === true) await fillWithProgress(started, stop.signal, output);
    }
    const address = await started.pageAddress();
    const home = started.env['KEEPSAKE_HOME'];
    output.result({ url: started.url, address, home }, [
      'A Keepsake with a sample is running. Nothing of yours is in it.',
      `\nOpen this page (the address works once, for ten minutes):\n  ${address}`,
      options.folder === undefined
        ? '\nCtrl-C ends it and removes everything.'
        : `\nCtrl-C ends it. Its folder stays: ${home}`,
    ]);
    output.say('ready');
    await interrupted;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    await started.close();
  }
}

async function fillWithProgress(
  access: Parameters<typeof fillFull>[0],
  signal: AbortSignal,
  output: Output,
): Promise<void> {
  const bar = output.progress('100,000 items and 50,000 memories');
  try {
    await fillFull(access, { signal, progress: (done, total) => bar.update(done, total) });
  } finally {
    bar.end();
  }
}
