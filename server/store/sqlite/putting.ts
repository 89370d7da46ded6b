/** What puts on the main line and on branches have in common: the revision they write. */
import type { PutResult } from '../store.ts';
import type { ScopeFile } from './files.ts';
import { recordSql } from './sql.ts';
import type { WirePut } from './wire.ts';

export interface Current {
  readonly version: number;
  readonly revision: string;
  readonly state: string;
}

/** A record of the main line, with what it is found by. */
export interface CurrentRecord extends Current {
  readonly parent: string | null;
  readonly sort: string | null;
  readonly unique_key: string | null;
  readonly locator: string | null;
}

export type CommitRecord = PutResult & { readonly state: string; readonly branch?: string };

/** What all puts of a commit have in common. */
export interface CommitFacts {
  readonly seq: number;
  readonly at: number;
  /** As JSON. */
  readonly author: string;
}

/** Where a new revision belongs. */
export interface RevisionPlace extends CommitFacts {
  readonly branch: string;
  readonly version: number;
  readonly revision: string;
  /** What it replaces. */
  readonly current: Current | undefined;
}

export function putRevision({ connection, scope }: ScopeFile, put: WirePut, place: RevisionPlace): void {
  const { current, branch, version, revision, seq, at, author } = place;
  const parents = put.parents ?? (current === undefined ? [] : [current.revision]);
  connection.run(
    recordSql.putRevision,
    scope,
    put.kind,
    put.id,
    revision,
    JSON.stringify(parents),
    branch,
    version,
    seq,
    at,
    author,
    put.state,
    put.message ?? null,
    put.payload,
  );
}
