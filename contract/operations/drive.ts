/** The drive: the account's tree of files and folders. */
import { z } from 'zod';
import { idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';

/** A file or folder. */
export const item = z.object({
  id: idOf('item'),
  name: z.string(),
  type: z.enum(['file', 'folder']),
  /** Bytes; 0 for a folder. */
  size: z.int(),
  media_type: z.string().optional(),
  sha256: z.string().optional(),
  version_id: idOf('version').optional(),
  parent_id: idOf('item').nullable(),
  /** Where lists and single items are read: whether it is a favourite. */
  favourite: z.boolean().optional(),
  trashed_at: time.optional(),
  created_at: time,
  modified_at: time,
});

export type Item = z.infer<typeof item>;

const drive = z.object({ id: idOf('account'), root_item_id: idOf('item'), created_at: time });

/** Names that Windows keeps for devices, with or without an extension. */
const reservedName = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]) *(?:\.|$)/i;

/** A name that Windows, macOS and Linux all accept. */
export const itemName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\\:*?"<>|\u0000-\u001f]+$/u, 'a name cannot hold / \\ : * ? " < > | or control characters')
  .refine(
    (value) => value !== '.' && value !== '..' && !/[. ]$/.test(value),
    'a name cannot end with a dot or a space',
  )
  .refine((value) => value.isWellFormed(), 'a name cannot hold half a character')
  .refine(
    (value) => !reservedName.test(value),
    'Windows keeps this name for a device (CON, PRN, AUX, NUL, COM1, LPT1 and their like); add a letter to it',
  )
  .describe('file or folder name');

const itemId = { itemId: idOf('item') };

const conflictRule = z
  .enum(['deny', 'rename', 'replace', 'skip'])
  .describe(
    'when the folder holds that name already, in whatever case and form of Unicode. deny: refuse; rename: keep both; ' +
      'replace: a new version of the file there; skip: leave all as it is',
  );

/** What to do when the folder already holds that name. */
export type OnConflict = z.infer<typeof conflictRule>;

const onConflict = conflictRule.default('deny');
const place = { ...itemId, parent_id: idOf('item'), on_conflict: onConflict };

export const driveOperations = {
  listDrives: operation({
    method: 'GET',
    path: '/drives',
    summary: 'The drive of the account and its root folder.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ items: z.array(drive) }),
  }),
  getItem: operation({
    method: 'GET',
    path: '/drives/items/{itemId}',
    summary: 'One file or folder.',
    access: 'owner',
    input: z.object(itemId),
    output: item,
  }),
  listChildren: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/children',
    summary: 'What a folder holds: folders first, then by name.',
    access: 'owner',
    input: z.object({ ...itemId, ...pageQuery }),
    output: pageOf(item),
  }),
  createFolder: operation({
    method: 'POST',
    path: '/drives/items/{itemId}/children',
    summary: 'Create a folder in a folder.',
    access: 'owner',
    status: 201,
    input: z.object({ ...itemId, name: itemName, on_conflict: onConflict }),
    output: item,
  }),
  uploadFile: operation({
    method: 'POST',
    path: '/drives/items/{itemId}/children',
    summary: 'Upload a file into a folder (multipart: the fields first, then `file`).',
    access: 'owner',
    status: 201,
    body: 'file',
    input: z.object({
      ...itemId,
      name: itemName.optional(),
      on_conflict: onConflict,
      project_id: idOf('project').optional(),
    }),
    output: z.object({ item, document_id: idOf('document').optional() }),
  }),
  renameItem: operation({
    method: 'PATCH',
    path: '/drives/items/{itemId}/name',
    summary: 'Rename a file or folder.',
    access: 'owner',
    input: z.object({ ...itemId, name: itemName }),
    output: item,
  }),
  moveItem: operation({
    method: 'PATCH',
    path: '/drives/items/{itemId}/parent',
    summary: 'Move a file or folder into another folder.',
    access: 'owner',
    input: z.object(place),
    output: item,
  }),
  deleteItem: operation({
    method: 'DELETE',
    path: '/drives/items/{itemId}',
    summary: 'Move a file or folder to the trash; what was attached to projects is detached.',
    access: 'owner',
    input: z.object(itemId),
    output: z.object({ deleted: z.literal(true), id: idOf('item'), detached_from: z.array(idOf('project')) }),
  }),
  restoreItem: operation({
    method: 'POST',
    path: '/drives/items/{itemId}/restore',
    summary:
      'Bring a file or folder back from the trash: to its folder, or the nearest one that still stands.',
    access: 'owner',
    input: z.object({ ...itemId, on_conflict: conflictRule.default('rename') }),
    output: item,
  }),
  copyItem: operation({
    method: 'POST',
    path: '/drives/items/{itemId}/copy',
    summary: 'Copy a file, or a folder with all it holds, into a folder; the bytes are not stored again.',
    access: 'owner',
    status: 201,
    input: z.object({ ...place, name: itemName.optional() }),
    output: item,
  }),
  getItemPath: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/path',
    summary: 'The folders from the root down to a file or folder, and itself.',
    access: 'owner',
    input: z.object(itemId),
    output: z.object({ items: z.array(item) }),
  }),
  downloadItem: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/binary',
    summary: 'The bytes of a file.',
    access: 'owner',
    binary: true,
    input: z.object(itemId),
    output: z.null(),
  }),
};
