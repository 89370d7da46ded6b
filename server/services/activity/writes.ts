/** What a commit wrote, in the words of activity. */
import type { Commit, CommitResult, Put, Scope } from '../../store/store.ts';
import { mostRecords, type Deed } from './events.ts';

/** Kinds of records that people know; the rest is the server's own bookkeeping. */
const shown = new Set([
  'memory',
  'document',
  'entry',
  'conversation',
  'message',
  'item',
  'attachment',
  'comment',
  'favourite',
  'attributes',
  'project',
  'key',
]);

const removed = new Set(['deleted', 'removed', 'trashed', 'revoked', 'excluded', 'purged']);

/** What a person or a client wrote; undefined for what is not recorded. */
export function describeCommit(scope: Scope, commit: Commit, result: CommitResult): Deed | undefined {
  if (commit.author.type === 'server' || result.replayed) return undefined;
  const puts = commit.operations.filter((operation) => operation.op === 'put');
  const written = puts.flatMap((put, i) => {
    const made = result.results[i];
    return made !== undefined && shown.has(put.kind) ? [{ put, made }] : [];
  });
  const first = written[0];
  if (first === undefined) return undefined;
  return {
    kind: 'write',
    action: `${verbOf(first.put.state, first.made.version)}_${first.put.kind}`,
    projects: projectsOf(scope, commit, puts),
    records: written
      .slice(0, mostRecords)
      .map(({ made: { kind, id, version, revision } }) => ({ type: kind, id, version, revision })),
    count: written.length,
  };
}

/** What a commit did to a record that it left in a state and version. */
export function verbOf(state: string, version: number): 'add' | 'change' | 'delete' {
  if (removed.has(state)) return 'delete';
  return version === 1 ? 'add' : 'change';
}

function projectsOf(scope: Scope, { operations }: Commit, puts: readonly Put[]): string[] {
  if (scope.project !== undefined) return [scope.project];
  const relayed = operations.flatMap((operation) => (operation.op === 'relay' ? [operation.project] : []));
  const own = puts.flatMap(({ kind, id }) => (kind === 'project' ? [id] : []));
  return [...new Set([...relayed, ...own])];
}
