/** A replica of which only some kinds travel: favourites are the account's own, and stay where the person there is not the account. */
import { driveKinds } from '../../../contract/operations/sync.ts';
import { tipOf } from '../core/lines.ts';
import type { RecordName } from '../core/version.ts';
import type { Replica } from '../service/replica.ts';
import { sizeOf } from './reading.ts';

/** The same replica of a drive, of which only these kinds are sent and taken. */
export function ofKinds(replica: Replica, kinds: readonly string[]): Replica {
  const staying = driveKinds.filter((kind) => !kinds.includes(kind));
  const travels = ({ kind }: Pick<RecordName, 'kind'>) => kinds.includes(kind);
  return {
    ...replica,
    async pending(scope, after, limit) {
      const page = await replica.pending(scope, after, limit);
      const changes = page.changes.map(({ versions, erased = [], ...change }) => ({
        ...change,
        versions: versions.filter(travels),
        erased: erased.filter(travels),
      }));
      return { ...page, changes: changes.filter((one) => sizeOf([one]) > 0) };
    },
    take: (scope, { lines, erased, ...incoming }, owing, also) =>
      replica.take(
        scope,
        { ...incoming, lines: lines.filter((line) => travels(tipOf(line))), erased: erased.filter(travels) },
        owing,
        also,
        staying,
      ),
    async compare(scope, heads, seq) {
      const { resend, fetch } = await replica.compare(scope, heads, seq);
      return { resend: resend.filter(travels), fetch };
    },
  };
}
