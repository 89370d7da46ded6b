/** The command `keepsake demo`: its options and help. */
import { Option, type Command } from 'commander';
import { port } from '../arguments.ts';
import type { DemoCommandOptions } from '../commands/demo.ts';
import type { Output } from '../output.ts';

export function addDemo(program: Command, output: Output): void {
  program
    .command('demo')
    .description('run a server with a sample in it, apart from your own memory, until it is interrupted')
    .option(
      '--folder <path>',
      'keep it there, and go on with it the next time; removed at the end when left out',
    )
    .option('--port <number>', 'TCP port on this computer; any free one when left out', port, undefined)
    .option('--full', 'with 100,000 items in the drive and 50,000 memories besides (takes minutes)')
    .addOption(new Option('--json', 'print the address as JSON'))
    .addHelpText('after', '\nExamples:\n  keepsake demo\n  keepsake demo --folder ~/keepsake-demo')
    .action(async (options: DemoCommandOptions) =>
      (await import('../commands/demo.ts')).demo(options, output),
    );
}
