/** `keepsake account`, `member`, `invite`, `token` and `audit`: their options and help. */
import { Argument, Option, type Command } from 'commander';
import { roles, tokenScope, type Role } from '../../contract/roles.ts';
import { byteCount, count } from '../arguments.ts';
import type { Output } from '../output.ts';
import type { InviteOptions, LimitOptions, TokenOptions } from './commands.ts';
import type { WhereOptions } from './session.ts';

const json = () => new Option('--json', 'print the result as JSON');
const where = () =>
  new Option('--connection <name>', 'at another server, as the member whose token this connection has');
const load = () => import('./commands.ts');

export function addPeople(program: Command, output: Output): void {
  addAccounts(program, output);
  addMembers(program, output);
  addInvitations(program, output);
  addTokens(program, output);
  program
    .command('audit')
    .description('who did what in the account; the newest hundred')
    .option('--jsonl', 'all of it, as JSON lines, oldest first')
    .addOption(where())
    .addOption(json())
    .action(async (options: WhereOptions) => (await load()).audit(options, output));
}

function addAccounts(program: Command, output: Output): void {
  const account = program.command('account').description('accounts of the server, and their limits');
  account
    .command('show')
    .description('your account, what it holds and how much it may')
    .addOption(where())
    .addOption(json())
    .action(async (options: WhereOptions) => (await load()).showAccount(options, output));
  account
    .command('list')
    .description('every account of this server')
    .addOption(json())
    .action(async () => (await load()).listAccounts(output));
  withLimits(
    account
      .command('create')
      .description('make an account, with an invitation for its first owner')
      .argument('<name>'),
  ).action(async (name: string, options: LimitOptions) =>
    (await load()).createAccount(name, options, output),
  );
  withLimits(
    account.command('limit').description('change how much an account may hold and ask').argument('<id>'),
  ).action(async (id: string, options: LimitOptions) => (await load()).changeAccount(id, options, output));
  for (const [name, status, description] of [
    ['suspend', 'suspended', 'refuse an account everything; what it holds is kept'],
    ['resume', 'active', 'let a suspended account go on'],
  ] as const) {
    account
      .command(name)
      .description(description)
      .argument('<id>')
      .addOption(json())
      .action(async (id: string) => (await load()).changeAccount(id, { status }, output));
  }
  account
    .command('delete')
    .description('delete an account permanently, with all that it has, and print the receipt')
    .argument('<id>', 'its exact id')
    .option('--confirm <id>', 'the same id again; asked for when left out')
    .option('--receipt <file>', 'write the receipt to a new file')
    .addOption(json())
    .action(async (id: string, options: { confirm?: string; receipt?: string }) =>
      (await import('../erase/commands.ts')).eraseAccount(id, options, output),
    );
}

function withLimits(command: Command): Command {
  const or = (parse: (text: string) => number) => (text: string) =>
    text === 'none' ? Infinity : parse(text);
  return command
    .option('--files <size>', 'most bytes of files, such as 10GB, or "none"', or(byteCount))
    .option('--memories <number>', 'most memories, or "none"', or(count))
    .option('--requests <number>', 'most requests in a minute, or "none"', or(count))
    .addOption(json());
}

function addMembers(program: Command, output: Output): void {
  const member = program.command('member').description('the people of the account');
  member
    .command('list')
    .description('list them')
    .addOption(where())
    .addOption(json())
    .action(async (options: WhereOptions) => (await load()).listMembers(options, output));
  member
    .command('role')
    .description('change what a member may do')
    .argument('<id>')
    .addArgument(new Argument('<role>', 'their role from now on').choices(roles))
    .addOption(where())
    .addOption(json())
    .action(async (id: string, role: Role, options: WhereOptions) =>
      (await load()).setRole(id, role, options, output),
    );
  member
    .command('remove')
    .description('remove a member, with their tokens, sessions and keys')
    .argument('<id>')
    .addOption(where())
    .addOption(json())
    .action(async (id: string, options: WhereOptions) => (await load()).removeMember(id, options, output));
}

function addInvitations(program: Command, output: Output): void {
  const invite = program.command('invite').description('links by which people become members');
  invite
    .command('create')
    .description('invite somebody: a link that works once, shown this once')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).default('member'))
    .option('--note <text>', 'for whom it is', '')
    .option('--hours <number>', 'how long it works', count, 168)
    .option('--again <member id>', 'lets this member in again instead of making one')
    .addOption(where())
    .addOption(json())
    .action(async (options: InviteOptions) => (await load()).invite(options, output));
  invite
    .command('list')
    .description('list the invitations')
    .addOption(where())
    .addOption(json())
    .action(async (options: WhereOptions) => (await load()).listInvitations(options, output));
  invite
    .command('withdraw')
    .description('withdraw one that nobody has accepted yet')
    .argument('<id>')
    .addOption(where())
    .addOption(json())
    .action(async (id: string, options: WhereOptions) =>
      (await load()).withdrawInvitation(id, options, output),
    );
}

function addTokens(program: Command, output: Output): void {
  const token = program.command('token').description('personal access tokens of members');
  token
    .command('list')
    .description('list your own, or those of a member')
    .option('--member <id>', 'whose')
    .addOption(where())
    .addOption(json())
    .action(async (options: WhereOptions) => (await load()).listTokens(options, output));
  token
    .command('create')
    .description('make one of your own, shown this once')
    .argument('<description>', 'what uses it')
    .addOption(new Option('--scope <scope>', 'what it may do').choices(tokenScope.options).default('write'))
    .option('--expires <time>', 'when it ends, such as 2027-01-31')
    .addOption(where())
    .addOption(json())
    .action(async (description: string, options: TokenOptions) =>
      (await load()).createToken(description, options, output),
    );
  token
    .command('revoke')
    .description('revoke one; the next request with it is refused')
    .argument('<id>')
    .addOption(where())
    .addOption(json())
    .action(async (id: string, options: WhereOptions) => (await load()).revokeToken(id, options, output));
}
