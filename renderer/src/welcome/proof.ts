/** Whether an AI client has used its memory: it wrote something, and recalled something afterwards. */
import type { ActivityEvent } from '../../../contract/operations/activity.ts';

export interface Proof {
  /** What the client is called. */
  readonly client: string;
  readonly wroteAt?: string | undefined;
  readonly recalledAt?: string | undefined;
}

/** Of the client that is furthest, the newest first. @param events newest first; nothing when no key did anything */
export function proofIn(events: readonly ActivityEvent[]): Proof | undefined {
  const byKey = Map.groupBy(
    events.filter(({ author }) => author.type === 'key'),
    ({ author }) => author.key_id ?? '',
  );
  const proofs = [...byKey.values()].map(proofOf);
  return (
    proofs.find(({ recalledAt, wroteAt }) => recalledAt !== undefined && wroteAt !== undefined) ??
    proofs.find(({ recalledAt }) => recalledAt !== undefined) ??
    proofs[0]
  );
}

function proofOf(events: readonly ActivityEvent[]): Proof {
  const author = events[0]?.author;
  return {
    client: author?.client ?? author?.name ?? '',
    wroteAt: events.find(({ kind }) => kind === 'write')?.time,
    recalledAt: events.find(({ kind }) => kind === 'read')?.time,
  };
}
