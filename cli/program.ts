/** The commands, their options and help. */
import { Command, CommanderError, Option } from 'commander';
import { keepsakeVersion } from '../contract/index.ts';
import { byteCount, count, minutes, port, seconds } from './arguments.ts';
import { exitCodeOf, exitCodes, exitCodesHelp } from './exit-codes.ts';
import { addErase } from './erase/program.ts';
import { createOutput, type Output } from './output.ts';
import { addDatabase } from './database.ts';
import { addDemo } from './demo/program.ts';
import { addBackups } from './backup/program.ts';
import { addConnect } from './connect/program.ts';
import { addConnections, addDoctor } from './upkeep.ts';
import type { AddOptions } from './commands/add.ts';
import type { RememberOptions, SearchOptions } from './commands/contents.ts';
import type { SetEmbeddingsOptions } from './commands/embeddings.ts';
import type { CreateKeyOptions } from './commands/keys.ts';
import type { CreateProjectOptions } from './commands/projects.ts';
import type { RotateOptions } from './commands/rotate.ts';
import type { ServeOptions } from './commands/serve.ts';
import { addConversations } from './conversations/program.ts';
import { addHistory } from './history/program.ts';
import { addKv } from './kv/program.ts';
import { addMigrate } from './migrate/program.ts';
import { addPeople } from './people/program.ts';
import { addPortable } from './portable/program.ts';
import { addServing } from './serving.ts';
import { addReview, addRollback } from './review/program.ts';
import { addSync } from './sync/program.ts';

/** Runs the command line. @returns the exit code */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const output = createOutput(argv.includes('--json'));
  const program = createProgram(output).exitOverride();
  try {
    await program.parseAsync(argv);
    return process.exitCode === undefined ? exitCodes.ok : Number(process.exitCode);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    output.error(error);
    return exitCodeOf(error);
  }
}

function createProgram(output: Output): Command {
  const program = new Command('keepsake')
    .description('Long-term memory for AI tools, owned by the person who uses them.')
    .version(keepsakeVersion)
    .showHelpAfterError('(keepsake --help shows what there is)')
    .addHelpText('after', exitCodesHelp);
  addServe(program, output);
  addBridge(program);
  addConnect(program, output);
  addContents(program, output);
  addKeys(program, output);
  addKv(program, output);
  addConversations(program, output);
  addPortable(program, output);
  addHistory(program, output);
  addReview(program, output);
  addProjects(program, output);
  addReindex(program, output);
  addEmbeddings(program, output);
  addBackups(program, output);
  addMigrate(program, output);
  addErase(program, output);
  addPeople(program, output);
  addDatabase(program, output);
  addSync(program, output);
  addConnections(program, output);
  addDoctor(program, output);
  addDemo(program, output);
  // Each command's errors end in the same place as the program's.
  for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)])
    command.exitOverride();
  return program;
}

const json = () => new Option('--json', 'print the result as JSON');
const project = () => new Option('--project <id or name>', 'the project; the first one when left out');

function addServe(program: Command, output: Output): void {
  const serve = program
    .command('serve')
    .description('run the memory server')
    .option('--start', 'set up what is missing and print how to connect (what npm start runs)')
    .option('--port <number>', 'TCP port on this computer; 0 takes any free one', port, undefined)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--public-url <url>', 'where people and AI clients reach it, such as https://memory.example')
    .option('--oidc-issuer <url>', 'take access tokens of this OIDC issuer from members')
    .option('--oidc-audience <name>', 'what those must be for; the address of /mcp when left out')
    .option('--no-tcp', 'listen on the local socket alone')
    .option('--max-file-size <size>', 'largest file, such as 2GB; 500MB when left out', byteCount)
    .option(
      '--quota <size>',
      'most that all files may take together, such as 50GB; no limit when left out',
      byteCount,
    )
    .addOption(
      new Option(
        '--store <address>',
        'keep everything in a PostgreSQL that servers share: postgres://USER@HOST/DATABASE, without a password',
      ).env('KEEPSAKE_STORE'),
    )
    .option(
      '--open-namespace <names...>',
      'let every program of this computer use these namespaces of the first project without a key',
    )
    .option(
      '--exit-when-idle <minutes>',
      'stop once nobody was connected and no job ran for so long',
      minutes,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  keepsake serve --start\n  keepsake serve --port 7272 --max-file-size 2GB',
    )
    .action(async (options: ServeOptions) => (await import('./commands/serve.ts')).serve(options, output));
  addServing(serve);
  program
    .command('owner-token')
    .description('print a new owner token, for the file that KEEPSAKE_OWNER_TOKEN_FILE names')
    .addHelpText('after', '\nExample:\n  keepsake owner-token > owner-token')
    .action(async () => {
      const { newToken } = await import('../local/tokens.ts');
      output.say(newToken('kso').secret);
    });
}

function addBridge(program: Command): void {
  program
    .command('bridge')
    .description('what an AI client starts: MCP on standard input and output')
    .option('--connection <name>', 'the connection to use', 'default')
    .option('--http', 'listen at a loopback address instead, for clients that prefer a URL')
    .option('--port <number>', 'its port; 7273 when left out, 0 takes any free one')
    .option('--new-token', 'make a new token for that address, which ends the old one')
    .addHelpText(
      'after',
      '\nExample, in a client\'s configuration:\n  "command": "keepsake", "args": ["bridge", "--connection", "default"]',
    )
    .action(() => undefined);
}

function addContents(program: Command, output: Output): void {
  program
    .command('add')
    .description('upload files and folders to the drive and attach them to a project')
    .argument('<paths...>', 'files or folders')
    .addOption(project())
    .addOption(json())
    .option('--no-wait', 'do not wait until they are indexed')
    .option('--watch', 'keep one folder mirrored in the drive until it is stopped')
    .addHelpText(
      'after',
      '\nWhat is unchanged is skipped; what was interrupted goes on when it is added again. Hidden files,\nnode_modules and what .keepsakeignore files name (as in .gitignore) are left out.\n\nExamples:\n  keepsake add handbook.pdf notes/\n  keepsake add report.docx --project Work\n  keepsake add --watch ~/Papers',
    )
    .action(async (paths: string[], options: AddOptions) =>
      (await import('./commands/add.ts')).add(paths, options, output),
    );
  program
    .command('remember')
    .description('write down a memory')
    .argument('<text>', 'the rule or fact')
    .option('--name <title>', 'a short title')
    .option('--tag <tags...>', 'words to filter by')
    .option('--branch <name>', 'write it on this branch alone')
    .addOption(project())
    .addOption(json())
    .addHelpText(
      'after',
      '\nExample:\n  keepsake remember "Invoices go out on the 5th of the month." --tag billing',
    )
    .action(async (text: string, options: RememberOptions) =>
      (await import('./commands/contents.ts')).remember(text, options, output),
    );
  program
    .command('search')
    .description('find passages and memories')
    .argument('<query>', 'what to look for')
    .option('--limit <number>', 'most results', count, 10)
    .option('--token-budget <number>', 'most tokens of text', count)
    .addOption(project())
    .addOption(json())
    .addHelpText('after', '\nExample:\n  keepsake search "when do invoices go out"')
    .action(async (query: string, options: SearchOptions) =>
      (await import('./commands/contents.ts')).search(query, options, output),
    );
}

function addKeys(program: Command, output: Output): void {
  const key = program.command('key').description('keys of AI clients (MCP Servers)');
  key
    .command('create')
    .description('create a key; its secret goes to the keychain for a connection, or is shown once')
    .argument('<description>', 'which client uses it')
    .addOption(new Option('--scope <scope>', 'what it may do').choices(['read', 'write']).default('write'))
    .option(
      '--project <ids or names...>',
      'its projects, the default one first; the first project when left out',
    )
    .option('--expires <time>', 'when it ends, such as 2027-01-31')
    .option(
      '--connection <name>',
      'keep the secret for `keepsake bridge --connection <name>` instead of showing it',
    )
    .addOption(json())
    .action(async (description: string, options: CreateKeyOptions) =>
      (await import('./commands/keys.ts')).createKey(description, options, output),
    );
  key
    .command('list')
    .description('list the keys')
    .addOption(json())
    .action(async () => (await import('./commands/keys.ts')).listKeys(output));
  key
    .command('local')
    .description(
      'print, as JSON, how programs of this computer reach Keepsake: socket and secret of a key made once',
    )
    .option('--new', 'revoke that key and make another')
    .addOption(json())
    .action(async (options: { new?: boolean }) =>
      (await import('./commands/local-key.ts')).localKey(options, output),
    );
  key
    .command('rotate')
    .description('give a key a new secret, stored for the connections of this computer that use it')
    .argument('<id>', 'its id')
    .option('--overlap <seconds>', 'how long the old secret is accepted; 600 when left out', seconds)
    .option('--show', 'print the new secret, this once')
    .addOption(json())
    .action(async (id: string, options: RotateOptions) =>
      (await import('./commands/rotate.ts')).rotateKey(id, options, output),
    );
  key
    .command('revoke')
    .description('revoke a key; the next request with it is refused')
    .argument('<id>', 'its id')
    .addOption(json())
    .action(async (id: string) => (await import('./commands/keys.ts')).revokeKey(id, output));
  addRollback(key, output);
}

function addProjects(program: Command, output: Output): void {
  const projects = program.command('project').description('projects');
  projects
    .command('list')
    .description('list the projects')
    .addOption(json())
    .action(async () => (await import('./commands/projects.ts')).listProjects(output));
  projects
    .command('create')
    .description('create a project')
    .argument('<name>')
    .option('--description <text>', 'what it is about')
    .addOption(json())
    .action(async (name: string, options: CreateProjectOptions) =>
      (await import('./commands/projects.ts')).createProject(name, options, output),
    );
}

function addReindex(program: Command, output: Output): void {
  program
    .command('reindex')
    .description('build the search index of a project anew; search goes on meanwhile')
    .addOption(project())
    .addOption(json())
    .action(async (options: { project?: string }) =>
      (await import('./commands/projects.ts')).reindex(options.project, output),
    );
}

function addEmbeddings(program: Command, output: Output): void {
  const embeddings = program
    .command('embeddings')
    .description('a model that lets searches find what is said in other words');
  embeddings
    .command('set')
    .description('set the model; passages are embedded in the background')
    .argument('<url>', 'a server that speaks /v1/embeddings, or "local" for a model of this computer')
    .requiredOption('--model <name>', 'as that server names it, or a folder of the models folder')
    .option('--dimensions <number>', 'for models that can give several', count)
    .option('--secret', 'ask for the secret of that server, or read it from standard input')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExample:\n  keepsake embeddings set http://localhost:11434/v1 --model nomic-embed-text',
    )
    .action(async (url: string, options: SetEmbeddingsOptions) =>
      (await import('./commands/embeddings.ts')).setEmbeddings(url, options, output),
    );
  embeddings
    .command('off')
    .description('search by words alone, and remove all vectors')
    .addOption(json())
    .action(async () => (await import('./commands/embeddings.ts')).unsetEmbeddings(output));
  embeddings
    .command('status')
    .description('the model, and how many passages have their vectors')
    .addOption(json())
    .action(async () => (await import('./commands/embeddings.ts')).embeddingsStatus(output));
}
