/** What search reads and writes of a project's index, on the store. */
import { KeepsakeError } from '../../contract/index.ts';
import { manifestId, type IndexReader, type IndexWriter, type NewManifest } from '../search/search.ts';
import type { Json, Operation, Put, Scope, Store } from '../store/store.ts';
import { serverCommit } from './jobs.ts';
import type { Clock } from './records.ts';

export const manifestKind = 'index';

export function indexReader(store: Store, scope: Required<Scope>): IndexReader {
  return {
    id: scope.project,
    head: () => store.head(scope),
    async changedSince(seq) {
      const ids = new Set<string>();
      let head = seq;
      for (;;) {
        const commits = await store.changes(scope, head, 500);
        for (const commit of commits) for (const { id } of commit.records) ids.add(id);
        head = commits.at(-1)?.seq ?? head;
        if (commits.length < 500) return { head, ids: [...ids] };
      }
    },
    rowsOf: (space, keys) => store.rowsOf(scope, space, keys),
    rows: (space, range) => store.rows(scope, space, range),
    async manifest(id = manifestId) {
      const record = await store.get(scope, manifestKind, id);
      return record === undefined ? undefined : { version: record.version, value: record.payload };
    },
  };
}

/** What writes a list unless another was written since it was read. */
export function manifestPut({ id, value, replaces }: NewManifest): Put {
  return {
    op: 'put',
    kind: manifestKind,
    id: id ?? manifestId,
    state: 'current',
    payload: value as Json,
    expect: replaces === undefined ? 'absent' : { version: replaces },
    history: false,
  };
}

export function indexWriter(store: Store, scope: Required<Scope>, clock: Clock): IndexWriter {
  return {
    async commit(rows, manifest) {
      const operations: Operation[] = [...rows];
      if (manifest !== undefined) operations.unshift(manifestPut(manifest));
      try {
        await store.commit(scope, serverCommit(scope.account, clock(), operations));
        return true;
      } catch (error) {
        if (error instanceof KeepsakeError && error.code === 'VERSION_CONFLICT') return false;
        throw error;
      }
    },
  };
}
