/** Where a project of the remote server is in its log, for what is asked for outside of the exchange: was it restored since? */
import type { Client } from '../../../contract/index.ts';
import { isStill, type Position } from '../core/exchange.ts';

export interface RemoteProject {
  readonly client: Client;
  readonly id: string;
}

/** The newest commit. */
export async function placeThere(project: RemoteProject): Promise<Position> {
  const { head } = await project.client.listChanges({ projectId: project.id, after: 0, limit: 1 });
  return placeAt(project, head);
}

/** Whether the remote server still has what it had there; true where nothing is known. */
export async function isStillThere(project: RemoteProject, place: Position | undefined): Promise<boolean> {
  if (place === undefined) return true;
  const { seq, mark } = await placeAt(project, place.seq);
  return isStill(place, { epoch: place.epoch, head: seq, markAt: () => mark });
}

/** A head that is smaller has no commit of that number. */
async function placeAt({ client, id: projectId }: RemoteProject, seq: number): Promise<Position> {
  if (seq === 0) return { epoch: '', seq, mark: '' };
  const { changes } = await client.listChanges({ projectId, after: seq - 1, limit: 1 });
  const [commit] = changes;
  return { epoch: '', seq: commit?.seq ?? 0, mark: commit === undefined ? '' : markOf(commit) };
}

type Commit = Awaited<ReturnType<Client['listChanges']>>['changes'][number];

/** A commit's number may stand for another one after a server was restored; its time and revisions do not. */
function markOf({ time, records }: Commit): string {
  return [time, ...records.map(({ revision }) => revision)].join(' ');
}
