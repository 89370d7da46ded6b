/** Keeps encrypted contents from being removed while a backup, on whichever server, copies them. */
import type { BlobStore } from '../../store/blobs.ts';
import type { Lease } from './lease.ts';

/**
 * The same, but removing waits while a backup is made. Whoever removes has first committed that nothing names the
 * content: a backup that begins after this looked is of a moment after that, and does not need it.
 */
export function heldBlobs(inner: BlobStore, lease: Lease): BlobStore {
  return {
    ...inner,
    async remove(name) {
      await lease.whenNot('running');
      await inner.remove(name);
    },
  };
}
