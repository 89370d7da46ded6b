/** The reads that are quick enough to run where they are called: by key, on connections that cannot write. */
import type { Scope, Store } from '../store.ts';
import { storeFailure } from './failures.ts';
import type { Files, ScopeFile } from './files.ts';
import { rowToRecord, rowToRevision } from './reads.ts';
import { catalogueSql, lookUpSql, recordSql } from './sql.ts';
import type { RecordRow, RevisionRow } from './wire.ts';

type LookUps = Pick<Store, 'get' | 'find' | 'locate' | 'revision' | 'head' | 'row' | 'accounts'>;

export function createLookUps(files: Files): LookUps {
  function look<T>(scope: Scope | undefined, read: (file: ScopeFile) => T): T {
    let name = files.catalogue.name;
    try {
      const file = scope === undefined ? files.catalogue : files.of(scope);
      name = file.name;
      return read(file);
    } catch (error) {
      throw storeFailure(error, name);
    }
  }
  const record = (row: RecordRow | undefined) => (row === undefined ? undefined : rowToRecord(row));

  return {
    get: async (within, kind, id) =>
      look(within, ({ connection, scope }) =>
        record(connection.get<RecordRow>(lookUpSql.get, scope, kind, id)),
      ),
    find: async (within, kind, unique) =>
      look(within, ({ connection, scope }) =>
        record(connection.get<RecordRow>(lookUpSql.find, scope, kind, unique)),
      ),
    locate: async (locator) =>
      look(undefined, ({ connection }) => {
        const row = connection.get<RecordRow>(lookUpSql.locate, locator);
        return row === undefined ? undefined : { account: row.scope, record: rowToRecord(row) };
      }),
    revision: async (within, kind, id, revision) =>
      look(within, ({ connection, scope }) => {
        const row = connection.get<RevisionRow>(recordSql.revision, scope, kind, id, revision);
        return row === undefined ? undefined : rowToRevision(row);
      }),
    head: async (within) =>
      look(
        within,
        ({ connection, scope }) => connection.get<{ seq: number }>(recordSql.head, scope)?.seq ?? 0,
      ),
    row: async (within, space, key) =>
      look(
        within,
        ({ connection, scope }) => connection.get<{ value: Buffer }>(recordSql.row, scope, space, key)?.value,
      ),
    accounts: async () =>
      look(undefined, ({ connection }) =>
        connection.all<{ account: string }>(catalogueSql.accounts).map(({ account }) => account),
      ),
  };
}
