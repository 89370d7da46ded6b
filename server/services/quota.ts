/** How many bytes an account may keep: the sizes of all versions of its files, counted along its commits. */
import { KeepsakeError } from '../../contract/index.ts';
import type { Store, StoredCommit } from '../store/store.ts';
import type { ContentReference } from './content.ts';
import { typed } from './records.ts';

export interface Quota {
  /** @throws KeepsakeError STORAGE_FULL when the account may not keep so many bytes more. */
  require(account: string, bytes: number): Promise<void>;
}

interface Tally {
  seq: number;
  bytes: number;
  readonly versions: Map<string, number>;
}

const batch = 1_000;

/** Without `maxBytes` everything is allowed, and nothing is counted. */
export function createQuota({ store, maxBytes }: { store: Store; maxBytes: number | undefined }): Quota {
  const tallies = new Map<string, Promise<Tally>>();
  return {
    async require(account, bytes) {
      if (maxBytes === undefined) return;
      const before = tallies.get(account) ?? Promise.resolve({ seq: 0, bytes: 0, versions: new Map() });
      const counted = before.then((tally) => countOn(store, account, tally));
      tallies.set(account, counted);
      counted.catch(() => tallies.delete(account));
      const { bytes: used } = await counted;
      if (used + bytes > maxBytes) throw overQuota(used, bytes, maxBytes);
    },
  };
}

/** Goes on from where the tally stands to the newest commit. */
async function countOn(store: Store, account: string, tally: Tally): Promise<Tally> {
  for (;;) {
    const commits = await store.changes({ account }, tally.seq, batch);
    for (const commit of commits) await count(store, account, tally, commit);
    if (commits.length < batch) return tally;
  }
}

async function count(store: Store, account: string, tally: Tally, commit: StoredCommit): Promise<void> {
  for (const { kind, id } of commit.records) {
    if (kind !== 'version') continue;
    const record = await store.get({ account }, 'version', id);
    const size = record?.state === 'kept' ? typed<ContentReference>(record).payload.size : 0;
    tally.bytes += size - (tally.versions.get(id) ?? 0);
    tally.versions.set(id, size);
  }
  tally.seq = commit.seq;
}

function overQuota(used: number, bytes: number, most: number): KeepsakeError {
  return new KeepsakeError(
    'STORAGE_FULL',
    `The drive may hold ${inMegabytes(most)}, and holds ${inMegabytes(used)}: this file of ${inMegabytes(bytes)} does not fit. Delete something, or raise the quota.`,
    { quota: most, used },
  );
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
