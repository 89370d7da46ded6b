/** What a push cannot take because of what it did not take before. */
import { keyOf } from './lines.ts';
import type { Outcome, RecordName } from './version.ts';

/**
 * Why a change cannot be taken when an earlier one of the same push was refused: later versions of a record came from those, and are
 * sent together with them once the device knows.
 */
export function refusedBefore(
  { versions }: { readonly versions: readonly RecordName[] },
  outcomes: readonly Pick<Outcome, 'kind' | 'id' | 'outcome'>[],
): string | undefined {
  const refused = new Set(outcomes.filter(({ outcome }) => outcome === 'refused').map(keyOf));
  const stopped = versions.find((version) => refused.has(keyOf(version)));
  return (
    stopped && `An earlier version of ${stopped.kind} ${stopped.id} was not taken. This one waits for it.`
  );
}
