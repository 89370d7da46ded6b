/** The trash: what it holds, and deleting for good. */
import { z } from 'zod';
import { done, idOf, pageOf, pageQuery } from '../common.ts';
import { operation } from '../operation.ts';
import { item } from './drive.ts';

export const driveTrashOperations = {
  listTrash: operation({
    method: 'GET',
    path: '/drives/trash',
    summary: 'What was moved to the trash, newest first; after 30 days it is deleted for good.',
    access: 'owner',
    input: z.object(pageQuery),
    output: pageOf(item),
  }),
  emptyTrash: operation({
    method: 'DELETE',
    path: '/drives/trash',
    summary: 'Delete all that is in the trash for good, with its bytes.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ deleted: z.literal(true), items: z.int() }),
  }),
  purgeItem: operation({
    method: 'DELETE',
    path: '/drives/trash/{itemId}',
    summary: 'Delete a file or folder of the trash for good, with its versions, comments and bytes.',
    access: 'owner',
    input: z.object({ itemId: idOf('item') }),
    output: done,
  }),
};
