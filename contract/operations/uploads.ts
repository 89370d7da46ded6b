/** Resumable uploads as the owner sees them. Their bytes travel by tus 1.0 at the same address: see docs/uploads.md. */
import { z } from 'zod';
import { idOf, time } from '../common.ts';
import { operation } from '../operation.ts';

const upload = z.object({
  id: idOf('upload'),
  name: z.string(),
  /** The folder that the file goes into. */
  parent_id: idOf('item'),
  size: z.int(),
  /** Bytes that the server holds for good. */
  offset: z.int(),
  /** What the sender knows the upload by. */
  fingerprint: z.string().optional(),
  status: z.enum(['receiving', 'finished']),
  /** Of a finished upload: the file, and the document that it became. */
  item_id: idOf('item').optional(),
  document_id: idOf('document').optional(),
  expires_at: time,
});

export type Upload = z.infer<typeof upload>;

export const uploadOperations = {
  listUploads: operation({
    method: 'GET',
    path: '/uploads',
    summary: 'Unfinished uploads, or those with a fingerprint.',
    access: 'owner',
    input: z.object({ fingerprint: z.string().min(1).max(200).optional() }),
    output: z.object({ items: z.array(upload) }),
  }),
  getUpload: operation({
    method: 'GET',
    path: '/uploads/{uploadId}',
    summary: 'One upload: how far it is, and what it became.',
    access: 'owner',
    input: z.object({ uploadId: idOf('upload') }),
    output: upload,
  }),
};
