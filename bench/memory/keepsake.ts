/** Keepsake as a server of its own, called by its client with a key over loopback TCP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../client/connection.ts';
import { newId } from '../../local/ids.ts';
import { createSearchEngine } from '../../server/search/index.ts';
import { indexReader, indexWriter } from '../../server/services/index-reader.ts';
import { memoryPut, memoryRows, type MemoryPayload } from '../../server/services/memories/record.ts';
import { nameFrom } from '../../server/sync/core/fields.ts';
import { openSqliteStore } from '../../server/store/sqlite/index.ts';
import type { Operation, Scope, Store } from '../../server/store/store.ts';
import { describeDataFolder, startServerProcess } from '../../test/campaigns/serving/process.ts';
import type { Peer } from './peer.ts';
import { textOf } from './texts.ts';

const perCommit = 200;
const perMerge = 2_000;

export async function openKeepsake(): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-bench-'));
  const dataFolder = describeDataFolder(folder);
  let server = await startServerProcess(dataFolder);
  const { id: projectId } = await server.client.createProject({ name: 'Memories' });
  const { secret } = await server.client.createKey({ description: 'bench', project_ids: [projectId] });
  const { account_id: account } = await server.client.getServer({});
  let client = connect({ url: server.url, key: secret }).api;
  const scope = { account, project: projectId };
  const ids: string[] = [];

  /** What adding one by one leaves, in fewer commits: its records, its rows, and an index merged as the server merges it. */
  async function fill(size: number): Promise<void> {
    await server.stop();
    const masterKey = Buffer.from(dataFolder.masterKey, 'hex');
    const store = await openSqliteStore({ folder, masterKey });
    while (ids.length < size) {
      const numbers = Array.from(
        { length: Math.min(perCommit, size - ids.length) },
        (_, at) => ids.length + at,
      );
      const first = numbers.map((at) => memoryOf(at, newId('mem')));
      // Every memory has a history to read.
      const again = first.filter((_, at) => at % 10 === 0).map(changed);
      ids.push(...first.map(({ id }) => id));
      const operations = [...first, ...again].flatMap(operationsOf);
      await store.commit(scope, { author, at: Date.now(), operations });
      if (ids.length % perMerge === 0 || ids.length === size) await merge(store, scope);
    }
    await store.close();
    server = await startServerProcess(dataFolder);
    client = connect({ url: server.url, key: secret }).api;
  }

  return {
    name: 'keepsake',
    fill,
    add: (content) => client.addMemory({ projectId, content }),
    get: (at) => client.getMemory({ projectId, memoryId: ids[at] ?? '' }),
    list: () => client.listMemories({ projectId, page_size: 20 }),
    history: (at) => client.getMemoryHistory({ projectId, memoryId: ids[at] ?? '' }),
    async search(query) {
      const { results } = await client.search({ query, limit: 10, types: ['memory'] });
      if (results.length === 0) throw new Error('a memory that is there was not found');
    },
    async close() {
      await search.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function merge(store: Store, scope: Required<Scope>): Promise<void> {
  const writer = indexWriter(store, scope, Date.now);
  return search.merge(indexReader(store, scope), writer, new AbortController().signal);
}

interface Version {
  readonly id: string;
  readonly payload: MemoryPayload;
  readonly version: number;
}

const author = { type: 'owner', id: 'bench' } as const;
const search = createSearchEngine();

function memoryOf(at: number, id: string): Version {
  const content = textOf(at);
  return { id, payload: { name: nameFrom(content), content, tags: [] }, version: 1 };
}

function changed({ id, payload }: Version): Version {
  return { id, payload: { ...payload, tags: ['changed'] }, version: 2 };
}

function operationsOf({ id, payload, version }: Version): Operation[] {
  const expect = version === 1 ? 'absent' : { version: version - 1 };
  const put = memoryPut(id, { payload, state: 'active' }, expect);
  return [put, ...memoryRows(search, put, Date.now(), { writer: author })];
}
