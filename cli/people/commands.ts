/** `keepsake account`, `member`, `invite`, `token` and `audit`. */
import { KeepsakeError } from '../../contract/index.ts';
import type { Account } from '../../contract/operations/accounts.ts';
import type { Role, TokenScope } from '../../contract/roles.ts';
import type { Output } from '../output.ts';
import { openPeople, type WhereOptions } from './session.ts';

export interface LimitOptions {
  /** Bytes. Infinity stands for no limit, here and below. */
  files?: number;
  memories?: number;
  requests?: number;
}

export interface InviteOptions extends WhereOptions {
  role: Role;
  note: string;
  hours: number;
  again?: string;
}

export interface TokenOptions extends WhereOptions {
  scope: TokenScope;
  expires?: string;
}

const most = { page_size: 100 };

export async function showAccount(where: WhereOptions, output: Output): Promise<void> {
  const account = await (await openPeople(where)).getAccount({});
  const { bytes, memories } = account.used;
  output.result(account, [
    accountLine(account),
    `holds ${bytes} bytes of files and ${memories} memories`,
    `limits: ${limitsOf(account)}`,
  ]);
}

export async function listAccounts(output: Output): Promise<void> {
  const { items } = await (await openPeople({})).listAccounts(most);
  output.result(items, items.map(accountLine));
}

export async function createAccount(name: string, options: LimitOptions, output: Output): Promise<void> {
  const made = await (await openPeople({})).createAccount({ name, quotas: quotasOf(options) });
  output.result(made, [
    `Created the account ${made.account.name} (${made.account.id}).`,
    ...linkLines('Its first owner', made.invitation),
  ]);
}

export async function changeAccount(
  accountId: string,
  options: LimitOptions & { status?: 'active' | 'suspended'; name?: string },
  output: Output,
): Promise<void> {
  const { status, name } = options;
  const client = await openPeople({});
  const account = await client.updateAccount({ accountId, status, name, quotas: quotasOf(options) });
  output.result(account, [accountLine(account), `limits: ${limitsOf(account)}`]);
}

export async function listMembers(where: WhereOptions, output: Output): Promise<void> {
  const { items } = await (await openPeople(where)).listMembers(most);
  const lines = items.map(({ id, role, name }) => `${id}  ${role}  ${name}`);
  output.result(items, lines.length === 0 ? ['No members. Invite somebody with `keepsake invite`.'] : lines);
}

export async function setRole(id: string, role: Role, where: WhereOptions, output: Output): Promise<void> {
  const member = await (await openPeople(where)).updateMember({ memberId: id, role });
  output.result(member, [`${member.name} is ${member.role} now.`]);
}

export async function removeMember(id: string, where: WhereOptions, output: Output): Promise<void> {
  const removed = await (await openPeople(where)).removeMember({ memberId: id });
  output.result(removed, [
    `Removed ${id}: the next request with a token, session or key of theirs is refused.`,
  ]);
}

export async function invite({ again, connection, ...wish }: InviteOptions, output: Output): Promise<void> {
  const client = await openPeople(connection === undefined ? {} : { connection });
  const made = await client.createInvitation({ ...wish, member_id: again });
  output.result(made, linkLines(again === undefined ? `A new ${made.role}` : 'The member', made));
}

export async function listInvitations(where: WhereOptions, output: Output): Promise<void> {
  const { items } = await (await openPeople(where)).listInvitations(most);
  output.result(
    items,
    items.map(({ id, role, status, expires_at, note }) =>
      [id, role, status, `until ${expires_at}`, note].join('  '),
    ),
  );
}

export async function withdrawInvitation(id: string, where: WhereOptions, output: Output): Promise<void> {
  const withdrawn = await (await openPeople(where)).withdrawInvitation({ invitationId: id });
  output.result(withdrawn, [`Withdrew ${id}: its link lets nobody in.`]);
}

export async function listTokens(options: WhereOptions & { member?: string }, output: Output): Promise<void> {
  const { items } = await (await openPeople(options)).listTokens({ ...most, member_id: options.member });
  output.result(
    items,
    items.map(({ id, secret_suffix, scope, status, last_used_at, description }) =>
      [id, `…${secret_suffix}`, scope, status, `last used ${last_used_at ?? 'never'}`, description].join(
        '  ',
      ),
    ),
  );
}

export async function createToken(description: string, options: TokenOptions, output: Output): Promise<void> {
  const { scope, expires } = options;
  const expires_at = expires === undefined ? null : timeOf(expires);
  const made = await (await openPeople(options)).createToken({ description, scope, expires_at });
  output.result(made, [`Created ${made.id}.`, 'The token, shown this once:', `  ${made.secret}`]);
}

export async function revokeToken(id: string, where: WhereOptions, output: Output): Promise<void> {
  const revoked = await (await openPeople(where)).revokeToken({ tokenId: id });
  output.result(revoked, [`Revoked ${id}: the next request with it is refused.`]);
}

/** The newest events, or with `--jsonl` all of them as they are. */
export async function audit(options: WhereOptions & { jsonl?: boolean }, output: Output): Promise<void> {
  const client = await openPeople(options);
  if (options.jsonl === true) {
    const { body } = await client.exportAudit({});
    for await (const chunk of body ?? []) process.stdout.write(chunk as Uint8Array);
    return;
  }
  const { items } = await client.listAudit({ limit: 100 });
  output.result(
    items,
    items.map(({ time, by, action, targets }) =>
      [time, by.name ?? by.type, action, ...targets.map(({ id }) => id)].join('  '),
    ),
  );
}

function accountLine({ id, name, status, members }: Account): string {
  return [id, status, `${members} members`, name].join('  ').trimEnd();
}

function limitsOf({ quotas }: Account): string {
  const words = { bytes: 'bytes of files', memories: 'memories', requests_per_minute: 'requests a minute' };
  const limits = Object.entries(words).flatMap(([name, unit]) => {
    const limit = quotas[name as keyof typeof words];
    return limit === null ? [] : [`${limit} ${unit}`];
  });
  return limits.length === 0 ? 'none' : limits.join(', ');
}

function quotasOf({ files, memories, requests }: LimitOptions) {
  const limit = (value?: number) => (value === Infinity ? null : value);
  return { bytes: limit(files), memories: limit(memories), requests_per_minute: limit(requests) };
}

interface Made {
  readonly link?: string | undefined;
  readonly expires_at: string;
}

function linkLines(who: string, { link, expires_at }: Made): string[] {
  if (link === undefined) return ['Its link was shown before and is not kept. Make a new invitation.'];
  return [`${who} opens this link, which works once, until ${expires_at}:`, `  ${link}`];
}

function timeOf(text: string): string {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new KeepsakeError('VALIDATION_ERROR', `"${text}" is not a time. Write it as 2027-01-31.`);
}
