/** Runs a campaign as `npm run` does, for the tests that run a short version of it. */
import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Goal } from './result.ts';

export interface Outcome {
  readonly results: Readonly<Record<string, unknown>>;
  /** The names of goals that were not met; also the output of a campaign that broke off. */
  readonly missed: string[];
}

/** What the last line of a campaign says. */
export function runCampaign(name: string, options: readonly string[]): Promise<Outcome> {
  const program = fileURLToPath(new URL(name, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...options], (_error, output, errors) => {
      const last = output.trimEnd().split('\n').at(-1) ?? '';
      if (!last.startsWith('{')) return resolve({ results: {}, missed: [output + errors] });
      const { results, goals } = JSON.parse(last) as { results: Outcome['results']; goals: Goal[] };
      const missed = goals.filter(({ met }) => !met).map(({ name }) => name);
      if (missed.length > 0) console.log(output);
      resolve({ results, missed });
    });
  });
}
