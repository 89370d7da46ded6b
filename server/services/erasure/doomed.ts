/** The records that a permanent deletion takes. */
import type { Scope, Store } from '../../store/store.ts';
import { everyRecord } from '../walking.ts';

/** A record that goes, or with `revisions` the part of its history that goes. */
export interface Doomed {
  /** Nothing for a record of the account. */
  readonly project?: string | undefined;
  readonly kind: string;
  readonly id: string;
  readonly revisions?: readonly string[] | undefined;
}

/** A conversation with its messages. It comes last, so that what is begun again after a crash still finds them. */
export async function conversation(store: Store, scope: Required<Scope>, id: string): Promise<Doomed[]> {
  const { project } = scope;
  const doomed: Doomed[] = [];
  for await (const { id: message } of everyRecord(store, scope, { kind: 'message', parent: id }))
    doomed.push({ project, kind: 'message', id: message });
  return [...doomed, { project, kind: 'conversation', id }];
}
