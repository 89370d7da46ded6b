/** The inbox of clashes of a linked project, and of a drive that a link carries, is the remote server's, where lines meet. */
import type { SyncClash } from '../../../contract/index.ts';
import { settingsKind } from '../../../contract/operations/sync.ts';
import type { Caller } from '../../services/caller.ts';
import type { Sync } from '../../services/sync.ts';
import type { LinkedProjectRun } from './linked-project.ts';
import { saidBy } from './making.ts';
import { openFrom } from './open-clashes.ts';
import type { RunningLink } from './running-link.ts';

type Inbox = Pick<Sync, 'clashes' | 'resolve'>;
type DriveInbox = Pick<Sync, 'driveClashes' | 'resolveOfDrive'>;

interface Linked {
  readonly link: RunningLink;
  readonly one: LinkedProjectRun;
}

/** Asks the remote server for linked projects, and this one for all others; ids of projects are those of this one. */
export function forwardedClashes(
  own: Inbox,
  linkedOf: (caller: Caller, project: string) => Promise<Linked | undefined>,
): Inbox {
  return {
    async clashes(caller, input) {
      const linked = await linkedOf(caller, input.projectId);
      if (linked === undefined) return own.clashes(caller, input);
      const there = { ...input, projectId: linked.one.remote };
      const found = await saidBy(() => linked.link.client.listClashes(there));
      const open = openFrom(input, found, ({ record_id: id }) => id);
      if (open !== undefined) linked.one.noted(open);
      const { items, pagination } = found;
      return { items: items.map((clash) => ofHere(clash, input.projectId)), pagination };
    },
    async resolve(call, input) {
      const linked = await linkedOf(call.caller, input.projectId);
      if (linked === undefined) return own.resolve(call, input);
      const there = { ...input, projectId: linked.one.remote };
      const clash = await saidBy(() => linked.link.client.resolveClash(there));
      linked.one.stir();
      return ofHere(clash, input.projectId);
    },
  };
}

/** The same for the drive, which one link of an account may carry. */
export function forwardedDriveClashes(
  own: DriveInbox,
  carrierOf: (account: string) => RunningLink | undefined,
): DriveInbox {
  return {
    async driveClashes(caller, input) {
      const carrier = carrierOf(caller.account);
      if (carrier === undefined) return own.driveClashes(caller, input);
      const found = await saidBy(() => carrier.client.listDriveClashes(input));
      const open = openFrom(input, found, ({ item_id: id }) => id);
      if (open !== undefined) carrier.drive()?.noted(open);
      return found;
    },
    async resolveOfDrive(call, input) {
      const carrier = carrierOf(call.caller.account);
      if (carrier === undefined) return own.resolveOfDrive(call, input);
      const clash = await saidBy(() => carrier.client.resolveDriveClash(input));
      carrier.drive()?.stir();
      return clash;
    },
  };
}

function ofHere(clash: SyncClash, project: string): SyncClash {
  const isAboutProject = clash.kind === settingsKind;
  return { ...clash, project_id: project, ...(isAboutProject && { record_id: project }) };
}
