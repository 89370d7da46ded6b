/** Reads of the history: the log backwards, states at a commit, and what a branch holds. */
import type { Store } from '../store.ts';
import type { ScopeFile } from './files.ts';
import { rowToCommit, rowToRevision } from './reads.ts';
import type { Readers } from './readers.ts';
import { headsSql, historySql, recordSql } from './sql.ts';
import type { Request } from './threads.ts';
import type { CommitRow, ReaderCalls, RevisionRow } from './wire.ts';

type HistoryName = 'commitsBefore' | 'seqAt' | 'revisionsAt' | 'stateAt' | 'revisionsNamed' | 'branchHeads';
type HistoryRequest = Extract<Request<ReaderCalls>, { name: HistoryName }>;

/** Answers on a reader's thread. */
export function readHistory({ connection, scope }: ScopeFile, request: HistoryRequest): unknown {
  switch (request.name) {
    case 'commitsBefore': {
      const { before, limit } = request.input;
      return connection.all<CommitRow>(recordSql.commitsBefore, scope, before, limit);
    }
    case 'seqAt':
      return connection.get<{ seq: number }>(recordSql.seqAt, scope, request.input.at)?.seq ?? 0;
    case 'revisionsAt': {
      const { seq, names } = request.input;
      return names.map(({ kind, id }) =>
        connection.get<RevisionRow>(historySql.newestAt, scope, kind, id, seq),
      );
    }
    case 'stateAt': {
      const { kind, after = '', limit } = request.input.query;
      const within = [scope, kind] as const;
      return connection.all<RevisionRow>(
        historySql.stateAt,
        ...within,
        after,
        ...within,
        ...within,
        request.input.seq,
        limit,
      );
    }
    case 'revisionsNamed':
      return request.input.names.map(({ kind, id, revision }) =>
        connection.get<RevisionRow>(recordSql.revision, scope, kind, id, revision),
      );
    case 'branchHeads':
      return readHeads({ connection, scope }, request.input.query);
  }
}

function readHeads(
  { connection, scope }: Pick<ScopeFile, 'connection' | 'scope'>,
  query: ReaderCalls['branchHeads']['input']['query'],
): RevisionRow[] {
  const { branch, kind, id, unique, after, limit } = query;
  const equal = [kind, id, unique].filter((value) => value !== undefined);
  const from = after === undefined ? [] : [after.kind, after.kind, after.id];
  return connection.all<RevisionRow>(headsSql(query), scope, branch, ...equal, ...from, limit);
}

/** The same reads on the caller's side. */
export function createHistoryReads(readers: Readers): Pick<Store, HistoryName> {
  return {
    commitsBefore: async (scope, before, limit) =>
      (await readers.call('commitsBefore', { scope, before, limit })).map(rowToCommit),
    seqAt: (scope, at) => readers.call('seqAt', { scope, at }),
    revisionsAt: async (scope, seq, names) => {
      const rows = await readers.call('revisionsAt', { scope, seq, names });
      return rows.map((row) => (row === undefined ? undefined : rowToRevision(row)));
    },
    stateAt: async (scope, seq, query) =>
      (await readers.call('stateAt', { scope, seq, query })).map(rowToRevision),
    revisionsNamed: async (scope, names) => {
      const rows = await readers.call('revisionsNamed', { scope, names });
      return rows.map((row) => (row === undefined ? undefined : rowToRevision(row)));
    },
    branchHeads: async (scope, query) =>
      (await readers.call('branchHeads', { scope, query })).map(rowToRevision),
  };
}
