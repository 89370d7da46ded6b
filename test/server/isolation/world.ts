/** An account with one of everything, and everybody who may come to it. */
import { newId } from '../../../local/ids.ts';
import { addDocument } from '../../harness/keepsake.ts';
import type { Standing } from '../../../contract/roles.ts';
import { join, openAccount } from '../people.ts';
import { startTestServer, type TestServer } from '../running.ts';
import type { Known } from './sample.ts';

/** Stands in all that the account holds, and in nothing else. */
export const canary = 'zanzibarine';

export interface World extends AsyncDisposable {
  readonly server: TestServer;
  readonly known: Known;
  /** Secrets of people of the account, by what they may. */
  readonly people: Readonly<Record<Standing, string>>;
  readonly keys: { readonly read: string; readonly write: string };
  /** Secrets that were good once. */
  readonly ended: { readonly revoked: string; readonly expired: string };
  /** The owner of another account. */
  readonly other: string;
}

export async function makeWorld(): Promise<World> {
  const server = await startTestServer({ rateLimit: 1_000_000 });
  const { owner } = server;
  const { id: projectId } = await owner.createProject({ name: canary });
  const persons = {
    owner: await join(server, 'owner'),
    admin: await join(server, 'admin'),
    member: await join(server, 'member'),
    reader: await join(server, 'reader'),
  };
  const read = await server.newKey([projectId], { scope: 'read' });
  const write = await server.newKey([projectId]);
  const known = await fill(server, projectId, {
    key: write.id,
    mbr: persons.member.id,
    acc: persons.owner.account,
  });
  const { secret: revoked = '', id: tokenId } = await persons.owner.client.createToken({
    description: 'x',
    scope: 'manage',
  });
  await persons.owner.client.revokeToken({ tokenId });
  const expires_at = new Date(Date.now() - 1_000).toISOString();
  const { secret: expired = '' } = await persons.owner.client.createToken({
    description: 'x',
    scope: 'manage',
    expires_at,
  });
  return {
    server,
    known,
    people: {
      operator: server.ownerToken,
      owner: persons.owner.secret,
      admin: persons.admin.secret,
      member: persons.member.secret,
      reader: persons.reader.secret,
    },
    keys: { read: read.secret, write: write.secret },
    ended: { revoked, expired },
    other: (await openAccount(server, 'Other')).secret,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function fill(
  { owner, newKey, clientOf }: TestServer,
  projectId: string,
  ids: Record<string, string>,
): Promise<Known> {
  const memory = await owner.addMemory({ projectId, content: `The lamp is ${canary}.` });
  const { seq } = await owner.createSnapshot({ projectId, name: 'before' });
  const later = await owner.updateMemory({
    projectId,
    memoryId: memory.id,
    content: `The lamp was ${canary}.`,
  });
  const place = { projectId, namespace: 'app', key: 'lamp' };
  const entry = await owner.setEntry({ ...place, value: [canary] });
  const entryLater = await owner.setEntry({ ...place, value: [canary, canary] });
  const conversation = await owner.createConversation({ projectId, title: canary });
  await owner.appendMessages({
    projectId,
    conversationId: conversation.id,
    messages: [{ role: 'user', content: `Why ${canary}?` }],
  });
  const document = await addDocument(
    owner,
    projectId,
    `${canary}.csv`,
    Buffer.from(`lamp,colour\nhall,${canary}\n`),
  );
  const comment = await owner.addComment({ itemId: document.item_id, text: canary });
  const { items: versions } = await owner.listVersions({ itemId: document.item_id });
  const { items: revisions } = await owner.getDocumentHistory({ projectId, documentId: document.id });
  const { items: drives } = await owner.listDrives({});
  const folder = await owner.createFolder({ itemId: drives[0]?.root_item_id ?? '', name: canary });
  const { id: branchId } = await owner.createBranch({ projectId, name: 'aside' });
  await owner.updateMemory({ projectId, memoryId: memory.id, content: `Aside, ${canary}.`, branch: 'aside' });
  const reviewed = await newKey([projectId]);
  await owner.setKeyReview({ keyId: reviewed.id, required: true });
  const { review_id: reviewId = '' } = await clientOf(reviewed.secret).addMemory({
    projectId,
    content: `Held: ${canary}.`,
  });
  const invitation = await owner.createInvitation({ note: canary });
  const device = await owner.registerDevice({ name: canary });
  return {
    ids: {
      ...ids,
      prj: projectId,
      mem: memory.id,
      rev: memory.revision,
      ent: entry.id,
      conv: conversation.id,
      doc: document.id,
      itm: document.item_id,
      cmt: comment.id,
      ver: versions[0]?.id ?? '',
      brn: branchId,
      rvw: reviewId,
      inv: invitation.id,
      dev: device.id,
      lnk: newId('lnk'),
    },
    fields: {
      namespace: 'app',
      key: 'lamp',
      seq,
      branch: 'aside',
      revision: memory.revision,
      at: String(seq),
      query: canary,
      q: canary,
      sql: 'SELECT 1',
      id: memory.id,
    },
    only: {
      appendMessages: { messages: [{ role: 'user', content: 'sample' }] },
      pushChanges: { changes: [{ versions: [versionOf(memory.id, memory.revision)] }] },
      createLink: { url: 'http://127.0.0.1:1', token: canary, device_name: 'x' },
      linkProject: { remote: 'create' },
      getSyncStateOfRecords: { ids: [memory.id] },
      listChildren: { itemId: folder.id },
      listFolder: { itemId: folder.id },
      downloadFolder: { itemId: folder.id },
      findItems: { folder_id: folder.id, name: canary },
      diffVersions: { from: versions[0]?.id, to: versions[0]?.id },
      diffMemory: { from: memory.revision, to: later.revision },
      diffEntry: { from: entry.revision, to: entryLater.revision },
      diffDocument: { from: revisions.at(-1)?.revision, to: revisions[0]?.revision },
      diffProject: { from: 'before', to: 'head' },
    },
  };
}

/** A version of a memory as a device sends it. */
function versionOf(id: string, revision: string) {
  const payload = { name: 'x', content: 'x', tags: [] };
  const author = { type: 'owner', id: 'x' };
  return { kind: 'memory', id, revision, parents: [], state: 'active', payload, author, at: 0 };
}
