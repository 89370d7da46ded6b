/** Which record stands for one that was made twice, as rows. */
import type { Operation } from '../../store/store.ts';
import type { StandIn } from '../core/version.ts';
import { nameOf } from './versions.ts';

/** Rows `KIND ID` of a server with the id of the record that stands for it. */
export const standInSpace = 'sync-stand-ins';
/** The same of a device: what its own records became. */
export const becameSpace = 'sync-became';

export function standInPuts(standIns: readonly StandIn[], space = standInSpace): Operation[] {
  return standIns.map(({ kind, of, id }): Operation => {
    const key = nameOf({ kind, id: of });
    return { op: 'row', space, key, value: Buffer.from(id) };
  });
}
