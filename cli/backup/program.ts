/** `keepsake backup`, `keepsake restore` and `keepsake verify`: their options and help. */
import { Option, type Command } from 'commander';
import { count } from '../arguments.ts';
import type { Output } from '../output.ts';
import type { SetBackupOptions } from './commands.ts';
import type { RestoreOptions, RestorePlace } from './restore.ts';

const json = () => new Option('--json', 'print the result as JSON');

export function addBackups(program: Command, output: Output): void {
  const backup = program.command('backup').description('encrypted copies in a folder of your choice');
  backup
    .command('set')
    .description('set the folder; a passphrase is asked for, or read from standard input')
    .argument('<folder>', 'an absolute path, best on another disk')
    .option('--every <hours>', 'make one every so many hours while the server runs', count)
    .option('--keep <number>', 'newest ones that are kept', count, 7)
    .option('--recipient <keys...>', 'public keys of age identities (age1…), instead of a passphrase')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExamples:\n  keepsake backup set /media/disk/keepsake --every 24 --keep 14\n  keepsake backup set /media/disk/keepsake --recipient age1…',
    )
    .action(async (folder: string, options: SetBackupOptions) =>
      (await import('./commands.ts')).setBackups(folder, options, output),
    );
  backup
    .command('off')
    .description('make no more backups; those that are there stay')
    .addOption(json())
    .action(async () => (await import('./commands.ts')).unsetBackups(output));
  backup
    .command('now')
    .description('make one now, while everything goes on; Ctrl-C ends it without a trace')
    .addOption(json())
    .action(async () => (await import('./commands.ts')).makeBackup(output));
  backup
    .command('list')
    .description('the backups in the folder')
    .addOption(json())
    .action(async () => (await import('./commands.ts')).listBackups(output));
  backup
    .command('verify')
    .description('really restore one to a place of its own, compare everything, and remove it again')
    .argument('[id]', 'the newest one when left out')
    .addOption(json())
    .action(async (id: string | undefined) => (await import('./commands.ts')).verifyBackup(id, output));
  const opened = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .argument('<folder>', 'the folder that the backups are in')
      .option('--backup <id>', 'this one')
      .option('--at <time>', 'the newest one that is not later, such as 2026-11-20T18:00:00Z')
      .option('--identity <file>', 'an age identity instead of the passphrase')
      .addOption(json());
  opened('restore', 'restore a backup into the empty data folder of this computer, or into an empty database')
    .addOption(
      new Option(
        '--store <address>',
        'an empty PostgreSQL database instead, such as postgres://keepsake@db.example/memory',
      ).env('KEEPSAKE_STORE'),
    )
    .addOption(
      new Option('--blobs <place>', 'with --store: where servers share the bytes of files').env(
        'KEEPSAKE_BLOBS',
      ),
    )
    .addHelpText(
      'after',
      '\nStop the servers first. Examples:\n  keepsake restore /media/disk/keepsake\n  KEEPSAKE_MASTER_KEY_FILE=/etc/keepsake/key keepsake restore /mnt/backups --store postgres://keepsake@db.example/memory --blobs s3://memory/',
    )
    .action(async (folder: string, options: RestoreOptions & RestorePlace) =>
      (await import('./restore.ts')).restore(folder, options, output),
    );
  opened(
    'verify',
    'really restore a backup to a place of its own, without a server, and compare everything',
  ).action(async (folder: string, options: RestoreOptions) =>
    (await import('./restore.ts')).verify(folder, options, output),
  );
}
