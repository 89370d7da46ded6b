/** What a device asks of the server about files and folders of a linked project: which are attached, and because of what. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';

/** `self`: by somebody. `folder`: because a live folder holds it. `never`: somebody detached it, and no folder attaches it again. */
const attachedBy = z.enum(['self', 'folder', 'never']);

export const syncAttachmentOperations = {
  listAttachments: operation({
    method: 'GET',
    path: '/projects/{projectId}/sync/attachments',
    summary: 'Files that are attached to a project, or may not be, and its live folders, in pages.',
    access: 'owner',
    input: z.object({
      projectId: idOf('project'),
      after: z.coerce.number().int().min(0).default(0).describe('`next` of the page before'),
    }),
    output: z.object({
      items: z.array(z.object({ item_id: z.string(), document_id: z.string(), by: attachedBy })),
      /** With every page. */
      folders: z.array(z.string()),
      /** The top of the drive, which each side has by itself. */
      root_item_id: z.string(),
      next: z.int().nullable(),
    }),
  }),
};
