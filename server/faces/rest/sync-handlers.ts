/** What the operations of devices and of sync do. */
import type { syncAttachmentOperations } from '../../../contract/operations/sync-attachments.ts';
import type { syncClashOperations } from '../../../contract/operations/sync-clashes.ts';
import type { syncDriveOperations } from '../../../contract/operations/sync-drive.ts';
import type { syncSettingsOperations } from '../../../contract/operations/sync-settings.ts';
import type { syncOperations } from '../../../contract/operations/sync.ts';
import type { Services } from '../../services/services.ts';
import type { Handlers } from './handler.ts';

type SyncOperation =
  | keyof typeof syncOperations
  | keyof typeof syncAttachmentOperations
  | keyof typeof syncClashOperations
  | keyof typeof syncDriveOperations
  | keyof typeof syncSettingsOperations;

export function createSyncHandlers({ sync }: Services): Pick<Handlers, SyncOperation> {
  return {
    registerDevice: ({ call, input }) => sync.register(call, input),
    listDevices: ({ caller, input }) => sync.devices(caller, input),
    forgetDevice: ({ call, input }) => sync.forget(call, input),
    pushChanges: ({ call, input }) => sync.push(call, input),
    pullChanges: ({ call, input }) => sync.pull(call, input),
    pushDriveChanges: ({ call, input }) => sync.pushDrive(call, input),
    pullDriveChanges: ({ call, input }) => sync.pullDrive(call, input),
    listDriveHeads: ({ call, input }) => sync.driveHeads(call, input),
    readDriveRecords: ({ call, input }) => sync.driveRecords(call, input),
    offerContents: ({ caller, input }) => sync.offerContents(caller, input),
    proveContent: ({ call, input }) => sync.proveContent(call, input),
    listHeads: ({ call, input }) => sync.heads(call, input),
    readRecords: ({ call, input }) => sync.records(call, input),
    listAttachments: ({ caller, input }) => sync.attachments(caller, input),
    exchangeSettings: ({ call, input }) => sync.settings(call, input),
    listClashes: ({ caller, input }) => sync.clashes(caller, input),
    resolveClash: ({ call, input }) => sync.resolve(call, input),
    listDriveClashes: ({ caller, input }) => sync.driveClashes(caller, input),
    resolveDriveClash: ({ call, input }) => sync.resolveOfDrive(call, input),
  };
}
