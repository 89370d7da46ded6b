/** `keepsake link`, `unlink` and `sync`: their options and help. */
import { Argument, Option, type Command } from 'commander';
import type { Output } from '../output.ts';
import type { LinkOptions, UnlinkOptions } from './commands.ts';
import type { Keep } from './keeping.ts';

const json = () => new Option('--json', 'print the result as JSON');
const load = () => import('./commands.ts');

export function addSync(program: Command, output: Output): void {
  program
    .command('link')
    .description(
      'keep projects in a remote Keepsake server, too; memory stays on this computer and works offline',
    )
    .argument('<url>', 'the server, such as https://memory.example')
    .option('--all', 'all projects of either side, also those that are made later')
    .option('--project <id or name>', 'this project alone')
    .option('--to <id>', 'the remote project that it is kept in; a new one when left out')
    .option('--drive', 'the files and folders of the drive, too; a new link with --all takes them along')
    .option(
      '--no-drive',
      'leave the files and folders where they are; bytes that the server alone has come first',
    )
    .option('--leave-files', 'with --no-drive: do not bring them; those files no longer open here')
    .option('--clone <id>', 'bring this remote project here')
    .option('--name <name>', 'what the server calls this computer; its host name when left out')
    .option('--token-file <path>', 'read the personal access token there')
    .addOption(json())
    .addHelpText(
      'after',
      '\nThe token is asked for, or read from standard input or the file, and kept in the keychain; a server that is linked\nalready needs none. Make it there with: keepsake token create "my laptop" --scope write\n\nExamples:\n  keepsake link https://memory.example --all\n  keepsake link https://memory.example --project Work --token-file token.txt',
    )
    .action(async (url: string, options: LinkOptions) => (await load()).link(url, options, output));
  program
    .command('unlink')
    .description('end a link, or take one project out of it; both sides keep what they have')
    .argument('[url or id]', 'the server or the link; the only one when left out')
    .option('--project <id or name>', 'take out this project alone')
    .option('--remove', 'and remove it from this computer, once the server has all of it')
    .option(
      '--leave-files',
      'do not bring the bytes that the server alone has; those files no longer open here',
    )
    .addOption(json())
    .addHelpText(
      'after',
      '\nFiles whose bytes the server alone has are brought here first. Ctrl-C stops that; the link then stands as before.',
    )
    .action(async (which: string | undefined, options: UnlinkOptions) =>
      (await load()).unlink(which, options, output),
    );
  const sync = program.command('sync').description('the exchange with linked servers');
  sync
    .command('status')
    .description('what waits, what is under way and what went wrong')
    .addOption(json())
    .action(async () => (await load()).syncStatus(output));
  sync
    .command('now')
    .description('send and take now, and send again what was refused')
    .addOption(json())
    .action(async () => (await load()).syncNow(output));
  sync
    .command('keep')
    .description('choose whether what is in a folder is on this computer, or fetched when it is opened')
    .argument('<folder>', 'its path from the top of the drive, such as Plans/Garden; / for all of it')
    .addArgument(
      new Argument('<where>', 'inherit does as the folder above').choices(['here', 'placeholder', 'inherit']),
    )
    .addOption(json())
    .action(async (path: string, where: Keep) => (await import('./keeping.ts')).keep(path, where, output));
  for (const [name, paused, description] of [
    ['pause', true, 'send and take nothing until it is resumed'],
    ['resume', false, 'go on with it'],
  ] as const)
    sync
      .command(name)
      .description(description)
      .argument('[url or id]', 'the server or the link; all when left out')
      .addOption(json())
      .action(async (which: string | undefined) => (await load()).setPaused(which, paused, output));
}
