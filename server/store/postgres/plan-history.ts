/** Decides what a group of commits does to revisions: new ones, those on branches, and those that go for good. */
import { newId } from '../../../local/ids.ts';
import { assertExpected, changedMeanwhile, nameTaken } from '../refusals.ts';
import type { BranchPlace, Commit, Put, PutResult, RecordKey, Unchanged } from '../store.ts';
import type { HeadState, RevisionFact } from './facts.ts';
import { keyOf } from './overlay.ts';
import { headPlace } from './places.ts';
import type { ScopeState } from './state.ts';

export type PutRecord = PutResult & { readonly state: string; readonly branch?: string };

/** What all puts of a commit have in common. */
export interface PutFacts {
  readonly commit: Commit;
  readonly seq: number;
  /** Sealed. */
  readonly author: Buffer;
  readonly isAccount: boolean;
}

interface NewRevision {
  readonly branch: string;
  readonly version: number;
  readonly revision: string;
  /** What it replaces. */
  readonly current: { readonly revision: string } | undefined;
  readonly forgetsEarlier: boolean;
}

export function addRevision(
  state: ScopeState,
  put: Put,
  { commit, seq }: Pick<PutFacts, 'commit' | 'seq'>,
  { branch, version, revision, current, forgetsEarlier }: NewRevision,
): void {
  const { kind, id, payload, message } = put;
  state.revisions.add({
    op: 'revision',
    kind,
    id,
    revision,
    parents: put.parents ?? (current === undefined ? [] : [current.revision]),
    branch,
    version,
    seq,
    at: put.at ?? commit.at,
    state: put.state,
    forgetsEarlier,
    content: { payload, author: put.author ?? commit.author, message },
  });
  state.lastWrites.set(keyOf(branch, kind), seq);
  const place = keyOf(kind, id);
  const known = state.histories.get(place);
  if (known === undefined) return;
  const before = forgetsEarlier ? [] : known;
  state.histories.set(place, [...before, { revision, branch, version, seq, state: put.state }]);
}

/** @throws KeepsakeError VERSION_CONFLICT, DRIVE_ITEM_CONFLICT */
export function putOnBranch(
  state: ScopeState,
  put: Put,
  { id: branch, base }: BranchPlace,
  facts: PutFacts,
): PutRecord {
  const { kind, id } = put;
  const place = keyOf(kind, id);
  const heads = state.heads.get(place) ?? [];
  const head = heads.find((one) => one.branch === branch);
  const current = head ?? newestOf(state.histories.get(place) ?? [], 'main', base);
  assertExpected(put, current);
  const unique = put.unique === undefined ? undefined : state.seal.word(put.unique);
  const holder = unique === undefined ? undefined : state.headUniques.get(keyOf(branch, kind, unique));
  if (holder !== undefined && holder !== id) throw nameTaken(kind, holder);
  if (head !== undefined) freeName(state, head);
  if (unique !== undefined) state.headUniques.set(keyOf(branch, kind, unique), id);
  const version = (current?.version ?? 0) + 1;
  const revision = put.revision ?? newId('rev');
  const sealedUnique =
    put.unique === undefined
      ? undefined
      : state.seal.seal(Buffer.from(put.unique), headPlace(state.scope, branch, kind, id));
  const { seq } = facts;
  const made: HeadState = {
    branch,
    kind,
    id,
    state: put.state,
    unique,
    sealedUnique,
    version,
    revision,
    seq,
  };
  state.heads.set(place, [...heads.filter((one) => one !== head), made]);
  addRevision(state, put, facts, { branch, version, revision, current, forgetsEarlier: false });
  return { kind, id, version, revision, state: put.state, branch };
}

/** @throws KeepsakeError VERSION_CONFLICT */
export function assertUnchanged(state: ScopeState, { kinds, since, branch = 'main' }: Unchanged): void {
  const changed = kinds.find((kind) => (state.lastWrites.get(keyOf(branch, kind)) ?? 0) > since);
  if (changed !== undefined) throw changedMeanwhile(changed, since);
}

/**
 * Revisions of a record go, all of them or those named; branches lose the record too, or go back to the newest version
 * that is left to them.
 */
export function eraseRevisions(
  state: ScopeState,
  { kind, id }: RecordKey,
  revisions: readonly string[] | undefined,
): void {
  const place = keyOf(kind, id);
  const isGone = ({ revision }: { revision: string }) => revisions?.includes(revision) ?? true;
  const left = (state.histories.get(place) ?? []).filter((one) => !isGone(one));
  const heads = (state.heads.get(place) ?? []).flatMap((head) => {
    if (!isGone(head)) return [head];
    const newest = newestOf(left, head.branch, Infinity);
    if (newest !== undefined) return [{ ...head, ...newest }];
    freeName(state, head);
    return [];
  });
  state.revisions.add({ op: 'erasure', kind, id, revisions });
  state.histories.set(place, left);
  state.heads.set(place, heads);
}

function freeName(state: ScopeState, { branch, kind, unique }: HeadState): void {
  if (unique !== undefined) state.headUniques.set(keyOf(branch, kind, unique), undefined);
}

/** Of several versions in one commit, the last. */
function newestOf(history: readonly RevisionFact[], branch: string, until: number): RevisionFact | undefined {
  let newest: RevisionFact | undefined;
  for (const one of history) {
    if (one.branch !== branch || one.seq > until) continue;
    const isLater =
      newest === undefined ||
      one.seq > newest.seq ||
      (one.seq === newest.seq && one.version > newest.version);
    if (isLater) newest = one;
  }
  return newest;
}
