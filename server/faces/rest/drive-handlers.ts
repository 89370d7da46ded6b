/** The operations of the drive: items, trash, versions, comments, what is found, and uploads. */
import type { IncomingFile } from '../../services/drive.ts';
import type { Services } from '../../services/services.ts';
import { sendArchive, sendFile } from './download.ts';
import type { Handlers } from './handler.ts';

type DriveOperation =
  | 'listDrives'
  | 'getItem'
  | 'listChildren'
  | 'createFolder'
  | 'uploadFile'
  | 'renameItem'
  | 'moveItem'
  | 'deleteItem'
  | 'restoreItem'
  | 'copyItem'
  | 'getItemPath'
  | 'downloadItem'
  | 'downloadFolder'
  | 'listTrash'
  | 'emptyTrash'
  | 'purgeItem'
  | 'listVersions'
  | 'downloadVersion'
  | 'restoreVersion'
  | 'diffVersions'
  | 'listComments'
  | 'addComment'
  | 'editComment'
  | 'deleteComment'
  | 'getAttributes'
  | 'setAttributes'
  | 'addFavourite'
  | 'removeFavourite'
  | 'findItems'
  | 'listRecentItems'
  | 'listFavourites'
  | 'listFolder'
  | 'listItemProjects'
  | 'listUploads'
  | 'getUpload';

export function createDriveHandlers(services: Services): Pick<Handlers, DriveOperation> {
  const { drive, trash, versions, comments, attributes, finding, listing, uploads } = services;
  return {
    listDrives: ({ caller }) => drive.drives(caller),
    getItem: ({ caller, input }) => drive.get(caller, input),
    listChildren: ({ caller, input }) => drive.children(caller, input),
    createFolder: ({ call, input }) => drive.createFolder(call, input),
    uploadFile: ({ call, input, file }) => drive.upload(call, input, file as IncomingFile),
    renameItem: ({ call, input }) => drive.rename(call, input),
    moveItem: ({ call, input }) => drive.move(call, input),
    deleteItem: ({ call, input }) => drive.remove(call, input),
    restoreItem: ({ call, input }) => drive.restore(call, input),
    copyItem: ({ call, input }) => drive.copy(call, input),
    getItemPath: ({ caller, input }) => drive.path(caller, input.itemId),
    downloadItem: async ({ caller, input }) => sendFile(await drive.download(caller, input.itemId)),

    downloadFolder: async ({ caller, input }) => sendArchive(await drive.archive(caller, input.itemId)),

    listTrash: ({ caller, input }) => trash.list(caller, input),
    emptyTrash: ({ call }) => trash.empty(call),
    purgeItem: ({ call, input }) => trash.purge(call, input),

    listVersions: ({ caller, input }) => versions.list(caller, input),
    downloadVersion: async ({ caller, input }) => sendFile(await versions.download(caller, input)),
    restoreVersion: ({ call, input }) => versions.restore(call, input),
    diffVersions: ({ caller, input }) => versions.diff(caller, input),

    listComments: ({ caller, input }) => comments.list(caller, input),
    addComment: ({ call, input }) => comments.add(call, input),
    editComment: ({ call, input }) => comments.edit(call, input),
    deleteComment: ({ call, input }) => comments.remove(call, input),
    getAttributes: ({ caller, input }) => attributes.get(caller, input),
    setAttributes: ({ call, input }) => attributes.set(call, input),
    addFavourite: ({ call, input }) => attributes.setFavourite(call, input, true),
    removeFavourite: ({ call, input }) => attributes.setFavourite(call, input, false),

    findItems: ({ caller, input }) => finding.find(caller, input),
    listRecentItems: ({ caller, input }) => finding.recent(caller, input),
    listFavourites: ({ caller }) => finding.favourites(caller),
    listFolder: ({ caller, input }) => listing.list(caller, input),
    listItemProjects: ({ caller, input }) => listing.projectsOf(caller, input.itemId),
    listUploads: ({ caller, input }) => uploads.list(caller, input),
    getUpload: ({ caller, input }) => uploads.get(caller, input.uploadId),
  };
}
