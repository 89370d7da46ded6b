/** The two engines side by side: Keepsake's on a real project of the store, and FTS5 on the same kind of encrypted file. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../../local/ids.ts';
import { createSearchEngine } from '../../server/search/index.ts';
import { readManifest } from '../../server/search/manifest.ts';
import type { IndexedRecord, SearchEngine, SearchQuery } from '../../server/search/search.ts';
import { indexReader, indexWriter } from '../../server/services/index-reader.ts';
import { openConnection } from '../../server/store/sqlite/connection.ts';
import { openSqliteStore } from '../../server/store/sqlite/index.ts';
import type { Operation } from '../../server/store/store.ts';

export interface Engine {
  readonly name: string;
  /** One transaction. */
  add(documents: readonly (readonly string[])[]): Promise<void>;
  settle(): Promise<void>;
  /** Texts of the best ten. */
  search(query: string): Promise<string[]>;
  indexBytes(): Promise<number>;
  close(): Promise<void>;
}

export interface KeepsakeEngine extends Engine {
  readonly engine: SearchEngine;
  find(query: SearchQuery): Promise<string[]>;
  put(record: IndexedRecord): Promise<void>;
}

const account = newId('acc');

export async function openKeepsake(): Promise<KeepsakeEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-search-'));
  const store = await openSqliteStore({ folder, masterKey: randomBytes(32) });
  const project = newId('prj');
  const scope = { account, project };
  const author = { type: 'owner', id: account } as const;
  const commit = (to: { account: string; project?: string }, operations: Operation[]) =>
    store.commit(to, { author, at: Date.now(), operations });
  await store.createAccount(account);
  await commit({ account }, [{ op: 'create-project', project }]);
  const engine = createSearchEngine();
  const [reader, writer] = [indexReader(store, scope), indexWriter(store, scope, Date.now)];

  /** Every record is put, too: search learns from the log of commits what has changed. */
  async function putAll(records: readonly IndexedRecord[]): Promise<void> {
    const operations = records.map(async (record): Promise<Operation[]> => [
      { op: 'put', kind: record.type, id: record.id, state: 'okay', payload: {}, history: false },
      ...(await engine.indexLarge(record)),
    ]);
    await commit(scope, (await Promise.all(operations)).flat());
  }

  const find = async (query: SearchQuery) => (await engine.search([reader], query)).map(({ text }) => text);
  return {
    name: 'keepsake',
    engine,
    find,
    put: (record) => putAll([record]),
    add: (documents) =>
      putAll(
        documents.map((texts) => {
          const pieces = texts.map((text, at) => ({ text, place: { page: at + 1 } }));
          return { id: newId('doc'), type: 'document', title: '', updatedAt: Date.now(), pieces };
        }),
      ),
    settle: () => engine.merge(reader, writer, new AbortController().signal),
    search: (text) => find({ text, limit: 10 }),
    async indexBytes() {
      const manifest = readManifest((await reader.manifest())?.value ?? {});
      return Object.values(manifest)
        .flat()
        .reduce((sum, { info }) => sum + info.bytes, 0);
    },
    async close() {
      await engine.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** FTS5 with the Porter stemmer; any word may match. Texts are kept beside it, so that its file is the index alone. */
export function openFts5(): Engine {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-fts5-'));
  const open = (name: string) =>
    openConnection({
      path: join(folder, name),
      key: randomBytes(32),
      mode: 'write',
      synchronous: 'FULL',
      create: true,
    });
  const [index, texts] = [open('index.db'), open('texts.db')];
  index.exec(`CREATE VIRTUAL TABLE passage USING fts5(text, content = '', tokenize = 'porter unicode61')`);
  texts.exec('CREATE TABLE passage (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
  let last = 0;
  return {
    name: 'fts5',
    async add(documents) {
      for (const connection of [index, texts]) connection.exec('BEGIN');
      for (const text of documents.flat()) {
        index.run('INSERT INTO passage (rowid, text) VALUES (?, ?)', ++last, text);
        texts.run('INSERT INTO passage (id, text) VALUES (?, ?)', last, text);
      }
      await Promise.resolve();
      for (const connection of [index, texts]) connection.exec('COMMIT');
    },
    settle: () => Promise.resolve(index.exec(`INSERT INTO passage (passage) VALUES ('optimize')`)),
    search(query) {
      const expression = query
        .split(' ')
        .map((word) => `"${word}"`)
        .join(' OR ');
      const rows = index.all<{ rowid: number }>(
        'SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY bm25(passage) LIMIT 10',
        expression,
      );
      return Promise.resolve(
        rows.map(
          ({ rowid }) =>
            texts.get<{ text: string }>('SELECT text FROM passage WHERE id = ?', rowid)?.text ?? '',
        ),
      );
    },
    indexBytes() {
      index.pragma('wal_checkpoint(TRUNCATE)');
      return Promise.resolve(statSync(join(folder, 'index.db')).size);
    },
    close() {
      for (const connection of [index, texts]) connection.close();
      return Promise.resolve(rmSync(folder, { recursive: true, force: true }));
    },
  };
}
