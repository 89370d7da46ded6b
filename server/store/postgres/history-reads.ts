/** Reads of the history: the log backwards, states at a commit, and what a branch holds. */
import type { Store } from '../store.ts';
import type { Walled } from './walled.ts';
import { keyOf } from './overlay.ts';
import type { Scopes } from './scopes.ts';
import { headsSql, historySql } from './read-sql.ts';
import { commitOf, revisionOf, type CommitRow, type RevisionRow } from './values.ts';

type HistoryReads = Pick<
  Store,
  'commitsBefore' | 'seqAt' | 'revisionsAt' | 'stateAt' | 'revisionsNamed' | 'branchHeads'
>;

export function createHistoryReads(database: Walled, scopes: Scopes): HistoryReads {
  return {
    async commitsBefore(scope, before, limit) {
      const within = await scopes.of(scope);
      const rows = await database
        .within(within)
        .query<CommitRow>(historySql.commitsBefore, [within.scope, before, limit]);
      return rows.map((row) => commitOf(within, row));
    },
    async seqAt(scope, at) {
      const within = await scopes.of(scope);
      const [row] = await database
        .within(within)
        .query<{ seq: number }>(historySql.seqAt, [within.scope, at]);
      return row?.seq ?? 0;
    },
    async revisionsAt(scope, seq, names) {
      const within = await scopes.of(scope);
      const distinct = [...new Map(names.map((name) => [keyOf(name.kind, name.id), name])).values()];
      const kinds = distinct.map(({ kind }) => kind);
      const ids = distinct.map(({ id }) => id);
      const rows = await database
        .within(within)
        .query<RevisionRow>(historySql.revisionsAt, [within.scope, kinds, ids, seq]);
      const found = new Map(rows.map((row) => [keyOf(row.kind, row.id), revisionOf(within, row)]));
      return names.map(({ kind, id }) => found.get(keyOf(kind, id)));
    },
    async stateAt(scope, seq, { kind, after = '', limit }) {
      const within = await scopes.of(scope);
      const rows = await database
        .within(within)
        .query<RevisionRow>(historySql.stateAt, [within.scope, kind, after, limit, seq]);
      return rows.map((row) => revisionOf(within, row));
    },
    async revisionsNamed(scope, names) {
      const within = await scopes.of(scope);
      const columns = [
        names.map(({ kind }) => kind),
        names.map(({ id }) => id),
        names.map(({ revision }) => revision),
      ];
      const rows = await database
        .within(within)
        .query<RevisionRow>(historySql.revisionsNamed, [within.scope, ...columns]);
      const found = new Map(
        rows.map((row) => [keyOf(row.kind, row.id, row.revision), revisionOf(within, row)]),
      );
      return names.map(({ kind, id, revision }) => found.get(keyOf(kind, id, revision)));
    },
    async branchHeads(scope, query) {
      const within = await scopes.of(scope);
      const { branch, kind, id, unique, after, limit } = query;
      const word = unique === undefined ? undefined : within.seal.word(unique);
      const equal = [kind, id, word].filter((value) => value !== undefined);
      const from = after === undefined ? [] : [after.kind, after.id];
      const values = [within.scope, branch, ...equal, ...from, limit];
      const rows = await database.within(within).query<RevisionRow>(headsSql(query), values);
      return rows.map((row) => revisionOf(within, row));
    },
  };
}
