/** `keepsake kv`: its commands, options and help. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Output } from '../output.ts';
import type { KvOptions, ListOptions, SetOptions } from './commands.ts';

const json = () => new Option('--json', 'print the result as JSON');
const branch = () => new Option('--branch <name>', 'the branch to work on; the main line when left out');
const project = () => new Option('--project <id or name>', 'the project; the first one when left out');

export function addKv(program: Command, output: Output): void {
  const kv = program.command('kv').description('key-value memory: values by namespace and key');
  kv.command('get')
    .description('print a value: a text as it is, anything else as JSON')
    .argument('<namespace>')
    .argument('<key>')
    .addOption(branch())
    .addOption(project())
    .addOption(json())
    .action(async (namespace: string, key: string, options: KvOptions) =>
      (await import('./commands.ts')).getValue({ namespace, key }, options, output),
    );
  kv.command('set')
    .description('write a value')
    .argument('<namespace>')
    .argument('<key>')
    .argument('<value>', 'a text; "-" reads it from standard input')
    .option('--parse', 'the value is JSON, not a text')
    .option('--ttl <seconds>', 'when it ends', number)
    .option('--if-version <number>', 'only over this version; 0 if there is none', number)
    .addOption(branch())
    .addOption(project())
    .addOption(json())
    .addHelpText(
      'after',
      '\nExamples:\n  keepsake kv set app user:john:name John\n  keepsake kv set app limits \'{"most": 5}\' --parse --ttl 3600',
    )
    .action(async (namespace: string, key: string, value: string, options: SetOptions) =>
      (await import('./commands.ts')).setValue({ namespace, key }, value, options, output),
    );
  kv.command('delete')
    .description('remove a value; no error when there is none')
    .argument('<namespace>')
    .argument('<key>')
    .addOption(branch())
    .addOption(project())
    .addOption(json())
    .action(async (namespace: string, key: string, options: KvOptions) =>
      (await import('./commands.ts')).deleteValue({ namespace, key }, options, output),
    );
  kv.command('list')
    .description('list the keys of a namespace, or the namespaces')
    .argument('[namespace]')
    .option('--prefix <text>', 'only keys that begin with it', '')
    .addOption(project())
    .addOption(json())
    .action(async (namespace: string | undefined, options: ListOptions) =>
      (await import('./commands.ts')).listValues(namespace, options, output),
    );
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It is not a number from 0 up.');
  return value;
}
