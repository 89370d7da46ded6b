/** Documents: drive files attached to a project and indexed for it. */
import { z } from 'zod';
import { difference, done, historyQuery, idOf, pageOf, pageQuery, revision, time } from '../common.ts';
import { operation } from '../operation.ts';

const base = {
  id: idOf('document'),
  project_id: idOf('project'),
  item_id: idOf('item'),
  name: z.string(),
  media_type: z.string().optional(),
  size: z.int(),
  version_id: idOf('version'),
  created_at: time,
  updated_at: time,
};

/** pending → running → okay, or error with a reason that a person understands. */
export const document = z.discriminatedUnion('status', [
  z.object({ ...base, status: z.literal('pending') }),
  z.object({ ...base, status: z.literal('running') }),
  z.object({ ...base, status: z.literal('okay'), passages: z.int(), pages: z.int().optional() }),
  z.object({
    ...base,
    status: z.literal('error'),
    reason: z.string(),
    reason_code: z.string(),
    retry: z.boolean(),
  }),
]);

export type Document = z.infer<typeof document>;

const projectId = { projectId: idOf('project') };
const one = { ...projectId, documentId: idOf('document') };

const attachedFolder = z.object({ item_id: idOf('item'), name: z.string() });

export const documentOperations = {
  listDocuments: operation({
    method: 'GET',
    path: '/projects/{projectId}/documents',
    summary: 'The documents of a project, newest first.',
    access: 'read',
    input: z.object({
      ...projectId,
      ...pageQuery,
      status: z.enum(['pending', 'running', 'okay', 'error']).optional(),
    }),
    output: pageOf(document),
  }),
  addDocuments: operation({
    method: 'POST',
    path: '/projects/{projectId}/documents',
    summary:
      'Attach files and folders of the drive to a project; each file is extracted and indexed. A folder stays live: ' +
      'what comes into it later is attached too, and what leaves it is detached.',
    access: 'owner',
    status: 201,
    input: z.object({ ...projectId, item_ids: z.array(idOf('item')).min(1).max(100) }),
    output: z.object({
      /** The documents of the files; those of folders follow. */
      items: z.array(document),
      folders: z.array(attachedFolder),
    }),
  }),
  getDocument: operation({
    method: 'GET',
    path: '/projects/{projectId}/documents/{documentId}',
    summary: 'One document and its state.',
    access: 'read',
    input: z.object(one),
    output: document,
  }),
  removeDocument: operation({
    method: 'DELETE',
    path: '/projects/{projectId}/documents/{documentId}',
    summary: 'Detach a document from a project; the file stays in the drive.',
    access: 'owner',
    input: z.object(one),
    output: done,
  }),
  retryDocument: operation({
    method: 'POST',
    path: '/projects/{projectId}/documents/{documentId}/retry',
    summary: 'Extract a document again.',
    access: 'owner',
    status: 202,
    input: z.object(one),
    output: document,
  }),
  retryDocuments: operation({
    method: 'POST',
    path: '/projects/{projectId}/documents/retry',
    summary: 'Extract all documents again that failed.',
    access: 'owner',
    status: 202,
    input: z.object(projectId),
    output: z.object({ retried: z.int() }),
  }),
  listAttachedFolders: operation({
    method: 'GET',
    path: '/projects/{projectId}/folders',
    summary: 'The folders that are attached to a project.',
    access: 'owner',
    input: z.object(projectId),
    output: z.object({ items: z.array(attachedFolder) }),
  }),
  removeAttachedFolder: operation({
    method: 'DELETE',
    path: '/projects/{projectId}/folders/{itemId}',
    summary: 'Detach a folder from a project, with the files below it that were not attached by themselves.',
    access: 'owner',
    input: z.object({ ...projectId, itemId: idOf('item') }),
    output: done,
  }),
  getDocumentHistory: operation({
    method: 'GET',
    path: '/projects/{projectId}/documents/{documentId}/history',
    summary: 'The revisions of a document, newest first.',
    access: 'read',
    input: z.object({ ...one, ...historyQuery }),
    output: z.object({ items: z.array(revision) }),
  }),
  diffDocument: operation({
    method: 'GET',
    path: '/projects/{projectId}/documents/{documentId}/history/diff',
    summary: 'What changed between two revisions of a document.',
    access: 'read',
    input: z.object({ ...one, from: idOf('revision'), to: idOf('revision') }),
    output: difference,
  }),
  restoreDocument: operation({
    method: 'POST',
    path: '/projects/{projectId}/documents/{documentId}/history/restore',
    summary: 'Attach a document again as it was at a revision.',
    access: 'owner',
    input: z.object({ ...one, revision: idOf('revision') }),
    output: document,
  }),
};
