/** Two `keepsake serve` processes on one PostgreSQL: backing up, permanent deletion and sweeping keep out of each other's way. */
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { needs } from '../harness/component.ts';
import { addDocument } from '../harness/keepsake.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';
import { startSharedServers, type SharedServer, type SharedServers } from '../harness/shared-servers.ts';
import { backedUp, erased, newFolder, settled } from './erasing.ts';

let postgres: PostgresServer | undefined;
let servers: SharedServers | undefined;
let one: SharedServer;
let other: SharedServer;
let projectId: string;

beforeEach(async (context) => {
  if (servers !== undefined) return;
  postgres = await startPostgres(needs(context, 'postgresql'));
  servers = await startSharedServers(postgres, 2);
  [one, other] = servers.all as [SharedServer, SharedServer];
  projectId = (await one.owner.createProject({ name: 'House' })).id;
});
afterAll(async () => {
  for (const { signal } of servers?.all ?? []) signal('SIGCONT');
  await servers?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

async function setFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await newFolder();
  const recipients = [await identityToRecipient(await generateX25519Identity())];
  await one.owner.setBackupSettings({ folder: folder.path, recipients });
  return folder;
}

/** Begins a backup on a server that then stands still before it is done. */
async function standingStill(server: SharedServer): Promise<void> {
  for (;;) {
    await server.owner.createBackup({});
    server.signal('SIGSTOP');
    if ((await other.owner.getBackupState({})).status === 'running') return;
    server.signal('SIGCONT');
  }
}

describe('two servers on one database', () => {
  it('make a backup of one through the other, which says how far it is', async () => {
    await using folder = await setFolder();
    await addDocument(one.owner, projectId, 'notes.txt', Buffer.from('The heron is grey.\n'.repeat(30_000)));
    await one.owner.createBackup({});
    await settled(other);
    expect((await other.owner.listBackups({})).items).toHaveLength(1);
    expect((await other.owner.getBackupState({})).last_made_at).toBeDefined();
    expect((await readdir(folder.path)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('erase what a backup that stands still would have brought back, once its server counts as gone', async () => {
    await using folder = await setFolder();
    const memory = await one.owner.addMemory({ projectId, content: 'The heron nests behind the mill.' });
    await backedUp(one);
    await standingStill(one);
    await expect(other.owner.createBackup({})).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
    const target = { type: 'memory', project_id: projectId, id: memory.id } as const;
    const receipt = (await erased(other, target)).signed_receipt?.receipt;
    expect(receipt?.backups_rewritten).toHaveLength(1);
    expect(receipt?.out_of_reach.join()).not.toContain(folder.path);
    one.signal('SIGCONT');
    // It learns that it was not alone, and leaves nothing: the next one is made by whichever server is asked.
    const before = (await other.owner.listBackups({})).items.map(({ id }) => id);
    await backedUp(one);
    await backedUp(other);
    const after = (await other.owner.listBackups({})).items.map(({ id }) => id);
    expect(after).toHaveLength(before.length + 2);
    expect((await readdir(folder.path)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('keep every content that was acknowledged, whoever removes the same bytes for good meanwhile', async () => {
    const { items } = await one.owner.listDrives({});
    const root = items[0]?.root_item_id ?? '';
    const contents = Array.from({ length: 6 }, () => randomBytes(270_000));
    const kept: { id: string; bytes: Buffer }[] = [];
    const lane = async (at: number): Promise<void> => {
      for (const [round, bytes] of contents.entries()) {
        const [writer, remover] = (at + round) % 2 === 0 ? [one, other] : [other, one];
        const form = new FormData();
        form.append('file', new Blob([new Uint8Array(bytes)]), `${at}-${round}.bin`);
        const sent = await writer.send(`/api/v1/drives/items/${root}/children`, {
          method: 'POST',
          body: form,
        });
        const { data } = (await sent.json()) as { data: { item: { id: string } } };
        expect(sent.status).toBe(201);
        const copy = await remover.owner.copyItem({
          itemId: data.item.id,
          parent_id: root,
          name: `copy ${at}-${round}.bin`,
        });
        await remover.owner.deleteItem({ itemId: data.item.id });
        await remover.owner.purgeItem({ itemId: data.item.id });
        if (round % 4 === at) kept.push({ id: copy.id, bytes });
        else {
          await writer.owner.deleteItem({ itemId: copy.id });
          await writer.owner.purgeItem({ itemId: copy.id });
        }
      }
    };
    await Promise.all([0, 1, 2, 3].map(lane));
    // Ends with a sweep of its own, after all that the lanes asked for.
    const last = kept.pop()?.id ?? '';
    await erased(one, { type: 'file', id: last });
    expect(kept.length).toBeGreaterThan(2);
    for (const { id, bytes } of kept) {
      const found = await other.owner.downloadItem({ itemId: id });
      expect(Buffer.from(await found.arrayBuffer()).equals(bytes)).toBe(true);
    }
  });
});
