/** Telling who follows a project of what the account keeps of it: its name, its description and its live folders. */
import { newId } from '../../local/ids.ts';
import type { Put, Relay } from '../store/store.ts';

/** Rows of a project by which who follows it hears that something changed which the account keeps. */
const changedSpace = 'changed';

/** Tells the followers of a project in the account's commit that changes such a thing. */
export function changedRelay(project: string, more: readonly Put[] = []): Relay {
  const id = newId('job');
  const changed = { op: 'row', space: changedSpace, key: 'account', value: Buffer.from(id) } as const;
  return { op: 'relay', id, project, operations: [changed, ...more] };
}
