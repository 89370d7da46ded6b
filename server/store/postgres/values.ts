/** Rows of the tables, opened, as the store's values. */
import type { CommitAuthor, ListQuery, StoredCommit, StoredRecord, StoredRevision } from '../store.ts';
import type { Value } from './database.ts';
import type { KnownScope } from './scopes.ts';
import type { Names, RevisionContent } from './facts.ts';
import { authorPlace, namesPlace, revisionPlace } from './places.ts';

export interface RecordRow {
  kind: string;
  id: string;
  parent: string | null;
  state: string;
  version: number;
  revision: string;
  seq: number;
  created_at: number;
  created_by: Buffer;
  at: number;
  sealed: Buffer;
}

export interface RevisionRow {
  kind: string;
  id: string;
  revision: string;
  parents: string;
  branch: string;
  version: number;
  seq: number;
  at: number;
  state: string;
  sealed: Buffer;
}

export interface CommitRow {
  seq: number;
  at: number;
  author: Buffer;
  records: string;
}

export function filterValues(
  { scope }: KnownScope,
  { kind, parent, states, after }: Pick<ListQuery, 'kind' | 'parent' | 'states' | 'after'>,
) {
  return [
    scope,
    kind,
    ...(parent === undefined ? [] : [parent]),
    ...(states === undefined ? [] : [states]),
    ...(after === undefined ? [] : [after]),
  ] satisfies Value[];
}

export function recordOf(within: KnownScope, row: RecordRow): StoredRecord {
  const content = contentOf(within, row);
  return {
    kind: row.kind,
    id: row.id,
    ...(row.parent === null ? {} : { parent: row.parent }),
    state: row.state,
    version: row.version,
    revision: row.revision,
    seq: row.seq,
    createdAt: row.created_at,
    updatedAt: row.at,
    createdBy: authorOf(within, row.created_by),
    updatedBy: content.author,
    payload: content.payload,
  };
}

export function revisionOf(within: KnownScope, row: RevisionRow): StoredRevision {
  const { payload, author, message } = contentOf(within, row);
  return {
    kind: row.kind,
    id: row.id,
    revision: row.revision,
    parents: JSON.parse(row.parents) as string[],
    branch: row.branch,
    version: row.version,
    seq: row.seq,
    at: row.at,
    author,
    state: row.state,
    ...(message === undefined ? {} : { message }),
    payload,
  };
}

function contentOf(
  { scope, seal }: KnownScope,
  { kind, id, revision, sealed }: Pick<RevisionRow, 'kind' | 'id' | 'revision' | 'sealed'>,
): RevisionContent {
  return JSON.parse(
    seal.open(sealed, revisionPlace(scope, kind, id, revision)).toString(),
  ) as RevisionContent;
}

export function authorOf({ scope, seal }: KnownScope, sealed: Buffer): CommitAuthor {
  return JSON.parse(seal.open(sealed, authorPlace(scope)).toString()) as CommitAuthor;
}

export function commitOf(within: KnownScope, { seq, at, author, records }: CommitRow): StoredCommit {
  return {
    seq,
    at,
    author: authorOf(within, author),
    records: JSON.parse(records) as StoredCommit['records'],
  };
}

export function namesOf({ scope, seal }: KnownScope, kind: string, id: string, sealed: Buffer | null): Names {
  return sealed === null
    ? {}
    : (JSON.parse(seal.open(sealed, namesPlace(scope, kind, id)).toString()) as Names);
}
