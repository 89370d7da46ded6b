/** The options and help of `keepsake connect` and `keepsake uninstall`. */
import { Option, type Command } from 'commander';
import type { ConnectOptions } from '../commands/connect.ts';
import type { UninstallOptions } from '../commands/uninstall.ts';
import type { Output } from '../output.ts';

const json = () => new Option('--json', 'print the result as JSON');

export function addConnect(program: Command, output: Output): void {
  program
    .command('connect')
    .description(
      'connect the AI clients of this computer, each with a key of its own, and prove that it works',
    )
    .argument('[clients...]', 'which; all that are found when left out')
    .option('--list', 'show each client: found, connected, last use of its key')
    .option('--remove', 'disconnect instead, and leave the files as they were')
    .option('--read-only', 'the client may recall, but not write')
    .option('--project <ids or names...>', 'its projects, the default one first; the first one when left out')
    .option('--no-rule', 'do not offer the rule that tells a client when to use its memory')
    .option('--rules-in <folder>', 'a folder of work, for clients with rules there alone (Cursor, Zed)')
    .option('--dry-run', 'show the changes without making them')
    .option('--yes', 'do not ask')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExamples:\n  keepsake connect\n  keepsake connect cursor --read-only --project Work',
    )
    .action(async (ids: string[], options: ConnectOptions) =>
      (await import('../commands/connect.ts')).connect(ids, options, output),
    );
  program
    .command('uninstall')
    .description('disconnect every client and remove what was installed; the data stays')
    .option('--delete-data', 'delete all memories, documents and keys as well, after a typed confirmation')
    .option('--yes', 'do not ask whether to disconnect')
    .addOption(json())
    .action(async (options: UninstallOptions) =>
      (await import('../commands/uninstall.ts')).uninstall(options, output),
    );
}
