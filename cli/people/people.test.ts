/** `keepsake account`, `member`, `invite`, `token` and `audit` as an owner and a member use them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startKeepsake, type Keepsake } from '../../test/harness/keepsake.ts';

let keepsake: Keepsake;

beforeAll(async () => {
  keepsake = await startKeepsake();
});

afterAll(() => keepsake[Symbol.asyncDispose]());

it('invites somebody, who makes a token at the server and is refused what is not theirs, and removes them', async () => {
  expect((await keepsake.run('member', 'list')).out).toContain('No members.');
  const invited = await keepsake.run('invite', 'create', '--role', 'reader', '--note', 'Ada');
  const code = /#\/join\/(\S+)/.exec(invited.out)?.[1] ?? '';
  const { member, token } = await keepsake.owner.acceptInvitation({ code, name: 'Ada' });
  expect((await keepsake.run('member', 'list')).out).toBe(`${member.id}  reader  Ada\n`);
  const added = await keepsake.runWith(`${token}\n`, 'connection', 'add', 'work', keepsake.url);
  expect(added.err).toBe('');
  const made = await keepsake.run('token', 'create', 'a script', '--scope', 'read', '--connection', 'work');
  expect(made.out).toMatch(/\n {2}kst_/);
  const refused = await keepsake.run('audit', '--connection', 'work');
  expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('needs "admin"')]);
  expect((await keepsake.run('member', 'remove', member.id)).code).toBe(0);
  expect((await keepsake.run('token', 'list', '--connection', 'work')).err).toContain('has left the account');
  const log = await keepsake.run('audit', '--jsonl');
  const actions = log.out
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { action: string }).action);
  expect(actions).toEqual(
    expect.arrayContaining(['add_invitation', 'add_token', 'delete_member', 'export_audit']),
  );
});

it('makes an account with limits, and suspends it', async () => {
  const made = await keepsake.run('account', 'create', 'Others', '--memories', '5', '--files', '1MB');
  expect(made.out).toContain('Its first owner opens this link');
  const id = /acc_\w+/.exec(made.out)?.[0] ?? '';
  const limited = await keepsake.run('account', 'limit', id, '--memories', 'none');
  expect(limited.out).toContain('limits: 1048576 bytes of files\n');
  expect((await keepsake.run('account', 'suspend', id)).out).toContain('suspended');
  expect((await keepsake.run('account', 'show')).out).toContain('limits: none');
  const refused = await keepsake.run('account', 'delete', id, '--confirm', 'Others');
  expect(refused.err).toContain(`"confirm" has to be exactly ${id}`);
  const deleted = await keepsake.run('account', 'delete', id, '--confirm', id);
  expect(deleted.out).toContain(`Deleted permanently (account ${id})`);
  expect((await keepsake.run('account', 'list')).out).not.toContain(id);
});

it('a server is not told of an address where secrets would travel in the open', async () => {
  const refused = await keepsake.run('serve', '--public-url', 'http://memory.example', '--no-tcp');
  expect(refused.err).toContain('--public-url');
  expect(refused.code).not.toBe(0);
});
