/** `keepsake prepare-database` and `keepsake rotate-master-key`: what is done to a database that servers share. */
import { Option, type Command } from 'commander';
import type { Output } from './output.ts';

const store = (what: string) =>
  new Option('--store <address>', `postgres://${what}@HOST/DATABASE, without a password`)
    .env('KEEPSAKE_STORE')
    .makeOptionMandatory();

/** Adds the commands. */
export function addDatabase(program: Command, output: Output): void {
  program
    .command('prepare-database')
    .description('make or update the tables of a shared store, as who owns its database')
    .addOption(store('OWNER'))
    .option('--role <name>', 'let this role, with which servers connect, use the tables')
    .addHelpText(
      'after',
      '\nRun it before servers of a new version start. Servers older than row-level security have to be stopped first.\n' +
        '\nExample:\n  keepsake prepare-database --store postgres://owner@db.example/keepsake --role keepsake_server',
    )
    .action(async (options: { store: string; role?: string }) => {
      const { prepareDatabase } = await import('./commands/prepare-database.ts');
      await prepareDatabase(options, output);
    });
  program
    .command('rotate-master-key')
    .description('wrap the keys of accounts and projects of a shared store under the newest master key')
    .addOption(store('USER'))
    .addHelpText(
      'after',
      '\nThe master keys come from where servers have them, the newest first; every server has to know all of them before.' +
        '\nIt may be broken off and run again. See docs/operating.md.' +
        '\n\nExample:\n  keepsake rotate-master-key --store postgres://keepsake_server@db.example/keepsake',
    )
    .action(async (options: { store: string }) => {
      const { rotateMasterKey } = await import('./commands/rotate-master-key.ts');
      await rotateMasterKey(options, output);
    });
}
