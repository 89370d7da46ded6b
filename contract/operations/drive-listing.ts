/** Folders as a window shows them: any stretch of a folder of any length, sorted; and where an item is attached. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';
import { item } from './drive.ts';

const attachedTo = z.object({
  project_id: idOf('project'),
  name: z.string(),
  /** The document that a file is in that project; a live folder has none. */
  document_id: idOf('document').optional(),
  /** Through a live folder above it, not by itself. */
  inherited: z.boolean(),
});

export const driveListingOperations = {
  listFolder: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/listing',
    summary:
      'Any stretch of what a folder holds, sorted by name (folders first), size, time of the last change, or kind.',
    access: 'owner',
    input: z.object({
      itemId: idOf('item'),
      sort: z.enum(['name', 'size', 'changed', 'kind']).default('name'),
      direction: z.enum(['asc', 'desc']).default('asc'),
      offset: z.coerce.number().int().min(0).max(100_000_000).default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(200),
    }),
    output: z.object({ items: z.array(item), offset: z.int(), total: z.int() }),
  }),
  listItemProjects: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/projects',
    summary:
      'The projects that a file or folder is attached to, by itself or through a live folder above it.',
    access: 'owner',
    input: z.object({ itemId: idOf('item') }),
    output: z.object({ items: z.array(attachedTo) }),
  }),
};
