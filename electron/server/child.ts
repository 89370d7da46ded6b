/** One run of the server's process: what it prints, whether it became ready, how it ended. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ServerChild {
  /** True once it listens; false when it ended before. */
  readonly ready: Promise<boolean>;
  /** Resolves with what a person should read, when it has ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
  kill(): void;
}

/** How long it may take to finish what it is answering. */
const stopMs = 15_000;

export function watchChild(child: ChildProcess, onRecoveryCode: (code: string) => void): ServerChild {
  const { promise: ready, resolve: settleReady } = Promise.withResolvers<boolean>();
  const { promise: ended, resolve: settleEnded } = Promise.withResolvers<string>();
  let lastError: string | undefined;
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'ready') settleReady(true);
      const code = /^Recovery code, shown this once: (\S+)$/.exec(line)?.[1];
      if (code !== undefined) onRecoveryCode(code);
    });
  // Only what the command says to people; its log is not for the screen.
  if (child.stderr !== null)
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastError = /^keepsake: (.+)$/.exec(line)?.[1] ?? lastError;
    });
  const end = (how: string): void => {
    settleReady(false);
    settleEnded(lastError ?? how);
  };
  child.once('error', (error) => end(`The memory server cannot be started: ${error.message}`));
  child.once('close', (code, signal) =>
    end(`The memory server ended unexpectedly (${signal ?? `code ${code}`}).`),
  );
  return {
    ready,
    ended,
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
