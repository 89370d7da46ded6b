/** `keepsake erase` and `keepsake receipt`: their options and help. */
import { Argument, Option, type Command } from 'commander';
import type { Output } from '../output.ts';
import type { EraseOptions } from './commands.ts';
import { erasable } from './erasable.ts';

const json = () => new Option('--json', 'print the result as JSON');

export function addErase(program: Command, output: Output): void {
  program
    .command('erase')
    .description('delete something permanently, by its exact id, and print the receipt')
    .addArgument(new Argument('<what>', 'what it is').choices(Object.keys(erasable)))
    .argument('<id>', 'its exact id')
    .option('--confirm <id>', 'the same id again; asked for when left out')
    .option('--project <id or name>', 'where it is; for key-writes, only there')
    .option('--receipt <file>', 'write the receipt to a new file')
    .addOption(json())
    .addHelpText(
      'after',
      '\nIt cannot be brought back. Example:\n  keepsake erase memory mem_01h455vb4pex5vsknk084sn02q --receipt erased.json',
    )
    .action(async (what: string, id: string, options: EraseOptions) =>
      (await import('./commands.ts')).erase(what, id, options, output),
    );
  const receipt = program.command('receipt').description('receipts of permanent deletions');
  receipt
    .command('list')
    .description('the newest hundred')
    .addOption(json())
    .action(async () => (await import('./commands.ts')).listReceipts(output));
  receipt
    .command('show')
    .description('print a receipt, to be kept in a file')
    .argument('<id>', 'of the deletion (era_…)')
    .addOption(json())
    .action(async (id: string) => (await import('./commands.ts')).showReceipt(id, output));
  receipt
    .command('verify')
    .description('check the signature of a receipt, without a server')
    .argument('<file>')
    .option('--key <base64>', 'the public key that it has to be signed with')
    .addOption(json())
    .action(async (file: string, options: { key?: string }) =>
      (await import('./commands.ts')).checkReceipt(file, options, output),
    );
  receipt
    .command('key')
    .description('the public key of this Keepsake, by which others verify its receipts')
    .addOption(json())
    .action(async () => (await import('./commands.ts')).receiptKey(output));
}
