/** `keepsake log`, `show`, `diff`, `revert`, `snapshot`, `branch` and `merge`: their options and help. */
import { Option, type Command } from 'commander';
import { count } from '../arguments.ts';
import type { Output } from '../output.ts';
import type { DiffOptions, LogOptions, ProjectOptions, RefOptions, RestoreOptions } from './commands.ts';
import type { MergeOptions } from './branches.ts';

const json = () => new Option('--json', 'print the result as JSON');
const project = () => new Option('--project <id or name>', 'the project; the first one when left out');
const points =
  '\nA point is the number of a commit, a snapshot, a branch, a time such as 2026-11-21T09:30:00Z, or "head".';

export function addHistory(program: Command, output: Output): void {
  addReading(program, output);
  addRestore(program, output);
  addSnapshots(program, output);
  addBranches(program, output);
}

function addReading(program: Command, output: Output): void {
  program
    .command('log')
    .description('what was written to a project and by whom, newest first')
    .option('--limit <number>', 'most commits', count, 20)
    .option('--record <id>', 'only commits that wrote this memory, value or document')
    .option('--key <id>', 'only what this key wrote')
    .option('--since <time>', 'only from then on')
    .option('--until <time>', 'only until then')
    .option('--branch <name>', 'only what was written on this branch')
    .addOption(project())
    .addOption(json())
    .action(async (options: LogOptions) => (await import('./commands.ts')).log(options, output));
  program
    .command('show')
    .description('one commit: what it changed, word by word')
    .argument('<number>', 'its number, as the log shows it', count)
    .addOption(project())
    .addOption(json())
    .action(async (seq: number, options: ProjectOptions) =>
      (await import('./commands.ts')).show(seq, options, output),
    );
  program
    .command('diff')
    .description('what differs between two points of a project')
    .argument('<from>', 'a point')
    .argument('[to]', 'another point', 'head')
    .option('--kind <kind>', 'only "memory", "entry" or "document"')
    .addOption(project())
    .addOption(json())
    .addHelpText('after', `${points}\n\nExample:\n  keepsake diff before-move`)
    .action(async (from: string, to: string, options: DiffOptions) =>
      (await import('./commands.ts')).diff({ from, to }, options, output),
    );
}

function addRestore(program: Command, output: Output): void {
  program
    .command('revert')
    .description(
      'bring a whole project back to a point, as a new commit, or one memory to an earlier revision',
    )
    .argument('<point>', 'a point; with --memory a revision')
    .option('--memory <id>', 'take back this memory alone')
    .option('--dry-run', 'only say what it would change')
    .addOption(project())
    .addOption(json())
    .addHelpText('after', `${points}\n\nExample:\n  keepsake revert before-move --dry-run`)
    .action(async (point: string, options: RestoreOptions) =>
      (await import('./commands.ts')).restore(point, options, output),
    );
}

function addSnapshots(program: Command, output: Output): void {
  const snapshot = program.command('snapshot').description('names for points of a project');
  snapshot
    .command('create')
    .description('give a point a name, for ever')
    .argument('<name>')
    .option('--at <point>', 'the point; now when left out', 'head')
    .option('--message <text>', 'why')
    .addOption(project())
    .addOption(json())
    .action(async (name: string, options: RefOptions) =>
      (await import('./commands.ts')).createSnapshot(name, options, output),
    );
  snapshot
    .command('list')
    .description('list the snapshots')
    .addOption(project())
    .addOption(json())
    .action(async (options: ProjectOptions) =>
      (await import('./commands.ts')).listSnapshots(options, output),
    );
}

function addBranches(program: Command, output: Output): void {
  const branch = program.command('branch').description('changes of memories and values that are tried aside');
  branch
    .command('create')
    .description('begin a branch')
    .argument('<name>')
    .option('--at <point>', 'where it begins; now when left out', 'head')
    .option('--message <text>', 'why')
    .addOption(project())
    .addOption(json())
    .addHelpText('after', '\nExample:\n  keepsake branch create try\n  keepsake remember "…" --branch try')
    .action(async (name: string, options: RefOptions) =>
      (await import('./branches.ts')).createBranch(name, options, output),
    );
  branch
    .command('list')
    .description('list the branches that are open')
    .addOption(project())
    .addOption(json())
    .action(async (options: ProjectOptions) => (await import('./branches.ts')).listBranches(options, output));
  branch
    .command('compare')
    .description('what merging a branch would change, and its conflicts')
    .argument('<name>')
    .addOption(project())
    .addOption(json())
    .action(async (name: string, options: ProjectOptions) =>
      (await import('./branches.ts')).compareBranch(name, options, output),
    );
  branch
    .command('delete')
    .description('put a branch away; its revisions stay in the history')
    .argument('<name>')
    .addOption(project())
    .addOption(json())
    .action(async (name: string, options: ProjectOptions) =>
      (await import('./branches.ts')).deleteBranch(name, options, output),
    );
  program
    .command('merge')
    .description(
      'merge a branch into the main line; with conflicts left, nothing is written and they are shown',
    )
    .argument('<branch>')
    .option('--dry-run', 'only say what it would change')
    .option('--take <resolutions...>', 'main:ID or branch:ID, with .FIELD for one field alone')
    .option('--message <text>', 'why')
    .addOption(project())
    .addOption(json())
    .addHelpText(
      'after',
      '\nExample:\n  keepsake merge try --take branch:mem_01h455vb4pex5vsknk084sn02q.content',
    )
    .action(async (name: string, options: MergeOptions) =>
      (await import('./branches.ts')).merge(name, options, output),
    );
}
