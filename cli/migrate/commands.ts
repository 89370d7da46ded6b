/** `keepsake migrate`: moves a store, says how it goes on, and shows that both are equal. */
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { KeepsakeError } from '../../contract/index.ts';
import type { Migrated, MigrationPlan } from '../../server/migration.ts';
import { whenInterrupted } from '../interruption.ts';
import type { Output } from '../output.ts';
import { openPlaces, type Places } from './places.ts';
import { createStages, sizeOf } from './stages.ts';

export interface MigrateOptions extends Places {
  dryRun?: boolean;
  restart?: boolean;
}

export async function migrate(options: MigrateOptions, output: Output): Promise<void> {
  // Rows come and go by megabytes: without this, V8 keeps what is gone for as long as there is memory.
  setFlagsFromString('--optimize-for-size');
  const places = await openPlaces(options, output.say);
  try {
    const { planMigration, migrateStore } = await import('../../server/migration.ts');
    if (options.dryRun === true) return showPlan(await planMigration(places.from), output);
    const { signal, stop } = whenInterrupted();
    const stages = createStages(output);
    const { restart } = options;
    const migrated = await migrateStore(places.from, places.to, { restart, report: stages.report, signal })
      .catch((error: unknown) => {
        throw signal.aborted ? stopped() : error;
      })
      .finally(() => {
        stages.end();
        stop();
      });
    const lines = comparison(migrated);
    if (!migrated.equal) throw different(migrated, lines, output);
    const recoveryCode = await places.recoveryCode();
    const { from, to } = options;
    output.result(
      {
        from,
        to,
        ...migrated,
        stages: stages.done(),
        peak_memory_bytes: process.resourceUsage().maxRSS * 1_024,
        ...(recoveryCode === undefined ? {} : { recovery_code: recoveryCode }),
      },
      [
        ...lines,
        `Everything is equal. ${to} serves from now on; ${from} is as it was: start no server on it any more.`,
        ...(recoveryCode === undefined ? [] : [`New recovery code, shown this once: ${recoveryCode}`]),
      ],
    );
  } finally {
    places.release();
  }
}

function showPlan({ scopes, files }: MigrationPlan, output: Output): void {
  const list = scopes.map(({ name, account, rows }) => ({ scope: name, account, rows }));
  const lines = list.map(({ scope, rows }) => `${scope}  ${countsOf(rows)}`);
  output.result({ scopes: list, files }, [
    ...lines,
    `files  ${files.files}, ${sizeOf(files.bytes)}`,
    'Nothing was written.',
  ]);
}

/** A line for each scope: what it holds, and its hash in the source and in the target. */
function comparison({ scopes, files }: Migrated): string[] {
  const width = Math.max(...scopes.map(({ scope }) => scope.length));
  const short = (digest = 'none') => digest.slice(0, 16);
  const sign = (equal: boolean) => (equal ? '=' : '≠');
  const line = (name: string, source: string | undefined, equal: boolean, target: string | undefined) =>
    `${name.padEnd(width)}  ${short(source)} ${sign(equal)} ${short(target)}`;
  return [
    ...scopes.map(
      ({ scope, source, target, equal }) =>
        `${line(scope, source?.digest, equal, target?.digest)}  ${countsOf(source?.rows ?? {})}`,
    ),
    `${line('files', files.source.digest, files.equal, files.target.digest)}  ${files.source.files}, ${sizeOf(files.source.bytes)}`,
  ];
}

/** The tables that people ask for. */
function countsOf(rows: Readonly<Record<string, number>>): string {
  const { records = 0, revisions = 0, commits = 0, rows: others = 0 } = rows;
  return `${records} records, ${revisions} revisions, ${commits} commits, ${others} rows`;
}

function different(migrated: Migrated, lines: readonly string[], output: Output): KeepsakeError {
  for (const line of lines) output.say(line);
  const wrong = migrated.scopes.filter(({ equal }) => !equal).map(({ scope }) => scope);
  return new KeepsakeError(
    'CHECKSUM_MISMATCH',
    `What arrived differs from what was sent (${[...wrong, ...(migrated.files.equal ? [] : ['files'])].join(', ')}), so the target does not serve. Check that no server writes to either and that the disk is sound, then run this again with --restart.`,
    { scopes: wrong, files_equal: migrated.files.equal },
  );
}

function stopped(): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    'It was stopped. The source is as it was, and the target does not serve. Run the same command again: it goes on where it was.',
  );
}
