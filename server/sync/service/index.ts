/** Sync as the server serves it, put together. */
import type { Sync } from '../../services/sync.ts';
import type { Clock } from '../../services/records.ts';
import { createAttachmentsListing } from './attachments.ts';
import { createClashes } from './clashes.ts';
import { createDevices } from './devices.ts';
import { createPulling } from './pulling.ts';
import { createPushing } from './pushing.ts';
import { createDriveClashes } from './drive/clashes.ts';
import { createContentProofs, type ProofDependencies } from './drive/proving.ts';
import { createSettings } from './settings.ts';
import type { DriveWriting } from './drive/writing.ts';
import type { WritingDependencies } from './lines.ts';

export function createSync(
  dependencies: WritingDependencies & DriveWriting & ProofDependencies & { readonly clock: Clock },
): Sync {
  const devices = createDevices(dependencies);
  const exchanging = { ...dependencies, devices };
  return {
    ...devices,
    ...createPushing(exchanging),
    ...createPulling(exchanging),
    ...createClashes(dependencies),
    ...createDriveClashes(dependencies),
    ...createSettings(dependencies),
    ...createAttachmentsListing(dependencies),
    ...createContentProofs(dependencies),
  };
}
