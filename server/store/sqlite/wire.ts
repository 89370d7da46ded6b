/** What the caller's thread, the writer and the readers send each other. */
import { KeepsakeError, type ErrorCode, type ErrorDetails } from '../../../contract/index.ts';
import type {
  BranchQuery,
  Check,
  ClearRows,
  Commit,
  CommitResult,
  CreateProject,
  Dequeue,
  Enqueue,
  Erase,
  Job,
  ListQuery,
  Mark,
  MarkTotal,
  Operation,
  Put,
  PutRow,
  Relay,
  RecordKey,
  RevisionName,
  Scope,
  Size,
  StoredRow,
  Tally,
  Unchanged,
} from '../store.ts';

// Payloads travel as JSON text: cloning an object costs more than writing and parsing it, and the file holds text.
export type WirePut = Omit<Put, 'payload'> & { readonly payload: string };
export type WireEnqueue = Omit<Enqueue, 'payload'> & { readonly payload: string };
export type RecordOperation = WirePut | Check | Unchanged | PutRow | ClearRows | Erase;
export type WireRelay = Omit<Relay, 'operations'> & { readonly operations: readonly RecordOperation[] };
export type AccountOperation = CreateProject | WireRelay | WireEnqueue | Dequeue;
export type WireOperation = RecordOperation | AccountOperation;
export type WireCommit = Omit<Commit, 'operations'> & { readonly operations: readonly WireOperation[] };

/** The answer before its payload is parsed. */
export type WireJob = Omit<Job, 'payload'> & { readonly payload: string };

/** A mark without what is to be added. */
export type MarkName = Pick<Mark, 'account' | 'name' | 'window'>;

/** What a file's connection is set to, for doctor and tests. */
export interface ConnectionSettings {
  readonly thread: string;
  readonly file: string;
  /** 2 is FULL. */
  readonly synchronous: number;
  readonly journal: string;
}

/** The calls of the writer: name → arguments and answer. */
export interface WriterCalls {
  commit: { input: { scope: Scope; commit: WireCommit }; output: CommitResult };
  putRows: { input: { scope: Scope; rows: readonly Omit<PutRow, 'op'>[] }; output: undefined };
  /** Takes a project from the catalogue; `removeProject` then removes its file, once no thread has it open. */
  destroyProject: { input: { account: string; project: string }; output: undefined };
  destroyAccount: { input: { account: string }; output: undefined };
  removeProject: { input: { project: string }; output: undefined };
  scrub: { input: { scope: Scope }; output: undefined };
  createAccount: { input: { account: string }; output: undefined };
  claimJob: {
    input: { kinds: readonly string[]; owner: string; now: number; leaseMs: number };
    output: WireJob | undefined;
  };
  renewJob: { input: { id: string; owner: string; now: number; leaseMs: number }; output: boolean };
  releaseJob: { input: { id: string; owner: string; retryAt: number }; output: undefined };
  mark: { input: { marks: readonly Mark[] }; output: MarkTotal[] };
  marks: { input: { names: readonly MarkName[] }; output: (MarkTotal | undefined)[] };
  probe: { input: undefined; output: undefined };
  settings: { input: undefined; output: ConnectionSettings[] };
  close: { input: undefined; output: undefined };
}

/** The calls of a reader. Records, revisions and commits come as rows of the tables; the caller's thread parses them. */
export interface ReaderCalls {
  list: { input: { scope: Scope; query: ListQuery }; output: RecordRow[] };
  count: { input: { scope: Scope; query: Pick<ListQuery, 'kind' | 'parent' | 'states'> }; output: number };
  revisions: { input: { scope: Scope; kind: string; id: string; limit: number }; output: RevisionRow[] };
  changes: { input: { scope: Scope; after: number; limit: number }; output: CommitRow[] };
  commitsBefore: { input: { scope: Scope; before: number; limit: number }; output: CommitRow[] };
  seqAt: { input: { scope: Scope; at: number }; output: number };
  revisionsAt: {
    input: { scope: Scope; seq: number; names: readonly RecordKey[] };
    output: (RevisionRow | undefined)[];
  };
  stateAt: {
    input: { scope: Scope; seq: number; query: { kind: string; after?: string; limit: number } };
    output: RevisionRow[];
  };
  revisionsNamed: {
    input: { scope: Scope; names: readonly RevisionName[] };
    output: (RevisionRow | undefined)[];
  };
  branchHeads: { input: { scope: Scope; query: BranchQuery }; output: RevisionRow[] };
  rows: {
    input: { scope: Scope; space: string; range: { prefix?: string; after?: string; limit: number } };
    output: StoredRow[];
  };
  rowsOf: {
    input: { scope: Scope; space: string; keys: readonly string[] };
    output: (Uint8Array | undefined)[];
  };
  tally: { input: { scope: Scope }; output: Tally };
  size: { input: { scope: Scope }; output: Size };
  release: { input: { project: string }; output: undefined };
  settings: { input: undefined; output: ConnectionSettings[] };
  close: { input: undefined; output: undefined };
}

export interface RecordRow {
  readonly scope: string;
  readonly kind: string;
  readonly id: string;
  readonly parent: string | null;
  readonly state: string;
  readonly version: number;
  readonly revision: string;
  readonly seq: number;
  readonly created_at: number;
  readonly created_by: string;
  readonly at: number;
  readonly author: string;
  readonly payload: string;
}

export interface RevisionRow {
  readonly kind: string;
  readonly id: string;
  readonly revision: string;
  readonly parents: string;
  readonly branch: string;
  readonly version: number;
  readonly seq: number;
  readonly at: number;
  readonly author: string;
  readonly state: string;
  readonly message: string | null;
  readonly payload: string;
}

export interface CommitRow {
  readonly seq: number;
  readonly at: number;
  readonly author: string;
  readonly records: string;
}

export function toWireCommit(commit: Commit): WireCommit {
  return { ...commit, operations: commit.operations.map(toWireOperation) };
}

function toWireOperation(operation: Operation): WireOperation {
  if (operation.op === 'relay')
    return { ...operation, operations: operation.operations.map(toWireRecordOperation) };
  if (operation.op === 'enqueue') return { ...operation, payload: JSON.stringify(operation.payload) };
  return operation.op === 'put' ? toWireRecordOperation(operation) : operation;
}

function toWireRecordOperation(operation: Put | PutRow | ClearRows): RecordOperation {
  return operation.op === 'put' ? { ...operation, payload: JSON.stringify(operation.payload) } : operation;
}

/** An error as it crosses threads. */
export interface WireFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: ErrorDetails | undefined;
  /** The original's stack, for the log; SQLite's messages name tables and columns, never values. */
  readonly cause?: string | undefined;
}

export function toWireFailure(error: unknown): WireFailure {
  if (!(error instanceof KeepsakeError)) {
    const cause = error instanceof Error ? error.stack : String(error);
    return {
      code: 'INTERNAL',
      message: 'The store failed at something it should not fail at. The server log has the details.',
      cause,
    };
  }
  const cause = error.cause instanceof Error ? error.cause.stack : undefined;
  return { code: error.code, message: error.message, details: error.details, cause };
}

export function fromWireFailure({ code, message, details, cause }: WireFailure): KeepsakeError {
  return new KeepsakeError(code, message, details, cause === undefined ? undefined : new Error(cause));
}
