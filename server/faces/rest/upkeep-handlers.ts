/** What an owner does to all of it over REST: permanent deletion, backups, export and import. */
import type { Services } from '../../services/services.ts';
import { sendArchive } from './download.ts';
import type { Handlers } from './handler.ts';

type Handled = Pick<
  Handlers,
  | 'erase'
  | 'listErasures'
  | 'getErasure'
  | 'getReceiptKey'
  | 'getBackupSettings'
  | 'setBackupSettings'
  | 'unsetBackupSettings'
  | 'listBackups'
  | 'createBackup'
  | 'getBackupState'
  | 'cancelBackup'
  | 'verifyBackup'
  | 'exportEverything'
  | 'exportProject'
  | 'importFile'
>;

export function createUpkeepHandlers({ erasures, backups, portable }: Services): Handled {
  return {
    erase: ({ call, input }) => erasures.ask(call, input),
    listErasures: ({ caller, input }) => erasures.list(caller, input),
    getErasure: ({ caller, input }) => erasures.get(caller, input),
    getReceiptKey: ({ caller }) => erasures.key(caller),

    getBackupSettings: ({ caller }) => backups.settings(caller),
    setBackupSettings: ({ call, input }) => backups.set(call, input),
    unsetBackupSettings: ({ call }) => backups.unset(call),
    listBackups: ({ caller }) => backups.list(caller),
    createBackup: ({ caller }) => backups.make(caller),
    getBackupState: ({ caller }) => backups.state(caller),
    cancelBackup: ({ caller }) => backups.cancel(caller),
    verifyBackup: ({ caller, input }) => backups.verify(caller, input),

    exportEverything: async ({ caller, input }) =>
      sendArchive(await portable.export(caller, { git: input.git === 'true' })),
    exportProject: async ({ caller, input: { projectId, git } }) =>
      sendArchive(await portable.export(caller, { projectId, git: git === 'true' })),
    importFile: ({ call, input }) => portable.import(call, input),
  };
}
