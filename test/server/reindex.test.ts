/** An index that was lost is built anew from memories, messages and files, and ranks as before. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FormData } from 'undici';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../server/store/sqlite/index.ts';
import { needsFiles } from '../harness/test-store.ts';
import { masterKey, startTestServer, type TestServer } from './running.ts';

const documents = join(import.meta.dirname, '..', 'documents');
const queries = [
  'orchard pruning winter',
  'lighthouse',
  'deploy friday',
  'handbook',
  'who went to the coast',
];

async function fill({ owner }: TestServer): Promise<string> {
  const { id: projectId } = await owner.createProject({ name: 'Lost and found' });
  const root = (await owner.listDrives({})).items[0]?.root_item_id ?? '';
  for (const name of ['orchard.pdf', 'handbook.pdf', 'notes.txt']) {
    const form = new FormData();
    form.append('file', new Blob([await readFile(join(documents, name))]), name);
    await owner.uploadFile({ itemId: root, project_id: projectId }, { form });
  }
  for (let at = 0; at < 120; at++)
    await owner.addMemory({
      projectId,
      name: `Rule ${at}`,
      content: `Team ${at} may deploy on friday ${at}.`,
    });
  const { id: conversationId } = await owner.createConversation({ projectId, title: 'Holidays' });
  const messages = ['Who went to the coast?', 'Ben, to the lighthouse.', 'Stormy?'].map((content) => ({
    role: 'user' as const,
    content,
  }));
  await owner.appendMessages({ projectId, conversationId, messages });
  for (;;) {
    const { items } = await owner.listDocuments({ projectId });
    if (items.every(({ status }) => status === 'okay')) return projectId;
    await setTimeout(50);
  }
}

async function answers({ owner }: TestServer) {
  const found = await Promise.all(queries.map((query) => owner.search({ query, limit: 20 })));
  return found.map(({ results }) => results.map(({ id, text, score }) => ({ id, text, score })));
}

async function loseIndex(
  { dataFolder, server: { accountId: account } }: TestServer,
  project: string,
  isOld = false,
) {
  const store = await openSqliteStore({ folder: dataFolder, masterKey });
  const scope = { account, project };
  const spaces = ['piece', 'tail', 'segment', 'dead'];
  const author = { type: 'server', id: account } as const;
  const clear = spaces.map((space) => ({ op: 'clear', space, prefix: '' }) as const);
  await store.commit(scope, { author, at: Date.now(), operations: clear });
  const payload = { done: 0, total: 0, format: 0 };
  const old = { op: 'put', kind: 'reindexing', id: project, state: 'done', payload, history: false } as const;
  if (isOld) await store.commit({ account }, { author, at: Date.now(), operations: [old] });
  await store.close();
}

async function untilDone({ owner }: TestServer, projectId: string) {
  for (;;) {
    const state = await owner.getIndexState({ projectId });
    if (state.status === 'okay') return state;
    await setTimeout(50);
  }
}

test(
  'a lost index is built anew with the same ranking, and one of an older format by itself',
  { timeout: 60_000 },
  async (context) => {
    needsFiles(context);
    await using first = await startTestServer();
    const projectId = await fill(first);
    const before = await answers(first);
    expect(before.every((results) => results.length > 0)).toBe(true);
    await first.server.close();
    await loseIndex(first, projectId);

    await using again = await startTestServer({ dataFolder: first.dataFolder });
    expect((await answers(again)).flat()).toEqual([]);
    expect(await again.owner.reindexProject({ projectId })).toMatchObject({
      status: 'reindexing',
      total: 124,
    });
    expect(await untilDone(again, projectId)).toMatchObject({ done: 124, total: 124 });
    expect(await answers(again)).toEqual(before);

    await again.server.close();
    await loseIndex(again, projectId, true);
    await using updated = await startTestServer({ dataFolder: first.dataFolder });
    while ((await updated.owner.getIndexState({ projectId })).done === 0) await setTimeout(20);
    await untilDone(updated, projectId);
    expect(await answers(updated)).toEqual(before);
  },
);
