/** Revisions that were erased out of a record's history: a device that was away meanwhile does not bring them back. */
import { idOf } from '../../../contract/common.ts';
import { KeepsakeError, type SyncedVersion, type SyncOutcome } from '../../../contract/index.ts';
import type { Call } from '../../services/caller.ts';
import { erasedPart, erasedPartOf, erasedRevisionsKind } from '../../services/erasure/parts.ts';
import { commitFor, retryOnConflict, type Clock } from '../../services/records.ts';
import type { Operation, Scope, Store } from '../../store/store.ts';
import type { ErasedName, RecordName } from '../core/version.ts';

/**
 * The versions without those that were erased here. What came from one of these comes from what that one came from.
 *
 * @returns the versions themselves when none of them was
 */
export async function withoutErasedParts(
  store: Store,
  scope: Scope,
  versions: readonly SyncedVersion[],
): Promise<readonly SyncedVersion[]> {
  const ids = [...new Set(versions.map(({ id }) => id))];
  const records = await Promise.all(ids.map((id) => store.get(scope, erasedRevisionsKind, id)));
  const erased = new Set(records.flatMap((one) => (one === undefined ? [] : erasedPartOf(one).revisions)));
  if (erased.size === 0) return versions;
  const parents = new Map(versions.map((version) => [version.revision, version.parents]));
  const above = (revision: string, seen: ReadonlySet<string>): string[] => {
    if (!erased.has(revision) || seen.has(revision)) return [revision];
    const from = parents.get(revision) ?? [];
    return [revision, ...from.flatMap((one) => above(one, new Set([...seen, revision])))];
  };
  const kept = versions.filter(({ revision }) => !erased.has(revision));
  return kept.map((version) => {
    const all = version.parents.flatMap((one) => above(one, new Set()));
    return { ...version, parents: [...new Set(all)].slice(0, mostParents) };
  });
}

const mostParents = 20;

/** Kinds of which parts of the history may be erased. */
const parted: readonly string[] = ['memory', 'entry'];

/** What was erased out of the histories of records of one kind, in their order. */
export async function partsOf(
  store: Store,
  scope: Scope,
  kind: string,
  records: readonly { readonly id: string }[],
): Promise<(string[] | undefined)[]> {
  if (!parted.includes(kind)) return [];
  const names = records.map(({ id }) => ({ kind: erasedRevisionsKind, id }));
  const found = await store.revisionsAt(scope, await store.head(scope), names);
  return found.map((one) => one && [...erasedPartOf(one).revisions]);
}

/** Deletions of parts of histories, and of whole records. */
export function partsAmong(erased: readonly ErasedName[]): { parts: ErasedPart[]; whole: RecordName[] } {
  const parts = erased.flatMap(({ revisions, ...name }) => (revisions ? [{ ...name, revisions }] : []));
  return { parts, whole: erased.filter(({ revisions }) => revisions === undefined) };
}

/**
 * Remembers what a device knows to be erased out of histories, so that no other one brings it: what is here is erased with a receipt,
 * by who may ask for it.
 *
 * @throws KeepsakeError STATE_NOT_READY when any of it is here, VALIDATION_ERROR
 */
export async function rememberParts(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { caller }: Call,
  scope: Scope,
  parts: readonly ErasedPart[],
): Promise<void> {
  if (parts.length === 0) return;
  await retryOnConflict(async () => {
    const since = await store.head(scope);
    const operations = await Promise.all(parts.map((part) => rememberedPart(store, scope, part)));
    const news = operations.flat();
    const kinds = [erasedRevisionsKind, ...parted];
    if (news.length > 0)
      await commitFor(store, clock, { caller }, scope, [{ op: 'unchanged', kinds, since }, ...news]);
  });
}

interface ErasedPart extends RecordName {
  readonly revisions: readonly string[];
}

async function rememberedPart(store: Store, scope: Scope, part: ErasedPart): Promise<Operation[]> {
  const { kind, id, revisions } = part;
  if (!parted.includes(kind) || !idOf(kind as 'memory' | 'entry').safeParse(id).success)
    throw new KeepsakeError('VALIDATION_ERROR', `${id} is not a ${kind} whose history has parts.`);
  const found = await store.revisionsNamed(
    scope,
    revisions.map((revision) => ({ kind, id, revision })),
  );
  if (found.some((one) => one !== undefined))
    throw new KeepsakeError(
      'STATE_NOT_READY',
      `Revisions of ${kind} ${id} are here, so they are not deleted permanently by saying so. Ask for their permanent deletion.`,
    );
  const before = await store.get(scope, erasedRevisionsKind, id);
  const known = new Set(before === undefined ? [] : erasedPartOf(before).revisions);
  const isNews = revisions.some((one) => !known.has(one));
  return isNews ? [await erasedPart(store, scope, { kind, id }, revisions)] : [];
}

/** An outcome for each version that was sent; of those that were erased here before, that they are known. */
export function inOrder(
  sent: readonly SyncedVersion[],
  met: readonly SyncedVersion[],
  outcomes: readonly SyncOutcome[],
): SyncOutcome[] {
  if (met.length === sent.length) return [...outcomes];
  const places = new Map(met.map(({ revision }, n) => [revision, outcomes[n]]));
  const ofSent = sent.map(({ kind, id, revision }): SyncOutcome => {
    return places.get(revision) ?? { kind, id, revision, outcome: 'known' };
  });
  return [...ofSent, ...outcomes.slice(met.length)];
}
