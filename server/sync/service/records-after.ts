/** What an answer to a push brings of each record: what the server has on top of what was sent. */
import type { SyncedVersion, SyncOutcome } from '../../../contract/index.ts';
import type { Sync } from '../../services/sync.ts';
import type { Scope, Store } from '../../store/store.ts';
import { nameOf, toSynced, type SyncedKind } from './versions.ts';

/** Versions of one record; of more only the newest. */
const mostVersions = 50;

/** Each record as it is now, with the versions since the one that the device sent its own on top of. */
export async function recordsOf(
  store: Store,
  scope: Scope,
  sent: readonly SyncedVersion[],
  outcomes: readonly SyncOutcome[],
): Promise<Awaited<ReturnType<Sync['push']>>['records']> {
  const names = new Map<string, { kind: SyncedKind; id: string }>();
  for (const { kind, id, outcome, becomes } of outcomes) {
    if (outcome === 'erased' || outcome === 'refused') continue;
    const name = { kind, id: becomes ?? id };
    names.set(nameOf(name), name);
  }
  const own = new Set(sent.map(({ revision }) => revision));
  const parents = new Set(sent.flatMap((version) => version.parents));
  return Promise.all(
    [...names.values()].map(async ({ kind, id }) => {
      const newest = await store.revisions(scope, kind, id, mostVersions);
      const known = newest.findIndex(({ revision }) => parents.has(revision) && !own.has(revision));
      const since = known === -1 ? newest.slice(0, 1) : newest.slice(0, known);
      const versions = since.filter(({ revision }) => !own.has(revision)).toReversed();
      const { seq = 0, revision = '' } = newest[0] ?? {};
      return { kind, id, seq, revision, versions: versions.map((one) => toSynced(scope, one)) };
    }),
  );
}
