/** An account deleted permanently: nothing of it is left, whoever came from it is refused, and the rest of the server stays. */
import { rename } from 'node:fs/promises';
import type { Response } from 'undici';
import { expect, it } from 'vitest';
import type { Client } from '../../contract/index.ts';
import { verifyReceipt } from '../../local/receipts.ts';
import { addDocument } from '../harness/keepsake.ts';
import { erased, backedUp, newFolder, settled } from './erasing.ts';
import { join, openAccount, type Person } from './people.ts';
import { startTestServer, type TestServer } from './running.ts';
import { bytesBelow, filesWith, openedBackups } from './traces.ts';

const canary = 'Zwergflussfisch';
const passphrase = 'a long enough passphrase';

interface Filled {
  readonly person: Person;
  /** Secrets that were good in the account. */
  readonly secrets: readonly string[];
}

/** An account with something of everything. */
async function fill(server: TestServer): Promise<Filled> {
  const person = await openAccount(server, `${canary} Ltd.`);
  const { client } = person;
  const { id: projectId } = await client.createProject({ name: canary });
  const memory = await client.addMemory({ projectId, content: `A ${canary} swims.` });
  await client.updateMemory({ projectId, memoryId: memory.id, content: `A ${canary} swam.` });
  await client.setEntry({ projectId, namespace: 'app', key: canary, value: canary });
  await addDocument(client, projectId, `${canary}.md`, Buffer.from(`# ${canary}\n\nIt swims.`));
  const large = Buffer.from(`${canary} and more words of it.\n\n`.repeat(10_000));
  await addDocument(client, projectId, `large ${canary}.txt`, large);
  await client.search({ query: `where is the ${canary}`, project_ids: [projectId] });
  const deleted = await client.createProject({ name: `${canary} before` });
  await client.deleteProject({ projectId: deleted.id });
  const member = await join(server, 'member', { by: client, name: `Ms ${canary}` });
  await client.createInvitation({ note: canary });
  const key = await client.createKey({ description: canary, project_ids: [projectId] });
  return { person, secrets: [person.secret, member.secret, key.secret ?? ''] };
}

/** Asks and waits for the receipt. */
async function eraseAccount(server: TestServer, accountId: string) {
  const { id } = await server.owner.eraseAccount({ accountId, confirm: accountId });
  return erased(server, undefined, id);
}

const refusal = (client: Client<Response>) => client.listProjects({}).catch((error: unknown) => error);

it('takes its projects, files, people, tokens, keys and log, also from backups, and leaves all others', async () => {
  await using folder = await newFolder();
  await using backups = await newFolder();
  await using server = await startTestServer({ dataFolder: folder.path, encrypted: false });
  const { owner } = server;
  const { id: projectId } = await owner.createProject({ name: 'Mine' });
  const kept = await owner.addMemory({ projectId, content: 'The heron stands in the reeds.' });
  const { person, secrets } = await fill(server);
  const other = await openAccount(server, 'Other');
  await owner.setBackupSettings({ folder: backups.path, passphrase });
  await backedUp(server);
  const traces = async () => [
    ...filesWith(await bytesBelow(folder.path), canary),
    ...filesWith(await openedBackups(backups.path, passphrase), canary),
  ];
  expect((await traces()).length).toBeGreaterThan(1);

  const erasure = await eraseAccount(server, person.account);

  const { receipt } = verifyReceipt(JSON.stringify(erasure.signed_receipt));
  expect(receipt).toMatchObject({
    target: { type: 'account', id: person.account },
    records: { project: 2, memory: 1, entry: 1, document: 2, member: 2, token: 2, key: 1, invitation: 3 },
  });
  expect(receipt.ids.at(-1)).toBe(person.account);
  expect(receipt.backups_rewritten).toHaveLength(1);
  expect(await traces()).toEqual([]);
  for (const secret of secrets) expect(await refusal(server.clientOf(secret))).toMatchObject({ status: 401 });
  const { items } = await owner.listAccounts({});
  expect(items.map(({ id }) => id)).not.toContain(person.account);
  expect(await owner.getMemory({ projectId, memoryId: kept.id })).toMatchObject({ version: 1 });
  expect((await other.client.listProjects({})).items).toEqual([]);
  const [backup] = (await owner.listBackups({})).items;
  await owner.verifyBackup({ backupId: backup?.id ?? '' });
  await settled(server);
});

it('is refused without the exact id, for who does not run the server, and for the server’s own account', async () => {
  await using server = await startTestServer();
  const { owner } = server;
  const { account: accountId, client } = await openAccount(server, 'Other');
  const ownId = (await owner.getAccount({})).id;
  const answers = await Promise.allSettled([
    owner.eraseAccount({ accountId, confirm: 'Other' }),
    owner.eraseAccount({ accountId: ownId, confirm: ownId }),
    owner.eraseAccount({ accountId: accountId.replace(/.$/, '0'), confirm: accountId }),
    client.eraseAccount({ accountId, confirm: accountId }),
  ]);
  const codes = answers.map((one) =>
    one.status === 'rejected' ? (one.reason as { code?: unknown }).code : 'done',
  );
  expect(codes).toEqual(['VALIDATION_ERROR', 'STATE_NOT_READY', 'NOT_FOUND', 'FORBIDDEN']);
  expect((await client.getAccount({})).status).toBe('active');
});

it('closes at once, goes on after a restart, is done once for a repeated request, and does not come back', async () => {
  await using folder = await newFolder();
  const created = { 'idempotency-key': 'made-once' };
  const asked = { 'idempotency-key': 'asked-once' };
  const post = async (server: TestServer, path: string, body: object, headers: object) => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const answer = await server.send(`/api/v1${path}`, {
      ...init,
      headers: { 'content-type': 'application/json', ...headers },
    });
    return (await answer.json()) as { code?: string; data?: { id: string; account: { id: string } } };
  };
  const before = await startTestServer({ dataFolder: folder.path });
  const { data } = await post(before, '/accounts', { name: 'Brief' }, created);
  const accountId = data?.account.id ?? '';
  const path = `/accounts/${accountId}/erasure`;
  const first = await post(before, path, { confirm: accountId }, asked);
  await before.server.close();

  await using server = await startTestServer({ dataFolder: folder.path, ownerToken: before.ownerToken });
  const erasure = await erased(server, undefined, first.data?.id ?? '');
  expect(erasure).toMatchObject({ status: 'done', target: { type: 'account', id: accountId } });
  expect((await post(server, path, { confirm: accountId }, asked)).data?.id).toBe(first.data?.id);
  expect((await post(server, '/accounts', { name: 'Brief' }, created)).code).toBe('NOT_FOUND');
  expect((await server.owner.listAccounts({})).pagination.total).toBe(1);
});

it('what the owner of another account erases goes from the server’s backups, whose place they are not told', async () => {
  await using folder = await newFolder();
  await using backups = await newFolder();
  await using server = await startTestServer({ dataFolder: folder.path });
  const { client } = await openAccount(server, 'Other');
  const { id: projectId } = await client.createProject({ name: 'P' });
  const [first, second] = [
    await client.addMemory({ projectId, content: `A ${canary} swims.` }),
    await client.addMemory({ projectId, content: 'The heron stands in the reeds.' }),
  ];
  await server.owner.setBackupSettings({ folder: backups.path, passphrase });
  await backedUp(server);
  const target = (id: string) => ({ type: 'memory', project_id: projectId, id }) as const;
  const { signed_receipt: reached } = await erased({ owner: client }, target(first.id));
  expect(reached?.receipt.backups_rewritten).toHaveLength(1);
  expect(filesWith(await openedBackups(backups.path, passphrase), canary)).toEqual([]);

  await rename(backups.path, `${backups.path}-away`);
  const { signed_receipt: missed } = await erased({ owner: client }, target(second.id));
  await rename(`${backups.path}-away`, backups.path);
  expect(missed?.receipt.out_of_reach[0]).toContain('Backups of the server');
  expect(JSON.stringify(missed)).not.toContain(backups.path);
});
