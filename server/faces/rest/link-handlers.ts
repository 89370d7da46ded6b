/** What the operations of links to remote servers do. */
import type { linkDeviceOperations } from '../../../contract/operations/link-devices.ts';
import type { linkDriveOperations } from '../../../contract/operations/link-drive.ts';
import type { linkKeepingOperations } from '../../../contract/operations/link-keeping.ts';
import type { linkOperations } from '../../../contract/operations/links.ts';
import type { Services } from '../../services/services.ts';
import type { Handlers } from './handler.ts';

type Operations = typeof linkOperations &
  typeof linkDeviceOperations &
  typeof linkKeepingOperations &
  Pick<typeof linkDriveOperations, 'getSyncStateOfItems'>;

export function createLinkHandlers({ links }: Services): Pick<Handlers, keyof Operations> {
  return {
    listLinks: ({ caller }) => links.list(caller),
    createLink: ({ call, input }) => links.create(call, input),
    updateLink: ({ call, input }) => links.update(call, input),
    deleteLink: ({ call, input }) => links.remove(call, input),
    listRemoteProjects: ({ caller, input }) => links.remoteProjects(caller, input),
    linkProject: ({ call, input }) => links.linkProject(call, input),
    cloneProject: ({ call, input }) => links.cloneProject(call, input),
    unlinkProject: ({ call, input }) => links.unlinkProject(call, input),
    listLinkedDevices: ({ caller, input }) => links.devices(caller, input),
    forgetLinkedDevice: ({ caller, input }) => links.forgetDevice(caller, input),
    getSyncState: ({ caller }) => links.state(caller),
    getSyncStateOfRecords: ({ caller, input }) => links.stateOfRecords(caller, input),
    getSyncStateOfItems: ({ caller, input }) => links.stateOfItems(caller, input),
    keepItem: ({ call, input }) => links.keepItem(call, input),
    fetchVersion: ({ caller, input }) => links.fetchVersion(caller, input),
    syncNow: ({ caller, input }) => links.now(caller, input),
  };
}
