/** `keepsake migrate`: its options and help. */
import { Option, type Command } from 'commander';
import type { Output } from '../output.ts';
import type { MigrateOptions } from './commands.ts';

export function addMigrate(program: Command, output: Output): void {
  const place =
    '`folder`, the data folder of this computer, or postgres://USER@HOST/DATABASE, without a password';
  program
    .command('migrate')
    .description('move everything from the data folder into a PostgreSQL that servers share, or back')
    .requiredOption('--from <place>', `what is moved: ${place}`)
    .requiredOption('--to <place>', 'where it goes, the other of the two; it has to be empty')
    .option(
      '--from-blobs <place>',
      'where the bytes of its files are, as `serve --blobs` names it; below the data folder when left out',
    )
    .option('--to-blobs <place>', 'where they go: file:///FOLDER or s3://BUCKET/PREFIX')
    .option('--dry-run', 'say what would go, and write nothing')
    .option('--restart', 'begin anew: take away what an earlier run left in the target')
    .addOption(new Option('--json', 'print the result as JSON'))
    .addHelpText(
      'after',
      `
Stop the servers of both first. Run it again after it was stopped or killed: it goes on where it was. At its end both
are compared by hash, and only then does the target serve; the source stays as it is. Secrets of the PostgreSQL come
from the environment, as for \`keepsake serve --store\`.

Examples:
  keepsake migrate --from folder --to postgres://keepsake@db.example/keepsake --to-blobs s3://memory/blobs
  keepsake migrate --from postgres://keepsake@db.example/keepsake --from-blobs s3://memory/blobs --to folder`,
    )
    .action(async (options: MigrateOptions) => (await import('./commands.ts')).migrate(options, output));
}
