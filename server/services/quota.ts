/** How many bytes an account may keep: the sizes of all versions of its files. */
import { KeepsakeError } from '../../contract/index.ts';
import { overQuota, type Limits } from './accounts/limits.ts';
import type { Originals } from './originals.ts';

export interface Quota {
  /**
   * @throws KeepsakeError STORAGE_FULL when no account of this server may keep so many bytes more, QUOTA_EXCEEDED when
   * this one may not.
   */
  require(account: string, bytes: number): Promise<void>;
}

/** Where neither the server nor the account has a limit everything is allowed, and nothing is counted. */
export function createQuota({
  originals,
  limits,
  maxBytes = Infinity,
}: {
  originals: Originals;
  limits: Limits;
  maxBytes: number | undefined;
}): Quota {
  return {
    async require(account, bytes) {
      const own = (await limits.of(account)).quotas.bytes;
      if (own === null && maxBytes === Infinity) return;
      const { bytes: used } = await originals.of(account);
      if (used + bytes > maxBytes) throw noRoom(used, bytes, maxBytes);
      if (own !== null && used + bytes > own) throw overQuota('bytes', own, used);
    },
  };
}

function noRoom(used: number, bytes: number, most: number): KeepsakeError {
  return new KeepsakeError(
    'STORAGE_FULL',
    `The drive may hold ${inMegabytes(most)}, and holds ${inMegabytes(used)}: this file of ${inMegabytes(bytes)} does not fit. Delete something, or raise the quota.`,
    { quota: most, used },
  );
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
