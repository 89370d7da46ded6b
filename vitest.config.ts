/** How tests run: `unit` stands beside the source, `journey` crosses processes and lives in test/. */
import { defineConfig } from 'vitest/config';

const shared = {
  pool: 'forks' as const,
  unstubEnvs: true,
  exclude: ['**/node_modules/**', 'dist/**', '.build/**'],
};

export default defineConfig({
  test: {
    // Two workers: a journey starts several processes of its own, and small machines have two cores.
    maxWorkers: 2,
    reporters: ['default', './test/harness/result-line.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['{contract,local,server,bridge,cli,renderer,scripts}/**/*.test.{ts,tsx}'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'journey',
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
