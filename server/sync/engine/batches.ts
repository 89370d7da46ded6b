/** Changes in requests that the remote server takes: neither too many versions nor too many bytes. */
import { maxVersions } from '../../../contract/operations/sync.ts';
import type { Change, ErasedName, StandIn, Version } from '../core/version.ts';

/** A request holds 4 MB at most. */
const mostBytes = 3 * 1024 * 1024;

/** In order; a change that is too large for one request is parted. */
export function requestsOf(
  changes: readonly Change[],
  most = { versions: maxVersions, bytes: mostBytes },
): Required<Change>[][] {
  const requests: Part[][] = [];
  let [count, bytes] = [Infinity, 0];
  for (const { versions, erased = [], standIns = [] } of changes) {
    let isNew = true;
    const partFor = (what: object): Part => {
      const size = Buffer.byteLength(JSON.stringify(what));
      if (count >= most.versions || bytes + size > most.bytes) {
        requests.push([]);
        [count, bytes, isNew] = [0, 0, true];
      }
      const request = requests.at(-1) as Part[];
      if (isNew) request.push({ versions: [], erased: [], standIns: [] });
      [count, bytes, isNew] = [count + 1, bytes + size, false];
      return request.at(-1) as Part;
    };
    for (const standIn of standIns) partFor(standIn).standIns.push(standIn);
    for (const version of versions) partFor(version).versions.push(version);
    for (const name of erased) partFor(name).erased.push(name);
  }
  return requests;
}

interface Part extends Required<Change> {
  readonly versions: Version[];
  readonly erased: ErasedName[];
  readonly standIns: StandIn[];
}
