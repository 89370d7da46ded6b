/** `keepsake conversation`: its commands, options and help. */
import { Option, type Command } from 'commander';
import { count } from '../arguments.ts';
import type { Output } from '../output.ts';
import type { ConversationOptions, ShowOptions } from './commands.ts';

const json = () => new Option('--json', 'print the result as JSON');
const project = () => new Option('--project <id or name>', 'the project; the first one when left out');

export function addConversations(program: Command, output: Output): void {
  const conversation = program.command('conversation').description('what was said, word for word');
  conversation
    .command('list')
    .description('list the conversations, last changed first')
    .addOption(project())
    .addOption(json())
    .action(async (options: ConversationOptions) =>
      (await import('./commands.ts')).listConversations(options, output),
    );
  conversation
    .command('show')
    .description('print the messages of a conversation')
    .argument('<conversation>', 'its id, its name or its title')
    .option('--query <text>', 'only those that fit best')
    .option('--last <number>', 'only the last ones', count)
    .addOption(project())
    .addOption(json())
    .action(async (wanted: string, options: ShowOptions) =>
      (await import('./commands.ts')).showConversation(wanted, options, output),
    );
}
