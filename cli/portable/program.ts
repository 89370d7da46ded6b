/** `keepsake export` and `keepsake import`: their options and help. */
import { Option, type Command } from 'commander';
import { importSources } from '../../contract/operations/portable.ts';
import type { Output } from '../output.ts';
import type { ExportOptions, ImportOptions } from './commands.ts';

const json = () => new Option('--json', 'print the result as JSON');

export function addPortable(program: Command, output: Output): void {
  program
    .command('export')
    .description('everything, or a project, as one zip archive with full history')
    .argument('[file]', 'where to; named after what it holds when left out')
    .option('--project <id or name>', 'only this project')
    .option('--no-git', 'without the history as a git repository')
    .addOption(json())
    .action(async (path: string | undefined, options: ExportOptions) =>
      (await import('./commands.ts')).exportTo(path, options, output),
    );
  program
    .command('import')
    .description('an export of Keepsake or of another product; twice adds nothing twice')
    .argument('[path]', 'a file, or a folder of Markdown files')
    .option('--project <id or name>', 'where it goes; an export of Keepsake goes into projects of its own')
    .addOption(new Option('--from <product>', 'recognised when left out').choices(importSources))
    .option('--dry-run', 'only tell what would happen')
    .option('--url <address>', 'read from a BotWire or MemoryLake server instead')
    .option('--namespace <name...>', 'of BotWire')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExamples:\n  keepsake import keepsake-everything.zip --dry-run\n  keepsake import chatgpt.zip --project Chats\n' +
        '  keepsake import --from botwire --url https://botwire.dev --namespace my-bot --project Bots',
    )
    .action(async (path: string | undefined, options: ImportOptions) =>
      (await import('./commands.ts')).importFrom(path, options, output),
    );
}
