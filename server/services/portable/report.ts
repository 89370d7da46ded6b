/** What an import did, or would do: counts by what it is, and what could not be taken over, with the reason. */
import type { ImportReport, ImportSource } from '../../../contract/operations/portable.ts';

export type Counted = keyof ImportReport['counts'];
export type Outcome = 'added' | 'known' | 'skipped';

const shownProblems = 100;

export interface Reporting {
  count(what: Counted, outcome: Outcome, number?: number): void;
  /** `where` names a place in the archive and `what` is wrong; neither quotes content. */
  problem(where: string, what: string): void;
  project(id: string): void;
  report(): ImportReport;
}

export function createReporting(source: ImportSource, isDryRun: boolean): Reporting {
  const counts = new Map<Counted, Record<Outcome, number>>();
  const projects = new Set<string>();
  const items: { where: string; what: string }[] = [];
  let problems = 0;
  return {
    count(what, outcome, number = 1) {
      const row = counts.get(what) ?? { added: 0, known: 0, skipped: 0 };
      row[outcome] += number;
      counts.set(what, row);
    },
    problem(where, what) {
      problems++;
      if (items.length < shownProblems) items.push({ where, what });
    },
    project: (id) => void projects.add(id),
    report: () => ({
      source,
      dry_run: isDryRun,
      project_ids: [...projects],
      counts: Object.fromEntries(counts) as ImportReport['counts'],
      problems: { count: problems, items },
    }),
  };
}
