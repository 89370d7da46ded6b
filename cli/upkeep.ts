/** The commands that look after connections and the installation: their options and help. */
import { Option, type Command } from 'commander';
import { seconds } from './arguments.ts';
import type { AddConnectionOptions } from './commands/connection.ts';
import type { DoctorOptions } from './commands/doctor.ts';
import type { RotateOptions } from './commands/rotate.ts';
import type { Output } from './output.ts';

const json = () => new Option('--json', 'print the result as JSON');

export function addConnections(program: Command, output: Output): void {
  const connection = program
    .command('connection')
    .description('the servers that `keepsake bridge` may use, each by its name');
  connection
    .command('add')
    .description('add one, or replace it; its secret is asked for, or read from standard input')
    .argument('<name>')
    .argument('[url]', 'a Keepsake server or any MCP endpoint; this computer when left out')
    .option('--ca <file>', 'PEM file of an authority to trust for this server, besides those of the system')
    .option('--botwire', 'the URL is that of a BotWire key-value API, which wants no secret')
    .option('--secret', 'with --botwire: this one wants a secret, such as a key of another Keepsake')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExamples:\n  keepsake connection add work https://memory.example/mcp\n  keepsake connection add notes https://botwire.example --botwire',
    )
    .action(async (name: string, url: string | undefined, options: AddConnectionOptions) =>
      (await import('./commands/connection.ts')).addConnection(name, url, options, output),
    );
  connection
    .command('list')
    .description('list them')
    .addOption(json())
    .action(async () => (await import('./commands/connection.ts')).showConnections(output));
  connection
    .command('test')
    .description('tell the era, latency, authentication and account of one')
    .argument('<name>')
    .addOption(json())
    .action(async (name: string) => (await import('./commands/connection.ts')).tryConnection(name, output));
  connection
    .command('rotate')
    .description('give the key of one a new secret; bridges that run use it within a second')
    .argument('<name>')
    .option('--overlap <seconds>', 'how long the old secret is accepted; 600 when left out', seconds)
    .addOption(json())
    .action(async (name: string, options: RotateOptions) =>
      (await import('./commands/rotate.ts')).rotateConnection(name, options, output),
    );
  connection
    .command('remove')
    .description('remove one and its secret from this computer')
    .argument('<name>')
    .addOption(json())
    .action(async (name: string) => (await import('./commands/connection.ts')).dropConnection(name, output));
}

export function addDoctor(program: Command, output: Output): void {
  program
    .command('doctor')
    .description('check this installation, and say what to do about what is wrong')
    .option(
      '--recover',
      'put the key of the data folder back with the recovery code, read from standard input',
    )
    .option('--compare <urls...>', 'name the instances that differ in store, project, seq or accepted key')
    .option('--connection <name>', 'whose secret --compare uses', 'default')
    .option('--replace-secret <connection>', 'give a connection of this computer a new secret')
    .addOption(json())
    .action(async (options: DoctorOptions) => (await import('./commands/doctor.ts')).doctor(options, output));
}
