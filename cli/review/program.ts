/** `keepsake review`, `keepsake conflicts` and `keepsake key rollback`: their options and help. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Output } from '../output.ts';
import type {
  DecideOptions,
  ResolveOptions,
  ReviewOptions,
  RollbackOptions,
  SettingsOptions,
} from './commands.ts';

const json = () => new Option('--json', 'print the result as JSON');
const project = () => new Option('--project <id or name>', 'the project; the first one when left out');
const secrets = () =>
  new Option('--secrets <rule>', 'what becomes of keys, tokens and cards in memories').choices([
    'redact',
    'hold',
    'allow',
  ]);

export function addReview(program: Command, output: Output): void {
  const review = program.command('review').description('writes of clients that wait for your approval');
  review
    .command('list')
    .description('show what waits')
    .addOption(project())
    .addOption(json())
    .action(async (options: ReviewOptions) => (await import('./commands.ts')).listReviews(options, output));
  for (const decision of ['approve', 'reject'] as const) {
    const command = review
      .command(decision)
      .description(decision === 'approve' ? 'do what was proposed' : 'drop what was proposed')
      .argument('[ids...]', 'which, as `review list` shows them')
      .option('--all', 'everything that waits in the project')
      .option('--key <id>', 'everything that waits of this key');
    if (decision === 'approve') command.option('--content <text>', 'what the one memory says instead');
    command
      .addOption(project())
      .addOption(json())
      .action(async (ids: string[], options: DecideOptions) =>
        (await import('./commands.ts')).decideReviews(decision, ids, options, output),
      );
  }
  for (const required of [true, false])
    review
      .command(required ? 'on' : 'off')
      .description(required ? 'let what clients write wait for approval' : 'let clients write at once')
      .option('--key <id>', 'only for this key, in every project')
      .addOption(secrets())
      .addOption(project())
      .addOption(json())
      .action(async (options: SettingsOptions) =>
        (await import('./commands.ts')).setReview(required, options, output),
      );
  addConflicts(program, output);
}

function addConflicts(program: Command, output: Output): void {
  const conflicts = program
    .command('conflicts')
    .description('memories that contradict each other or a newer document');
  conflicts
    .command('list', { isDefault: true })
    .description('show open conflicts')
    .addOption(project())
    .addOption(json())
    .action(async (options: ReviewOptions) => (await import('./commands.ts')).listConflicts(options, output));
  conflicts
    .command('resolve')
    .description('keep one side, both, or write the text anew')
    .argument('<id>', 'its id')
    .option('--keep <id>', 'the memory or document that stays; the other memory is superseded by it')
    .option('--content <text>', 'what the memory that stays says from now on')
    .addOption(new Option('--both', 'both stay').conflicts(['keep', 'content']))
    .addOption(project())
    .addOption(json())
    .action(async (id: string, options: ResolveOptions) =>
      (await import('./commands.ts')).resolveConflict(id, options, output),
    );
}

/** @param key the command that it becomes a part of */
export function addRollback(key: Command, output: Output): void {
  key
    .command('rollback')
    .description('take back everything one key wrote since a time, as new revisions')
    .argument('<id>', 'its id')
    .requiredOption('--since <time>', 'such as 2027-01-31 or 2027-01-31T18:00:00Z', moment)
    .option('--dry-run', 'only show what would be done')
    .option('--include-changed', 'also what others have changed since')
    .addOption(json())
    .action(async (id: string, options: RollbackOptions) =>
      (await import('./commands.ts')).rollbackKey(id, options, output),
    );
}

function moment(text: string): string {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new InvalidArgumentError('It is not a time such as 2027-01-31 or 2027-01-31T18:00:00Z.');
}
