/** The drive: the account's tree of files and folders. */
import { z } from 'zod';
import { idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';

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
  trashed_at: time.optional(),
  created_at: time,
  modified_at: time,
});

export type Item = z.infer<typeof item>;

const drive = z.object({ id: idOf('account'), root_item_id: idOf('item'), created_at: time });

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
  .describe('file or folder name');

const itemId = { itemId: idOf('item') };

/** What to do when the folder already holds that name. */
const onConflict = z
  .enum(['deny', 'rename', 'replace'])
  .default('deny')
  .describe('deny: refuse; rename: keep both; replace: a new version of the file');

export const driveOperations = {
  listDrives: operation({
    method: 'GET',
    path: '/drives',
    summary: 'The drive of the account and its root folder.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ items: z.array(drive) }),
  }),
  listTrash: operation({
    method: 'GET',
    path: '/drives/trash',
    summary: 'What was moved to the trash, newest first.',
    access: 'owner',
    input: z.object(pageQuery),
    output: pageOf(item),
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
    input: z.object({ ...itemId, parent_id: idOf('item') }),
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
    summary: 'Bring a file or folder back from the trash.',
    access: 'owner',
    input: z.object(itemId),
    output: item,
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
