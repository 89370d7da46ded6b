/** How tests run: `unit` stands beside the source, `journey` crosses processes and lives in test/. */
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { messages } from './renderer/messages.ts';
import { prepareRunFolders } from './test/harness/run-folders.ts';

prepareRunFolders();

// A journey starts several processes of its own, and small machines have two cores.
const workers = Math.max(2, availableParallelism() - 1);

const shared = {
  pool: 'forks' as const,
  unstubEnvs: true,
  // Machines of CI are noisy: what passes only when tried again is listed by name at the end of the run.
  retry: process.env['CI'] === undefined ? 0 : 1,
  // What is waited for may take long on a small computer; nothing is asserted of how long.
  expect: { poll: { timeout: 30_000, interval: 20 } },
  exclude: ['**/node_modules/**', 'dist/**', '.build/**'],
};

export default defineConfig({
  test: {
    maxWorkers: workers,
    reporters: ['default', './test/harness/result-line.ts'],
    projects: [
      {
        plugins: [messages()],
        test: {
          ...shared,
          name: 'unit',
          include: ['{contract,local,server,bridge,client,cli,electron,renderer,scripts}/**/*.test.{ts,tsx}'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'journey',
          include: ['test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
