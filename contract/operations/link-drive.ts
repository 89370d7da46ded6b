/** The drive of a linked account: hearing of its commits, and how its files and folders stand. */
import { z } from 'zod';
import { operation } from '../operation.ts';
import { itemBytes } from './link-keeping.ts';
import { itemState } from './links.ts';

export const linkDriveOperations = {
  followDriveChanges: operation({
    method: 'GET',
    path: '/sync/drive/events',
    summary:
      'That the drive has newer commits, as an event stream: their sequence numbers, without what they hold.',
    access: 'owner',
    binary: true,
    input: z.object({ after: z.coerce.number().int().min(0).default(0) }),
    output: z.null(),
  }),
  getSyncStateOfItems: operation({
    method: 'POST',
    path: '/sync-state/items',
    summary: 'Whether files and folders are at the remote server as they are here.',
    access: 'owner',
    input: z.object({ ids: z.array(z.string().max(60)).max(200) }),
    output: z.object({
      /** By id; empty where no link carries the drive. */
      states: z.record(z.string(), itemState),
      /** By id, where their bytes are; empty where no link carries the drive. */
      bytes: z.record(z.string(), itemBytes),
    }),
  }),
};
