/** Group commit: many requests, one transaction and one fsync per file, each request refused or kept by itself. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { Commit, CommitResult, Job, Mark, MarkTotal, Scope } from '../store.ts';
import { applyCommit, decodeRelay, forgetRepeats, openForWriting, type OpenFile } from './apply.ts';
import { openFiles } from './files.ts';
import type { FileOptions } from './open.ts';

export type WriteRequest = { readonly id: number } & (
  | { readonly method: 'commit'; readonly args: readonly [Scope, Commit] }
  | { readonly method: 'createAccount'; readonly args: readonly [string] }
  | { readonly method: 'claimJob'; readonly args: readonly [readonly string[], string, number, number] }
  | { readonly method: 'renewJob'; readonly args: readonly [string, string, number, number] }
  | { readonly method: 'releaseJob'; readonly args: readonly [string, string, number] }
  | { readonly method: 'mark'; readonly args: readonly [readonly Mark[]] }
  | { readonly method: 'probe'; readonly args: readonly [number] }
);

export type WriteReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: unknown };

export interface Writing {
  /** Applies a group; every reply is durable, or says that nothing was written. */
  write(requests: readonly WriteRequest[]): WriteReply[];
  close(): void;
}

const cleanUpMs = 3_600_000;

/** Opens the files for writing and finishes what a crash left in the outbox. */
export function createWriting(options: FileOptions): Writing {
  const files = openFiles(options, openForWriting);
  /** Relays that stand in their project and whose outbox rows go with the next group. */
  const relayed = new Map<string, string>();
  let cleanedUp = 0;

  function writeCatalogue(requests: readonly WriteRequest[]): WriteReply[] {
    const replies = inTransaction(
      files.catalogue,
      requests,
      (request) => applyRequest(files.catalogue, request, options),
      () => {
        for (const [id, account] of relayed) files.catalogue.sql.removeRelay.run(account, id);
      },
    );
    if (replies.every((reply) => 'value' in reply) || requests.length > 0) relayed.clear();
    return replies;
  }

  /** Brings what accounts committed for their projects into the projects. */
  function relay(): void {
    const rows = files.catalogue.database
      .prepare('SELECT account, id, project, commit_json FROM outbox ORDER BY account, position')
      .all() as { account: string; id: string; project: string; commit_json: string }[];
    for (const { account, id, project, commit_json } of rows) {
      if (relayed.has(id)) continue;
      const commit: Commit = {
        ...decodeRelay(commit_json),
        repeat: { principal: 'relay', key: id, bodyHash: 'relay' },
      };
      relayOne({ account, project }, commit);
      relayed.set(id, account);
    }
  }

  function relayOne(scope: Required<Scope>, commit: Commit): void {
    const file = files.of(scope);
    const request = { id: 0, method: 'commit', args: [scope, commit] } as const;
    const [reply] = inTransaction(file, [request], () => applyCommit(file, scope, commit, options));
    if (reply !== undefined && 'error' in reply && !isRefusal(reply.error)) throw reply.error;
  }

  function write(requests: readonly WriteRequest[]): WriteReply[] {
    const [catalogued, byProject] = divide(requests);
    const replies: WriteReply[] = [];
    if (catalogued.length > 0) replies.push(...finishRelays(writeCatalogue(catalogued)));
    for (const group of byProject.values()) replies.push(...writeProject(group));
    cleanUp();
    return replies;
  }

  /** A commit that relays is answered when its project has it; if that fails now, the outbox keeps it. */
  function finishRelays(replies: WriteReply[]): WriteReply[] {
    try {
      relay();
      return replies;
    } catch (error) {
      return replies.map((reply) => ({
        id: reply.id,
        error: 'error' in reply ? reply.error : asStorageError(error),
      }));
    }
  }

  function writeProject(group: readonly (WriteRequest & { method: 'commit' })[]): WriteReply[] {
    try {
      const scope = (group[0] as WriteRequest & { method: 'commit' }).args[0];
      const file = files.of(scope);
      return inTransaction(file, group, (request) => applyRequest(file, request, options));
    } catch (error) {
      return group.map(({ id }) => ({ id, error: asStorageError(error) }));
    }
  }

  function cleanUp(): void {
    const now = Date.now();
    if (now - cleanedUp < cleanUpMs) return;
    cleanedUp = now;
    forgetRepeats(files.catalogue, now);
    files.catalogue.sql.forgetMarks.run(now - cleanUpMs);
  }

  relay();
  return {
    write,
    close() {
      if (relayed.size > 0) writeCatalogue([]);
      files.close();
    },
  };
}

function divide(requests: readonly WriteRequest[]) {
  const catalogued: WriteRequest[] = [];
  const byProject = new Map<string, (WriteRequest & { method: 'commit' })[]>();
  for (const request of requests) {
    const project = request.method === 'commit' ? request.args[0].project : undefined;
    if (request.method !== 'commit' || project === undefined) catalogued.push(request);
    else byProject.set(project, [...(byProject.get(project) ?? []), request]);
  }
  return [catalogued, byProject] as const;
}

/** One transaction for a group; a request that throws is rolled back alone. */
function inTransaction<R extends WriteRequest>(
  { database }: OpenFile,
  requests: readonly R[],
  apply: (request: R) => unknown,
  alsoApply?: () => void,
): WriteReply[] {
  try {
    database.exec('BEGIN IMMEDIATE');
    alsoApply?.();
    const replies = requests.map((request) => applyAlone(database, request, apply));
    database.exec('COMMIT');
    return replies;
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    return requests.map(({ id }) => ({ id, error: asStorageError(error) }));
  }
}

function applyAlone<R extends WriteRequest>(
  database: OpenFile['database'],
  request: R,
  apply: (request: R) => unknown,
): WriteReply {
  database.exec('SAVEPOINT one');
  try {
    const value = apply(request);
    database.exec('RELEASE one');
    return { id: request.id, value };
  } catch (error) {
    // A full disk may have ended the whole transaction; then the group fails together.
    if (!database.inTransaction) throw error;
    database.exec('ROLLBACK TO one');
    database.exec('RELEASE one');
    if (!(error instanceof KeepsakeError) && isSqliteError(error)) throw error;
    return { id: request.id, error };
  }
}

function applyRequest(file: OpenFile, request: WriteRequest, options: FileOptions): unknown {
  const { sql } = file;
  switch (request.method) {
    case 'commit':
      return applyCommit(file, request.args[0], request.args[1], options) satisfies CommitResult;
    case 'createAccount':
      sql.addAccount.run(request.args[0]);
      return null;
    case 'claimJob':
      return claimJob(file, ...request.args);
    case 'renewJob': {
      const [id, owner, now, leaseMs] = request.args;
      return sql.renewJob.run(now + leaseMs, id, owner).changes > 0;
    }
    case 'releaseJob': {
      const [id, owner, retryAt] = request.args;
      sql.releaseJob.run(retryAt, id, owner);
      return null;
    }
    case 'mark':
      return request.args[0].map(
        ({ account, name, window, add, at }) => sql.addMark.get(account, name, window, add, at) as MarkTotal,
      );
    case 'probe':
      sql.addMark.get('', 'probe', 0, 0, request.args[0]);
      return null;
  }
}

/** A job is due when its lease has ended, whoever held it. */
function claimJob(
  { sql }: OpenFile,
  kinds: readonly string[],
  owner: string,
  now: number,
  leaseMs: number,
): Job | undefined {
  for (const kind of kinds) {
    const row = sql.dueJob.get(kind, now) as
      | { id: string; account: string; kind: string; payload: string; attempts: number }
      | undefined;
    if (row === undefined) continue;
    sql.claimJob.run(owner, now + leaseMs, row.id);
    return { ...row, payload: JSON.parse(row.payload) as Job['payload'] };
  }
  return undefined;
}

function isRefusal(error: unknown): boolean {
  return error instanceof KeepsakeError && error.status < 500;
}

function isSqliteError(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('SQLITE_')
  );
}

function asStorageError(error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  if (error.code === 'SQLITE_FULL' || error.code === 'SQLITE_IOERR_WRITE') {
    const message = 'The disk is full: nothing of this was stored. Free some space, then try again.';
    return new KeepsakeError('STORAGE_FULL', message, undefined, error);
  }
  if (error.code === 'SQLITE_CORRUPT' || error.code === 'SQLITE_NOTADB') {
    const message =
      'The data folder is damaged: nothing of this was stored. Run `keepsake doctor`, and restore a backup.';
    return new KeepsakeError('DATA_FOLDER_UNREADABLE', message, undefined, error);
  }
  return error;
}
