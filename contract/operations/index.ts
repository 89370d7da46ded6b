/** Every operation of the REST API, by name. */
import { accountErasureOperations } from './account-erasure.ts';
import { accountOperations } from './accounts.ts';
import { activityOperations } from './activity.ts';
import { auditOperations } from './audit.ts';
import { branchOperations } from './branches.ts';
import { changeOperations } from './changes.ts';
import { conflictOperations } from './conflicts.ts';
import { conversationOperations } from './conversations.ts';
import { documentOperations } from './documents.ts';
import { driveFindingOperations } from './drive-finding.ts';
import { driveListingOperations } from './drive-listing.ts';
import { driveNoteOperations } from './drive-notes.ts';
import { driveTrashOperations } from './drive-trash.ts';
import { driveVersionOperations } from './drive-versions.ts';
import { driveOperations } from './drive.ts';
import { backupOperations } from './backups.ts';
import { embeddingOperations } from './embeddings.ts';
import { entryOperations } from './entries.ts';
import { keyRotationOperations } from './key-rotation.ts';
import { historyOperations } from './history.ts';
import { erasureOperations } from './erasure.ts';
import { invitationOperations } from './invitations.ts';
import { keyOperations } from './keys.ts';
import { linkDeviceOperations } from './link-devices.ts';
import { linkDriveOperations } from './link-drive.ts';
import { linkKeepingOperations } from './link-keeping.ts';
import { linkOperations } from './links.ts';
import { memberOperations } from './members.ts';
import { memoryOperations } from './memories.ts';
import { memoryFindingOperations } from './memory-finding.ts';
import { paletteOperations } from './palette.ts';
import { portableOperations } from './portable.ts';
import { previewOperations } from './previews.ts';
import { projectOperations } from './projects.ts';
import { reviewOperations } from './review.ts';
import { searchOperations } from './search.ts';
import { serverOperations } from './server.ts';
import { setupOperations } from './setup.ts';
import { storageOperations } from './storage.ts';
import { syncAttachmentOperations } from './sync-attachments.ts';
import { syncClashOperations } from './sync-clashes.ts';
import { syncDriveOperations } from './sync-drive.ts';
import { syncSettingsOperations } from './sync-settings.ts';
import { syncOperations } from './sync.ts';
import { tokenOperations } from './tokens.ts';
import { uploadOperations } from './uploads.ts';
import { tableOperations } from './tables.ts';

export const operations = {
  ...serverOperations,
  ...projectOperations,
  ...changeOperations,
  ...driveOperations,
  ...driveTrashOperations,
  ...driveVersionOperations,
  ...driveNoteOperations,
  ...driveFindingOperations,
  ...driveListingOperations,
  ...documentOperations,
  ...memoryOperations,
  ...memoryFindingOperations,
  ...conversationOperations,
  ...entryOperations,
  ...keyOperations,
  ...keyRotationOperations,
  ...historyOperations,
  ...branchOperations,
  ...reviewOperations,
  ...conflictOperations,
  ...searchOperations,
  ...embeddingOperations,
  ...uploadOperations,
  ...tableOperations,
  ...activityOperations,
  ...storageOperations,
  ...setupOperations,
  ...paletteOperations,
  ...portableOperations,
  ...erasureOperations,
  ...backupOperations,
  ...previewOperations,
  ...accountOperations,
  ...accountErasureOperations,
  ...memberOperations,
  ...invitationOperations,
  ...tokenOperations,
  ...auditOperations,
  ...syncOperations,
  ...linkOperations,
  ...linkDeviceOperations,
  ...linkDriveOperations,
  ...linkKeepingOperations,
  ...syncDriveOperations,
  ...syncSettingsOperations,
  ...syncClashOperations,
  ...syncAttachmentOperations,
};

export type Operations = typeof operations;
export type OperationName = keyof Operations;
